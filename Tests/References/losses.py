"""Losses: PyTorch's value, and the gradient of a random multiple of it."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal, tensor, tensors, upstream
from layer_case import leaf

REDUCTIONS = ("mean", "sum")


def case(name, loss, value, prediction, target, **configuration):
    """`value(prediction)` is the loss; `target` is only written down. Either may be several by their names."""
    named = prediction if isinstance(prediction, dict) else {"": prediction}
    variables = {key: leaf(array) for key, array in named.items()}
    factor = upstream(generator(name + " upstream"))
    result = value(variables if isinstance(prediction, dict) else variables[""])
    (result * factor).backward()
    gradients = {key: variable.grad for key, variable in variables.items()}
    return {
        "name": name,
        "loss": loss,
        "configuration": configuration,
        "prediction": written(prediction),
        "target": written(target),
        "upstream": factor,
        "value": result.item(),
        "predictionGradient": written(
            gradients if isinstance(prediction, dict) else gradients[""]
        ),
    }


def written(arrays):
    """A tensor, or several; whole numbers are labels."""
    if isinstance(arrays, dict):
        return tensors(arrays)
    arrays = numpy.asarray(arrays)
    return {"labels": tensor(arrays)} if arrays.dtype == numpy.int64 else tensor(arrays)


def regression(name, loss, value, shape, reduction, zeros=0, **configuration):
    """The first `zeros` predictions hit their target exactly."""
    random = generator(name)
    prediction, target = normal(random, shape, scale=1.6), normal(random, shape)
    prediction.ravel()[:zeros] = target.ravel()[:zeros]
    return case(
        name,
        loss,
        lambda p: value(p, torch.tensor(target), reduction=reduction),
        prediction,
        target,
        reduction=reduction,
        **configuration,
    )


def half_mse(prediction, target, reduction):
    return 0.5 * F.mse_loss(prediction, target, reduction=reduction)


def regressions():
    """A mean is over all elements, not over samples."""
    for reduction in REDUCTIONS:
        yield regression(f"mse, {reduction}", "mse", F.mse_loss, (3, 5), reduction, half=False)
        yield regression(f"half mse, {reduction}", "mse", half_mse, (4, 3), reduction, half=True)
        yield regression(f"mae, {reduction}", "mae", F.l1_loss, (3, 5), reduction)
        yield regression(f"mae, {reduction}, exact zeros", "mae", F.l1_loss, (4, 3), reduction, 4)
        for delta in (1.0, 0.3, 2.5):

            def huber(prediction, target, reduction, delta=delta):
                return F.huber_loss(prediction, target, reduction=reduction, delta=delta)

            name = f"huber, delta {delta}, {reduction}"
            yield regression(name, "huber", huber, (4, 6), reduction, 2, delta=delta)
    yield regression("mse of images", "mse", F.mse_loss, (2, 3, 2, 4), "mean", half=False)
    yield regression("mse, one sample", "mse", F.mse_loss, (1, 4), "mean", half=False)
    yield regression("mae, one sample", "mae", F.l1_loss, (1, 5), "mean")


def softmax_cross_entropy(name, samples, classes, reduction="mean", scale=1.0):
    random = generator(name)
    logits, labels = normal(random, (samples, classes), scale), labels_of(random, samples, classes)
    return case(
        name,
        "softmax-cross-entropy",
        lambda s: F.cross_entropy(s, torch.tensor(labels), reduction=reduction),
        logits,
        labels,
        reduction=reduction,
    )


def cross_entropy(name, samples, classes, reduction="mean"):
    """−log p[y] of probabilities, each taken as free: the gradient is zero but at the label."""
    random = generator(name)
    labels = labels_of(random, samples, classes)
    probabilities = F.softmax(torch.tensor(2 * random.standard_normal((samples, classes))), dim=1)
    return case(
        name,
        "cross-entropy",
        lambda p: F.nll_loss(torch.log(p), torch.tensor(labels), reduction=reduction),
        probabilities.numpy(),
        labels,
        reduction=reduction,
    )


def hinge(name, samples, classes, margin, power, reduction="mean", ties=False):
    """Σ over j ≠ y of max(0, s_j − s_y + Δ), to the first or second power.

    With `ties`, the scores are multiples of ½, so that some terms are exactly 0: their gradient is 0.
    """
    random = generator(name)
    labels = labels_of(random, samples, classes)
    scores = normal(random, (samples, classes))
    if ties:
        scores = random.integers(-3, 4, (samples, classes)) / 2

    def value(scores):
        terms = scores - scores.gather(1, torch.tensor(labels)[:, None]) + margin
        others = torch.arange(classes)[None, :] != torch.tensor(labels)[:, None]
        assert not ties or (terms[others] == 0).any(), "no term is exactly 0"
        terms = F.relu(terms) ** power
        sums = (terms * others).sum(dim=1)
        return sums.mean() if reduction == "mean" else sums.sum()

    result = case(
        name,
        "hinge" if power == 1 else "squared-hinge",
        value,
        scores,
        labels,
        reduction=reduction,
        margin=margin,
    )
    expect_multi_margin(result, scores, labels, margin, power, reduction)
    return result


def expect_multi_margin(case, scores, labels, margin, power, reduction):
    """PyTorch's own multi-class margin loss divides the same sum by the number of classes."""
    scores = leaf(scores)
    value = scores.shape[1] * F.multi_margin_loss(
        scores, torch.tensor(labels), p=power, margin=margin, reduction=reduction
    )
    (case["upstream"] * value).backward()
    numpy.testing.assert_allclose(case["value"], value.item(), rtol=1e-13)
    numpy.testing.assert_allclose(
        case["predictionGradient"]["values"], scores.grad.numpy().ravel(), rtol=1e-13, atol=1e-13
    )


def labels_of(random, samples, classes):
    return random.integers(classes, size=samples)


def classifications():
    for reduction in REDUCTIONS:
        yield softmax_cross_entropy(f"softmax_cross_entropy, {reduction}", 4, 5, reduction)
        yield cross_entropy(f"cross_entropy, {reduction}", 5, 3, reduction)
        for margin in (1.0, 0.5):
            tail = f"margin {margin}, {reduction}"
            yield hinge(f"svm_hinge, {tail}", 4, 6, margin, 1, reduction)
            yield hinge(f"squared_hinge, {tail}", 5, 4, margin, 2, reduction)
    yield softmax_cross_entropy("softmax_cross_entropy, one sample", 1, 7)
    yield softmax_cross_entropy("softmax_cross_entropy, two classes", 5, 2)
    yield softmax_cross_entropy("softmax_cross_entropy, logits of a thousand", 5, 4, scale=1000)
    yield cross_entropy("cross_entropy, one sample", 1, 4)
    yield hinge("svm_hinge, one sample", 1, 5, 1.0, 1)
    yield hinge("svm_hinge, terms exactly zero", 6, 5, 1.0, 1, ties=True)
    yield hinge("squared_hinge, one sample", 1, 5, 1.0, 2)
    yield hinge("squared_hinge, terms exactly zero", 6, 5, 1.0, 2, ties=True)


def weighted(name, shape, weights=(), smoothing=0.0, ignored=None, reduction="mean"):
    """Cross-entropy of logits [N, K, …] with everything that may be asked of it."""
    random = generator(name)
    logits = normal(random, shape)
    labels = random.integers(shape[1], size=(shape[0], *shape[2:]))
    options = {"reduction": reduction}
    if ignored is not None:
        labels.ravel()[::3] = ignored
        options["ignore_index"] = ignored
    if weights:
        options["weight"] = torch.tensor(weights, dtype=torch.float64)
    configuration = {"reduction": reduction, "weights": list(weights), "ignored": ignored}
    target = torch.tensor(labels)
    yield case(
        name,
        "softmax-cross-entropy",
        lambda x: F.cross_entropy(x, target, label_smoothing=smoothing, **options),
        logits,
        labels.ravel(),
        smoothing=smoothing,
        **configuration,
    )
    if not smoothing:
        yield case(
            f"nll: {name}",
            "nll",
            lambda x: F.nll_loss(x, target, **options),
            F.log_softmax(torch.tensor(logits), 1).numpy(),
            labels.ravel(),
            **configuration,
        )


def soft_cross_entropy(name, shape, weights=(), reduction="mean"):
    random = generator(name)
    logits, target = normal(random, shape), F.softmax(torch.tensor(normal(random, shape)), 1)
    weight = torch.tensor(weights, dtype=torch.float64) if weights else None
    return case(
        name,
        "soft-cross-entropy",
        lambda x: F.cross_entropy(x, target, weight=weight, reduction=reduction),
        logits,
        target.numpy(),
        reduction=reduction,
        weights=list(weights),
    )


def binary(name, shape, weights=(), reduction="mean", scale=1.0, soft=False):
    random = generator(name)
    logits = normal(random, shape, scale=scale)
    target = random.uniform(0, 1, shape) if soft else random.integers(2, size=shape) * 1.0
    weight = torch.tensor(weights, dtype=torch.float64) if weights else None
    return case(
        name,
        "binary-cross-entropy",
        lambda x: F.binary_cross_entropy_with_logits(
            x, torch.tensor(target), pos_weight=weight, reduction=reduction
        ),
        logits,
        target,
        reduction=reduction,
        weights=list(weights),
    )


def focal(name, shape, alpha, gamma, reduction="mean", scale=1.0):
    """From its definition, by way of probabilities."""
    random = generator(name)
    logits = normal(random, shape, scale=scale)
    target = random.integers(2, size=shape) * 1.0
    y = torch.tensor(target)

    def value(x):
        p = torch.where(y == 1, torch.sigmoid(x), 1 - torch.sigmoid(x))
        terms = -((1 - p) ** gamma) * torch.log(p)
        if alpha is not None:
            terms = torch.where(y == 1, alpha, 1 - alpha) * terms
        return terms.mean() if reduction == "mean" else terms.sum()

    return case(
        name, "focal", value, logits, target, alpha=alpha, gamma=gamma, reduction=reduction
    )


def kl(name, shape, reduction="mean", zeros=0):
    random = generator(name)
    x = F.log_softmax(torch.tensor(normal(random, shape)), -1).numpy()
    target = random.uniform(0.01, 1, shape)
    target.ravel()[:zeros] = 0
    torch_reduction = "batchmean" if reduction == "mean" else "sum"
    return case(
        name,
        "kl",
        lambda x: F.kl_div(x, torch.tensor(target), reduction=torch_reduction),
        x,
        target,
        reduction=reduction,
    )


def log_cosh(name, shape, reduction="mean", scale=1.0):
    def value(prediction, target, reduction):
        terms = torch.log(torch.cosh(prediction - target))
        return terms.mean() if reduction == "mean" else terms.sum()

    random = generator(name)
    prediction, target = normal(random, shape, scale=scale), normal(random, shape)
    return case(
        name,
        "log-cosh",
        lambda p: value(p, torch.tensor(target), reduction),
        prediction,
        target,
        reduction=reduction,
    )


def smooth_l1(name, shape, beta, reduction="mean"):
    random = generator(name)
    prediction, target = normal(random, shape, scale=1.6), normal(random, shape)
    return case(
        name,
        "huber",
        lambda p: F.smooth_l1_loss(p, torch.tensor(target), reduction=reduction, beta=beta),
        prediction,
        target,
        reduction=reduction,
        delta=beta,
        kind="smooth L1",
    )


def gaussian(name, shape, full=False, reduction="mean"):
    random = generator(name)
    prediction = {"mean": normal(random, shape), "variance": random.uniform(0.2, 3, shape)}
    target = normal(random, shape)
    return case(
        name,
        "gaussian-nll",
        lambda p: F.gaussian_nll_loss(
            p["mean"], torch.tensor(target), p["variance"], full=full, eps=0, reduction=reduction
        ),
        prediction,
        target,
        full=full,
        reduction=reduction,
    )


def poisson(name, shape, kind="logarithm", reduction="mean"):
    random = generator(name)
    prediction = normal(random, shape) if kind == "logarithm" else random.uniform(0.2, 3, shape)
    target = random.poisson(2, shape).astype(numpy.float64)
    return case(
        name,
        "poisson-nll",
        lambda p: F.poisson_nll_loss(
            p, torch.tensor(target), log_input=kind == "logarithm", eps=0, reduction=reduction
        ),
        prediction,
        target,
        kind=kind,
        reduction=reduction,
    )


def evidence(name, samples, values, codes, kind="bernoulli", beta=1.0, reduction="mean"):
    random = generator(name)
    prediction = {
        "reconstruction": normal(random, (samples, values)),
        "mean": normal(random, (samples, codes)),
        "log_variance": normal(random, (samples, codes)),
    }
    target = random.uniform(0, 1, (samples, values))

    def value(p):
        if kind == "bernoulli":
            error = F.binary_cross_entropy_with_logits(
                p["reconstruction"], torch.tensor(target), reduction="sum"
            )
        else:
            error = F.mse_loss(p["reconstruction"], torch.tensor(target), reduction="sum") / 2
        code = torch.distributions.Normal(p["mean"], torch.exp(p["log_variance"] / 2))
        prior = torch.distributions.Normal(torch.zeros(()).double(), torch.ones(()).double())
        total = error + beta * torch.distributions.kl_divergence(code, prior).sum()
        return total / samples if reduction == "mean" else total

    return case(
        name,
        "evidence-lower-bound",
        value,
        prediction,
        target,
        kind=kind,
        beta=beta,
        reduction=reduction,
    )


def cosine(name, shape, margin=0.0, reduction="mean"):
    """From its definition: PyTorch's own adds 1e-8 to the lengths."""
    random = generator(name)
    prediction = {"first": normal(random, shape), "second": normal(random, shape)}
    target = random.choice([-1.0, 1.0], shape[0])

    def value(p):
        cosines = F.cosine_similarity(p["first"], p["second"], dim=1, eps=1e-300)
        terms = torch.where(torch.tensor(target) > 0, 1 - cosines, F.relu(cosines - margin))
        return terms.mean() if reduction == "mean" else terms.sum()

    return case(
        name, "cosine-embedding", value, prediction, target, margin=margin, reduction=reduction
    )


def triplet(name, shape, margin=1.0, reduction="mean"):
    random = generator(name)
    prediction = {key: normal(random, shape) for key in ("anchor", "positive", "negative")}
    return case(
        name,
        "triplet",
        lambda p: F.triplet_margin_loss(*p.values(), margin=margin, eps=0, reduction=reduction),
        prediction,
        {},
        margin=margin,
        reduction=reduction,
    )


def contrastive(name, shape, temperature, reduction="mean"):
    """Cross-entropy of the similarities of every embedding to all others."""
    random = generator(name)
    prediction = {"first": normal(random, shape), "second": normal(random, shape)}
    samples = shape[0]
    others = torch.cat([torch.arange(samples) + samples, torch.arange(samples)])

    def value(p):
        z = F.normalize(torch.cat([p["first"], p["second"]]), eps=1e-300)
        scores = (z @ z.T / temperature).masked_fill(torch.eye(2 * samples).bool(), -torch.inf)
        return F.cross_entropy(scores, others, reduction=reduction)

    return case(
        name, "nt-xent", value, prediction, {}, temperature=temperature, reduction=reduction
    )


def policy(name, samples, actions, beta=0.0, reduction="mean"):
    random = generator(name)
    logits, chosen = normal(random, (samples, actions)), labels_of(random, samples, actions)
    advantages = normal(random, samples)

    def value(x):
        distribution = torch.distributions.Categorical(logits=x)
        terms = -torch.tensor(advantages) * distribution.log_prob(torch.tensor(chosen))
        terms = terms - beta * distribution.entropy()
        return terms.mean() if reduction == "mean" else terms.sum()

    target = {"actions": chosen, "advantages": advantages}
    return case(name, "policy-gradient", value, logits, target, beta=beta, reduction=reduction)


def clipped(name, samples, actions, clip=0.2, reduction="mean"):
    random = generator(name)
    logits, chosen = normal(random, (samples, actions)), labels_of(random, samples, actions)
    advantages = normal(random, samples)
    now = F.log_softmax(torch.tensor(logits), 1).numpy()[numpy.arange(samples), chosen]
    old = now + normal(random, samples, scale=0.4)

    def value(x):
        log = F.log_softmax(x, 1).gather(1, torch.tensor(chosen)[:, None])[:, 0]
        ratio, advantage = torch.exp(log - torch.tensor(old)), torch.tensor(advantages)
        terms = -torch.min(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
        return terms.mean() if reduction == "mean" else terms.sum()

    target = {"actions": chosen, "advantages": advantages, "old": old}
    return case(name, "ppo-clip", value, logits, target, clip=clip, reduction=reduction)


def q_learning(name, samples, actions, delta=None, reduction="mean"):
    random = generator(name)
    values, chosen = normal(random, (samples, actions)), labels_of(random, samples, actions)
    targets = normal(random, samples)

    def value(q):
        taken = q.gather(1, torch.tensor(chosen)[:, None])[:, 0]
        if delta is None:
            return F.mse_loss(taken, torch.tensor(targets), reduction=reduction)
        return F.huber_loss(taken, torch.tensor(targets), reduction=reduction, delta=delta)

    target = {"actions": chosen, "values": targets}
    return case(name, "q-learning", value, values, target, delta=delta, reduction=reduction)


def games():
    """By PyTorch's binary cross-entropy and squared error against ones and zeros."""
    bce = F.binary_cross_entropy_with_logits
    for kind in ("saturating", "non-saturating", "least-squares", "wasserstein"):

        def towards(s, goal, kind=kind):
            goals = torch.full_like(s, goal)
            if kind == "least-squares":
                return F.mse_loss(s, goals) / 2
            if kind == "wasserstein":
                return s.mean() * (1 - 2 * goal)
            return bce(s, goals)

        def generator_loss(s, kind=kind, towards=towards):
            return -towards(s, 0.0) if kind == "saturating" else towards(s, 1.0)

        name = f"discriminator, {kind}"
        random = generator(name)
        scores = {"real": normal(random, (5, 1)), "generated": normal(random, (3, 1), scale=3)}
        yield case(
            name,
            "gan-discriminator",
            lambda p, towards=towards: towards(p["real"], 1.0) + towards(p["generated"], 0.0),
            scores,
            {},
            kind=kind,
        )
        name = f"generator, {kind}"
        scores = normal(generator(name), (4, 2), scale=3)
        yield case(name, "gan-generator", generator_loss, scores, {}, kind=kind)


def dice(name, shape, smoothing=1.0, reduction="mean"):
    random = generator(name)
    p, y = random.uniform(0, 1, shape), random.integers(2, size=shape) * 1.0

    def value(p):
        p, target = p.flatten(1), torch.tensor(y).flatten(1)
        terms = 1 - (2 * (p * target).sum(1) + smoothing) / (p.sum(1) + target.sum(1) + smoothing)
        return terms.mean() if reduction == "mean" else terms.sum()

    return case(name, "dice", value, p, y, smoothing=smoothing, reduction=reduction)


def variation(name, shape):
    def value(x):
        return (x.diff(dim=2) ** 2).sum() + (x.diff(dim=3) ** 2).sum()

    return case(name, "total-variation", value, normal(generator(name), shape), {})


def absolute_variation(name, shape, levels=None):
    random = generator(name)
    images = normal(random, shape) if levels is None else random.integers(levels, size=shape) * 1.0

    def value(x):
        # PyTorch takes 0 for the slope of |d| at 0.
        return x.diff(dim=2).abs().sum() + x.diff(dim=3).abs().sum()

    return case(name, "total-variation", value, images, {}, kind="magnitudes")


def region_proposal(name, shape, labels, weight=1.0, beta=1.0):
    random = generator(name)
    samples, anchors, rows, columns = shape
    boxes = (samples, 4 * anchors, rows, columns)
    prediction = {
        "objectness": normal(random, shape),
        "offsets": normal(random, boxes, scale=1.5),
    }
    target = normal(random, boxes)
    labels = random.choice(labels, shape)

    def value(p):
        labeled = torch.tensor(labels) >= 0
        count = max(1, int(labeled.sum()))
        y = torch.tensor(labels * 1.0)
        judged = F.binary_cross_entropy_with_logits(
            p["objectness"][labeled], y[labeled], reduction="sum"
        )
        positive = torch.tensor(labels) == 1

        def chosen(x):
            return x.reshape(samples, anchors, 4, rows, columns).movedim(2, -1)[positive]

        placed = F.smooth_l1_loss(
            chosen(p["offsets"]), chosen(torch.tensor(target)), beta=beta, reduction="sum"
        )
        return (judged + weight * placed) / count

    return case(
        name,
        "region-proposal",
        value,
        prediction,
        {"labels": labels, "offsets": target},
        alpha=weight,
        beta=beta,
    )


def localization(name, samples, classes, kind, weight):
    random = generator(name)
    labels, box = labels_of(random, samples, classes), normal(random, (samples, 4))
    prediction = {
        "scores": normal(random, (samples, classes)),
        "box": normal(random, (samples, 4)),
    }
    if kind == "l1":
        prediction["box"][0, :2] = box[0, :2]
    distance = F.mse_loss if kind == "l2" else F.l1_loss

    def value(p):
        named = F.cross_entropy(p["scores"], torch.tensor(labels))
        return named + weight * distance(p["box"], torch.tensor(box))

    target = {"labels": labels, "box": box}
    return case(name, "localization", value, prediction, target, kind=kind, alpha=weight)


def mask(name, regions, classes, rows, columns):
    random = generator(name)
    labels = random.integers(classes, size=regions)
    masks = random.integers(2, size=(regions, rows, columns)) * 1.0

    def value(x):
        own = x[torch.arange(regions), torch.tensor(labels)]
        return F.binary_cross_entropy_with_logits(own, torch.tensor(masks))

    prediction = normal(random, (regions, classes, rows, columns), scale=2.0)
    return case(name, "mask", value, prediction, {"labels": labels, "masks": masks})


def style(name, shape):
    random = generator(name)
    features, other = normal(random, shape), normal(random, shape)

    def gram(x):
        maps = x.flatten(2)
        return maps @ maps.transpose(1, 2) / maps[0].numel()

    target = gram(torch.tensor(other))
    return case(
        name, "style", lambda x: ((gram(x) - target) ** 2).sum(), features, target.numpy()
    )


def heads(name, samples, classes, weights, reduction="mean"):
    random = generator(name)
    labels = labels_of(random, samples, classes)
    prediction = {str(k): normal(random, (samples, classes)) for k in range(len(weights))}

    def value(p):
        return sum(
            weight * F.cross_entropy(p[str(k)], torch.tensor(labels), reduction=reduction)
            for k, weight in enumerate(weights)
        )

    return case(
        name,
        "weighted-heads",
        value,
        prediction,
        labels,
        weights=list(weights),
        reduction=reduction,
    )


def binary_hinge(name, shape, margin=1.0, power=1, reduction="mean", ties=0):
    random = generator(name)
    x, y = normal(random, shape), random.choice([-1.0, 1.0], shape)
    x.ravel()[:ties] = margin * y.ravel()[:ties]

    def value(x):
        terms = F.relu(margin - torch.tensor(y) * x) ** power
        return terms.mean() if reduction == "mean" else terms.sum()

    return case(
        name,
        "binary-hinge",
        value,
        x,
        y,
        margin=margin,
        kind="squared" if power == 2 else "plain",
        reduction=reduction,
    )


def further():
    yield binary_hinge("binary hinge", (3, 5))
    yield binary_hinge("binary hinge, margin 0.5, sum, exact", (4, 3), 0.5, 1, "sum", 4)
    yield binary_hinge("binary hinge, squared", (5, 2), 1.0, 2)
    yield heads("three heads", 4, 5, (1.0, 0.3, 0.3))
    yield heads("two heads, sum", 3, 2, (0.7, -0.2), "sum")
    yield heads("four heads, one sample", 1, 4, (1.0, 0.5, 0.25, 0.1))
    weights = (0.5, 2.0, 1.3)
    for reduction in REDUCTIONS:
        yield from weighted(f"weighted, {reduction}", (5, 3), weights, reduction=reduction)
        yield from weighted(f"smoothed, {reduction}", (4, 5), (), 0.1, reduction=reduction)
        yield soft_cross_entropy(f"soft targets, {reduction}", (4, 5), reduction=reduction)
        yield binary(f"binary, {reduction}", (3, 5), reduction=reduction)
        yield focal(f"focal, {reduction}", (3, 5), 0.25, 2.0, reduction)
        yield kl(f"kl, {reduction}", (4, 5), reduction)
        yield log_cosh(f"log cosh, {reduction}", (3, 5), reduction)
        for beta in (1.0, 0.3):
            yield smooth_l1(f"smooth L1, beta {beta}, {reduction}", (3, 5), beta, reduction)
        yield gaussian(f"gaussian, {reduction}", (3, 5), reduction=reduction)
        for kind in ("logarithm", "rate"):
            yield poisson(f"poisson of a {kind}, {reduction}", (3, 5), kind, reduction)
        yield evidence(f"evidence lower bound, {reduction}", 3, 7, 2, reduction=reduction)
        yield cosine(f"cosine, {reduction}", (6, 3), reduction=reduction)
        yield triplet(f"triplet, {reduction}", (5, 3), reduction=reduction)
        yield contrastive(f"nt-xent, {reduction}", (4, 3), 0.5, reduction)
        yield policy(f"policy gradient, {reduction}", 5, 3, reduction=reduction)
        yield clipped(f"ppo, {reduction}", 7, 3, reduction=reduction)
        yield q_learning(f"q-learning, {reduction}", 5, 3, reduction=reduction)
        yield dice(f"dice, {reduction}", (3, 5), reduction=reduction)
    yield from weighted("some labels ignored", (7, 3), ignored=-1)
    yield from weighted("weighted, smoothed, a class ignored", (7, 3), weights, 0.2, 1)
    yield from weighted("weighted, of pixels", (2, 3, 2, 4), weights, ignored=2)
    yield from weighted("smoothed, of steps", (2, 5, 3), (), 0.3)
    yield soft_cross_entropy("soft targets, weighted, of pixels", (2, 3, 2, 2), weights)
    yield binary("binary, saturated", (4, 6), scale=40.0)
    yield binary("binary, positives weighted, soft", (5, 3), weights, soft=True)
    yield focal("focal, no alpha", (4, 3), None, 0.7)
    yield kl("kl with zeros, of images", (2, 3, 2), zeros=4)
    yield log_cosh("log cosh, far", (4, 3), scale=30.0)
    yield gaussian("gaussian, full", (2, 3, 2), full=True)
    yield evidence("evidence lower bound, gaussian, beta 0.3", 4, 5, 3, "gaussian", 0.3)
    yield cosine("cosine, margin", (7, 4), margin=-0.3)
    yield triplet("triplet, margin 0.3", (7, 4), margin=0.3)
    yield contrastive("nt-xent, one sample", (1, 5), 0.1)
    yield policy("policy gradient, entropy", 4, 5, beta=0.3)
    yield clipped("ppo, clip 0.1", 6, 4, clip=0.1)
    yield q_learning("q-learning, huber", 7, 4, delta=0.5)
    yield from games()
    yield dice("dice of masks", (2, 1, 3, 4), smoothing=0.5)
    yield variation("total variation", (2, 3, 4, 5))
    yield variation("total variation, one row", (2, 1, 1, 6))
    yield variation("total variation, one sample", (1, 2, 5, 3))
    yield absolute_variation("total variation, magnitudes", (2, 3, 4, 5))
    yield absolute_variation("total variation, magnitudes, one column", (1, 2, 6, 1))
    yield absolute_variation("total variation, magnitudes, equal neighbors", (2, 1, 5, 3), levels=2)
    yield region_proposal("region proposal", (2, 3, 4, 5), (-1, 0, 1))
    yield region_proposal("region proposal, weight 10, beta 1/9", (1, 2, 3, 3), (0, 1), 10.0, 1 / 9)
    yield region_proposal("region proposal, nothing to find", (2, 1, 2, 3), (-1, 0))
    yield localization("localization, L2", 5, 3, "l2", 1.0)
    yield localization("localization, L1, some exact", 4, 7, "l1", 2.5)
    yield localization("localization, one sample", 1, 2, "l2", 0.3)
    yield mask("mask", 3, 4, 5, 2)
    yield mask("mask, one class", 2, 1, 3, 3)
    yield mask("mask, one pixel", 4, 3, 1, 1)
    yield style("style", (2, 3, 4, 5))
    yield style("style, one channel", (3, 1, 2, 3))
    yield style("style, more channels than pixels", (1, 7, 2, 1))


def cases():
    return [*regressions(), *classifications(), *further()]

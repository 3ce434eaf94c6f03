"""Losses: PyTorch's value, and the gradient of a random multiple of it."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal, tensor, upstream
from layer_case import leaf

REDUCTIONS = ("mean", "sum")


def case(name, loss, value, prediction, target, **configuration):
    """`value(prediction)` is the loss; `target` is only written down."""
    variable = leaf(prediction)
    factor = upstream(generator(name + " upstream"))
    result = value(variable)
    (result * factor).backward()
    return {
        "name": name,
        "loss": loss,
        "configuration": configuration,
        "prediction": tensor(prediction),
        "target": {"labels": target.tolist()} if target.dtype == numpy.int64 else tensor(target),
        "upstream": factor,
        "value": result.item(),
        "predictionGradient": tensor(variable.grad),
    }


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
        "softmax_cross_entropy",
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
        "cross_entropy",
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
        "svm_hinge" if power == 1 else "squared_hinge",
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


def cases():
    return [*regressions(), *classifications()]

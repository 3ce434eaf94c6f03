"""Elementwise activations, and softmax."""

import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def activation(name, layer, apply, shape, special=(), configuration=None):
    """`special` are inputs that chance would not draw: exact zeros, and very large numbers."""
    random = generator(name)
    x = normal(random, shape, scale=1.5).ravel()
    x[random.permutation(x.size)[: len(special)]] = special
    return case(
        name, layer, lambda x, p, s: apply(x), x.reshape(shape), configuration=configuration
    )


# PyTorch's derivatives at exactly 0: relu 0, leaky relu its slope, elu its alpha.
KINK = (0.0, 0.0, 0.0)
FAR = (0.0, 40.0, -40.0, 800.0, -800.0)


def softmax(name, shape, axis, scale=1.0):
    x = normal(generator(name), shape, scale=scale)
    return case(
        name,
        "softmax",
        lambda x, p, s: F.softmax(x, dim=axis),
        x,
        configuration={"axis": axis},
    )


def prelu(name, shape, channels, special=()):
    random = generator(name)
    x = normal(random, shape, scale=1.5)
    x.ravel()[: len(special)] = special
    parameters = {"weight": normal(random, channels)}
    return case(name, "prelu", lambda x, p, s: F.prelu(x, p["weight"]), x, parameters)


def maxout(name, shape, pieces, ties=False):
    random = generator(name)
    x = random.integers(3, size=shape) * 1.0 if ties else normal(random, shape)

    def apply(x, p, s):
        grouped = x.unflatten(1, (shape[1] // pieces, pieces))
        # The first of equals.
        return grouped.gather(2, grouped.argmax(2, keepdim=True)).squeeze(2)

    return case(name, "maxout", apply, x, configuration={"pieces": pieces})


def along(name, layer, apply, shape, axis, scale=1.0):
    x = normal(generator(name), shape, scale=scale)
    return case(
        name, layer, lambda x, p, s: apply(x, dim=axis), x, configuration={"axis": axis}
    )


SIMPLE = {
    "relu": (F.relu, KINK),
    "sigmoid": (torch.sigmoid, FAR),
    "tanh": (torch.tanh, (*FAR, 1e-9)),
    "log-sigmoid": (F.logsigmoid, FAR),
    "selu": (F.selu, (*KINK, -40.0)),
    "silu": (F.silu, FAR),
    "mish": (F.mish, (0.0, 40.0, -40.0, 3.0)),
    "relu6": (F.relu6, (0.0, 6.0, 7.0, -1.0, 5.0)),
    # PyTorch's own multiplies its gradient by a sixth in single precision.
    "hard-sigmoid": (lambda x: F.relu6(x + 3) / 6, (-3.5, 3.5, 0.0, 2.9, -2.9)),
    "hard-swish": (F.hardswish, (-3.5, 3.5, 0.0, 2.9, -2.9)),
    "softsign": (F.softsign, (0.0, 40.0, -40.0, 1e6)),
    "abs": (torch.abs, KINK),
    "exp": (torch.exp, (0.0, 20.0, -40.0)),
    "square": (torch.square, (0.0, 40.0, -1e3)),
}


def simple():
    for layer, (apply, special) in SIMPLE.items():
        yield activation(layer, layer, apply, (3, 5))
        yield activation(f"{layer}, special", layer, apply, (4, 7), special)
        yield activation(f"{layer} of images", layer, apply, (2, 3, 2, 3))
    for layer in ("hard-sigmoid", "hard-swish"):
        yield activation(f"{layer} at its kinks", layer, SIMPLE[layer][0], (3, 4), (-3, 3, -3, 3))
    for beta, threshold in ((1.0, 20.0), (2.5, 20.0), (1.0, 2.0)):
        yield activation(
            f"softplus, beta {beta}, threshold {threshold}",
            "softplus",
            lambda x, beta=beta, threshold=threshold: F.softplus(x, beta, threshold),
            (4, 7),
            FAR,
            {"beta": beta, "threshold": threshold},
        )
    for kind in ("none", "tanh"):
        for shape, special in (((3, 5), ()), ((4, 7), (*FAR, 3.0, -3.0, -8.0))):
            yield activation(
                f"gelu of {shape}, {kind}",
                "gelu",
                lambda x, kind=kind: F.gelu(x, approximate=kind),
                shape,
                special,
                {"exact": kind == "none"},
            )
    for lower, upper in ((-1.0, 1.0), (-0.5, 2.0), (0.25, 0.5)):
        yield activation(
            f"hard tanh from {lower} to {upper}",
            "hard-tanh",
            lambda x, lower=lower, upper=upper: F.hardtanh(x, lower, upper),
            (4, 7),
            (lower, upper, *KINK),
            {"lower": lower, "upper": upper},
        )
    yield prelu("prelu", (3, 5), 1, KINK)
    yield prelu("prelu, a slope a channel", (2, 3, 2, 4), 3, KINK)
    yield prelu("prelu of sequences", (2, 4, 3), 4)
    yield maxout("maxout", (3, 6), 2)
    yield maxout("maxout of images", (2, 6, 2, 3), 3)
    yield maxout("maxout, ties", (5, 8), 4, ties=True)
    yield along("glu", "glu", F.glu, (3, 6), -1)
    yield along("glu over channels", "glu", F.glu, (2, 4, 3, 2), 1)
    yield along("glu, saturated", "glu", F.glu, (4, 8), 1, scale=40)
    yield along("log-softmax", "log-softmax", F.log_softmax, (3, 5), -1)
    yield along("log-softmax over channels", "log-softmax", F.log_softmax, (2, 3, 4, 2), 1)
    yield along("log-softmax of a thousand", "log-softmax", F.log_softmax, (4, 6), 1, 1000)


def cases():
    return [
        *simple(),
        *(
            activation(
                f"leaky_relu, slope {slope}",
                "leaky-relu",
                lambda x, slope=slope: F.leaky_relu(x, slope),
                (4, 7),
                KINK,
                {"slope": slope},
            )
            for slope in (0.01, 0.2, -0.3)
        ),
        *(
            activation(
                f"elu, alpha {alpha}",
                "elu",
                lambda x, alpha=alpha: F.elu(x, alpha),
                (4, 7),
                (*KINK, -1e-9, -40.0, 40.0),
                {"alpha": alpha},
            )
            for alpha in (1.0, 0.7, 2.5)
        ),
        softmax("softmax", (3, 5), 1),
        softmax("softmax, one sample", (1, 4), 1),
        softmax("softmax, logits of a thousand", (4, 6), 1, scale=1000),
        softmax("softmax over channels", (2, 3, 4, 2), 1),
        softmax("softmax over columns of images", (2, 2, 3, 5), 3),
    ]

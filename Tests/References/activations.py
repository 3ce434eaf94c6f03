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


def cases():
    return [
        activation("relu", "relu", F.relu, (4, 7), KINK),
        activation("relu of images", "relu", F.relu, (2, 3, 2, 5)),
        *(
            activation(
                f"leaky_relu, slope {slope}",
                "leaky-relu",
                lambda x, slope=slope: F.leaky_relu(x, slope),
                (4, 7),
                KINK,
                {"slope": slope},
            )
            for slope in (0.01, 0.2)
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
            for alpha in (1.0, 0.7)
        ),
        activation("sigmoid", "sigmoid", torch.sigmoid, (3, 5)),
        activation("sigmoid, saturated", "sigmoid", torch.sigmoid, (4, 7), FAR),
        activation("tanh", "tanh", torch.tanh, (3, 5)),
        activation("tanh, saturated", "tanh", torch.tanh, (4, 7), (*FAR, 1e-9)),
        softmax("softmax", (3, 5), 1),
        softmax("softmax, one sample", (1, 4), 1),
        softmax("softmax, logits of a thousand", (4, 6), 1, scale=1000),
        softmax("softmax over channels", (2, 3, 4, 2), 1),
        softmax("softmax over columns of images", (2, 2, 3, 5), 3),
    ]

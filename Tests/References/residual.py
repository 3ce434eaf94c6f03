"""Residual blocks: two branches added, the shortcut the identity or a projection."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def residual(name, image, filters=None, stride=1, mode="training", epsilon=1e-5, momentum=0.1):
    """The basic block up to its sum; with `filters`, past a projection of so many channels.

    Convolutions have biases, whose gradients are 0 but for rounding in training.
    """
    random = generator(name)
    inputs, outputs = image[1], filters or image[1]
    x = normal(random, image)
    parameters = {
        **convolution(random, "body.conv1", inputs, outputs, 3),
        **norm(random, "body.norm1", outputs),
        **convolution(random, "body.conv2", outputs, outputs, 3),
        **norm(random, "body.norm2", outputs),
    }
    norms = ["body.norm1", "body.norm2"]
    if filters:
        parameters |= convolution(random, "shortcut.conv", inputs, outputs, 1)
        parameters |= norm(random, "shortcut.norm", outputs)
        norms.append("shortcut.norm")
    state = {}
    for key in norms:
        state[f"{key}.running_mean"] = normal(random, outputs)
        state[f"{key}.running_var"] = numpy.round(random.uniform(0.5, 2.5, outputs), 4)

    def apply(x, p, s):
        def convolved(x, key, stride, padding):
            return F.conv2d(x, p[f"{key}.weight"], p[f"{key}.bias"], stride, padding)

        def normed(x, key):
            return F.batch_norm(
                x,
                s[f"{key}.running_mean"],
                s[f"{key}.running_var"],
                p[f"{key}.gamma"],
                p[f"{key}.beta"],
                mode == "training",
                momentum,
                epsilon,
            )

        y = torch.relu(normed(convolved(x, "body.conv1", stride, 1), "body.norm1"))
        y = normed(convolved(y, "body.conv2", 1, 1), "body.norm2")
        if not filters:
            return y + x
        return y + normed(convolved(x, "shortcut.conv", stride, 0), "shortcut.norm")

    configuration = {"stride": (stride, stride), "epsilon": epsilon, "momentum": momentum}
    return case(name, "residual", apply, x, parameters, state, configuration, mode)


def convolution(random, key, inputs, outputs, kernel):
    return {
        f"{key}.weight": normal(random, (outputs, inputs, kernel, kernel), scale=0.4),
        f"{key}.bias": normal(random, outputs),
    }


def norm(random, key, channels):
    return {
        f"{key}.gamma": normal(random, channels, mean=1),
        f"{key}.beta": normal(random, channels),
    }


def cases():
    return [
        residual("residual with the identity", (2, 3, 5, 7)),
        residual("residual with the identity, one sample", (1, 4, 5, 3)),
        residual("residual with the identity, inference", (3, 2, 4, 5), mode="inference"),
        residual("residual with a projection", (2, 3, 5, 4), filters=5),
        residual("residual with a projection, stride 2", (3, 2, 7, 6), filters=3, stride=2),
        residual(
            "residual with a projection, stride 2, inference",
            (1, 3, 6, 5),
            filters=2,
            stride=2,
            mode="inference",
        ),
    ]

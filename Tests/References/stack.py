"""Layers one after the other: every gradient at once."""

import numpy
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def stack(name):
    """Convolution, batch norm, ReLU, max pooling, flatten, linear: every gradient at once."""
    random = generator(name)
    x = normal(random, (3, 3, 7, 5))
    parameters = {
        "conv.weight": normal(random, (4, 3, 3, 3), scale=0.4),
        "conv.bias": normal(random, 4),
        "norm.gamma": normal(random, 4, mean=1),
        "norm.beta": normal(random, 4),
        "linear.weight": normal(random, (5, 4 * 3 * 2), scale=0.5),
        "linear.bias": normal(random, 5),
    }

    def apply(x, p, s):
        y = F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)
        mean, variance = s["norm.running_mean"], s["norm.running_var"]
        y = F.batch_norm(
            y, mean, variance, p["norm.gamma"], p["norm.beta"], training=True, momentum=0.1
        )
        y = F.max_pool2d(F.relu(y), 2).flatten(1)
        return F.linear(y, p["linear.weight"], p["linear.bias"])

    state = {"norm.running_mean": numpy.zeros(4), "norm.running_var": numpy.ones(4)}
    configuration = {
        "stride": (1, 1),
        "padding": (1, 1),
        "dilation": (1, 1),
        "kernel": (2, 2),
        "epsilon": 1e-5,
        "momentum": 0.1,
    }
    return case(name, "stack", apply, x, parameters, state, configuration)


def flatten(name, shape):
    x = normal(generator(name), shape)
    return case(name, "flatten", lambda x, p, s: x.flatten(1), x)


def cases():
    return [
        flatten("flatten", (2, 3, 4, 5)),
        flatten("flatten, one sample", (1, 2, 3)),
        flatten("flatten of vectors", (3, 4)),
        stack("stack of conv2d, batchnorm, relu, maxpool2d, flatten, linear"),
    ]

"""Layers one after the other: every gradient at once."""

import numpy
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def stack(name, shape, window=2, mode="training", **convolution):
    """Convolution, batch norm, ReLU, max pooling, flatten, linear: every gradient at once."""
    options = {"stride": (1, 1), "padding": (1, 1), "dilation": (1, 1)} | convolution
    random = generator(name)
    x = normal(random, shape)
    parameters = {
        "conv.weight": normal(random, (4, shape[1], 3, 3), scale=0.4),
        "conv.bias": normal(random, 4),
        "norm.gamma": normal(random, 4, mean=1),
        "norm.beta": normal(random, 4),
        "linear.weight": normal(random, (5, 4 * 3 * 2), scale=0.5),
        "linear.bias": normal(random, 5),
    }
    state = {"norm.running_mean": numpy.zeros(4), "norm.running_var": numpy.ones(4)}
    if mode == "inference":
        state["norm.running_mean"] = normal(random, 4)
        state["norm.running_var"] = numpy.round(random.uniform(0.5, 2.5, 4), 4)

    def apply(x, p, s):
        y = F.conv2d(x, p["conv.weight"], p["conv.bias"], **options)
        mean, variance = s["norm.running_mean"], s["norm.running_var"]
        y = F.batch_norm(
            y, mean, variance, p["norm.gamma"], p["norm.beta"], mode == "training", momentum=0.1
        )
        y = F.max_pool2d(F.relu(y), window).flatten(1)
        return F.linear(y, p["linear.weight"], p["linear.bias"])

    configuration = options | {"kernel": (window, window), "epsilon": 1e-5, "momentum": 0.1}
    return case(name, "stack", apply, x, parameters, state, configuration, mode)


def flatten(name, shape):
    x = normal(generator(name), shape)
    return case(name, "flatten", lambda x, p, s: x.flatten(1), x)


def cases():
    return [
        flatten("flatten", (2, 3, 4, 5)),
        flatten("flatten, one sample", (1, 2, 3)),
        flatten("flatten of vectors", (3, 4)),
        stack("stack of conv2d, batchnorm, relu, maxpool2d, flatten, linear", (3, 3, 7, 5)),
        stack("stack, strided and dilated", (2, 2, 9, 8), stride=(2, 1), dilation=(1, 2)),
        stack("stack in inference, one sample", (1, 3, 7, 10), window=3, mode="inference"),
    ]

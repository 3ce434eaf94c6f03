"""Batch norm, of features and of images; layer norm, of vectors."""

import numpy
import torch

from fixtures import generator, normal
from layer_case import case


def batchnorm(name, shape, mode="training", epsilon=1e-5, momentum=0.1, mean=0.4, scale=1.7):
    """`momentum` is the share of the new statistic; the running variance is the unbiased one."""
    random = generator(name)
    x = normal(random, shape, scale=scale, mean=mean)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}
    state = {
        "running_mean": normal(random, shape[1]),
        "running_var": numpy.round(random.uniform(0.5, 2.5, shape[1]), 4),
    }

    def apply(x, p, s):
        norm = (torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d)(
            shape[1], eps=epsilon, momentum=momentum, dtype=torch.float64
        )
        norm.running_mean, norm.running_var = s["running_mean"], s["running_var"]
        norm.train(mode == "training")
        return torch.func.functional_call(norm, {"weight": p["gamma"], "bias": p["beta"]}, x)

    configuration = {"epsilon": epsilon, "momentum": momentum}
    return case(name, "batchnorm", apply, x, parameters, state, configuration, mode)


def layernorm(name, shape, epsilon=1e-5):
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[-1], mean=1), "beta": normal(random, shape[-1])}

    def apply(x, p, s):
        return torch.nn.functional.layer_norm(x, shape[-1:], p["gamma"], p["beta"], epsilon)

    return case(name, "layernorm", apply, x, parameters, configuration={"epsilon": epsilon})


def cases():
    return [
        batchnorm("batchnorm of features, training", (5, 3)),
        batchnorm("batchnorm of features, inference", (4, 3), mode="inference"),
        batchnorm("batchnorm of features, inference, one sample", (1, 6), mode="inference"),
        batchnorm("batchnorm of features, training, two samples", (2, 4)),
        batchnorm("batchnorm of features, training, epsilon 0.5", (4, 5), epsilon=0.5),
        batchnorm("batchnorm of features, training, momentum 0.3", (7, 2), momentum=0.3),
        batchnorm("batchnorm of features, training, mean 1000", (6, 3), mean=1000),
        batchnorm("batchnorm of images, training", (2, 3, 4, 5)),
        batchnorm("batchnorm of images, training, one sample", (1, 2, 3, 5)),
        batchnorm("batchnorm of images, training, epsilon 0.5", (3, 2, 2, 4), epsilon=0.5),
        batchnorm("batchnorm of images, inference", (2, 4, 3, 2), mode="inference"),
        batchnorm(
            "batchnorm of images, inference, epsilon 0.5", (3, 2, 3, 2), "inference", epsilon=0.5
        ),
        layernorm("layernorm of features", (5, 7)),
        layernorm("layernorm of steps, epsilon 0.5", (2, 3, 4), epsilon=0.5),
        layernorm("layernorm of one vector", (1, 6)),
    ]

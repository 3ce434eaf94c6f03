"""Inception blocks: four branches side by side."""

import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def inception(name, image, one, three, five, pool):
    """`three` and `five` are the channels before the larger window and after it."""
    random = generator(name)
    parameters = {}

    def add(key, inputs, outputs, kernel):
        parameters[f"{key}.weight"] = normal(random, (outputs, inputs, kernel, kernel), scale=0.5)
        parameters[f"{key}.bias"] = normal(random, outputs)

    x = normal(random, image)
    add("one.conv", image[1], one, 1)
    add("three.reduce", image[1], three[0], 1)
    add("three.conv", *three, 3)
    add("five.reduce", image[1], five[0], 1)
    add("five.conv", *five, 5)
    add("pool.conv", image[1], pool, 1)

    def apply(x, p, s):
        def conv(x, key):
            weight = p[f"{key}.weight"]
            return F.relu(F.conv2d(x, weight, p[f"{key}.bias"], padding=weight.shape[2] // 2))

        return torch.cat(
            [
                conv(x, "one.conv"),
                conv(conv(x, "three.reduce"), "three.conv"),
                conv(conv(x, "five.reduce"), "five.conv"),
                conv(F.max_pool2d(x, 3, 1, 1), "pool.conv"),
            ],
            dim=1,
        )

    return case(name, "inception", apply, x, parameters)


def cases():
    return [
        inception("inception", (2, 3, 5, 4), 2, (4, 3), (1, 2), 1),
        inception("inception, one sample and channel", (1, 1, 3, 6), 1, (2, 2), (3, 1), 2),
        inception("inception, an image smaller than its windows", (3, 2, 2, 3), 3, (1, 2), (2, 3), 1),
    ]

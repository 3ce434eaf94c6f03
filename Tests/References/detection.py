"""Regions cut out of feature maps, and the heads that find boxes and masks.

PyTorch has no region layers of its own: these are loops over the published formulas, in its tensors, so that its
reverse mode gives the gradients.
"""

import math

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import group_case


def region_case(name, layer, apply, image, samples, boxes, configuration, ties=False):
    random = generator(name)
    x = random.integers(3, size=image) * 1.0 if ties else normal(random, image)
    constants = {
        "samples": numpy.array(samples, dtype=numpy.float64),
        "boxes": numpy.array(boxes, dtype=numpy.float64).reshape(-1, 4),
    }
    return group_case(
        name,
        layer,
        lambda inputs, p, s: apply(inputs["features"]),
        {"features": x},
        constants,
        configuration=configuration,
    )


def pooled(plane, box, size, scale):
    """Fast R-CNN: whole pixels, cells from floor to ceiling, the maximum of each."""
    left, top, right, bottom = (math.floor(value * scale + 0.5) for value in box)
    rows, columns = plane.shape[-2:]
    top, left = max(0, min(top, rows - 1)), max(0, min(left, columns - 1))
    bottom, right = max(top, min(bottom, rows - 1)), max(left, min(right, columns - 1))
    height, width = bottom - top + 1, right - left + 1
    cells = []
    for i in range(size[0]):
        for j in range(size[1]):
            r = slice(top + i * height // size[0], top + -(-(i + 1) * height // size[0]))
            c = slice(left + j * width // size[1], left + -(-(j + 1) * width // size[1]))
            window = plane[:, r, c].flatten(1)
            # The first of equals in row-major order.
            cells.append(window.gather(1, window.argmax(1, keepdim=True))[:, 0])
    return torch.stack(cells, 1).unflatten(1, size)


def region_pool(name, image, samples, boxes, size, scale=1.0, ties=False):
    def apply(x):
        return torch.stack([pooled(x[n], box, size, scale) for n, box in zip(samples, boxes)])

    configuration = {"size": size, "scaling": scale}
    return region_case(name, "region-pool", apply, image, samples, boxes, configuration, ties)


def interpolated(plane, y, x):
    """The value of a point; outside by more than a pixel it is 0."""
    rows, columns = plane.shape[-2:]
    if y < -1 or y > rows or x < -1 or x > columns:
        return torch.zeros_like(plane[:, 0, 0])
    y, x = min(max(y, 0.0), rows - 1.0), min(max(x, 0.0), columns - 1.0)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, rows - 1), min(left + 1, columns - 1)
    v, u = y - top, x - left
    return (
        (1 - v) * (1 - u) * plane[:, top, left]
        + (1 - v) * u * plane[:, top, right]
        + v * (1 - u) * plane[:, bottom, left]
        + v * u * plane[:, bottom, right]
    )


def aligned(plane, box, size, scale, points):
    left, top, right, bottom = (value * scale - 0.5 for value in box)
    height, width = (bottom - top) / size[0], (right - left) / size[1]
    cells = []
    for i in range(size[0]):
        for j in range(size[1]):
            total = 0
            for a in range(points):
                for b in range(points):
                    y = top + (i + (a + 0.5) / points) * height
                    x = left + (j + (b + 0.5) / points) * width
                    total = total + interpolated(plane, y, x)
            cells.append(total / points**2)
    return torch.stack(cells, 1).unflatten(1, size)


def region_align(name, image, samples, boxes, size, scale=1.0, points=2):
    def apply(x):
        return torch.stack(
            [aligned(x[n], box, size, scale, points) for n, box in zip(samples, boxes)]
        )

    configuration = {"size": size, "scaling": scale, "pieces": points}
    return region_case(name, "region-align", apply, image, samples, boxes, configuration)


def convolution(random, outputs, inputs, kernel, name, transposed=False):
    shape = (inputs, outputs, kernel, kernel) if transposed else (outputs, inputs, kernel, kernel)
    return {
        f"{name}.weight": normal(random, shape, scale=0.5),
        f"{name}.bias": normal(random, outputs),
    }


def proposals(name, image, anchors):
    random = generator(name)
    x, channels = normal(random, image), image[1]
    parameters = (
        convolution(random, channels, channels, 3, "conv")
        | convolution(random, anchors, channels, 1, "objectness")
        | convolution(random, 4 * anchors, channels, 1, "offsets")
    )

    def apply(inputs, p, s):
        h = F.relu(F.conv2d(inputs["x"], p["conv.weight"], p["conv.bias"], padding=1))
        return {
            part: F.conv2d(h, p[f"{part}.weight"], p[f"{part}.bias"])
            for part in ("objectness", "offsets")
        }

    result = group_case(name, "region-proposal-head", apply, {"x": x}, {}, parameters)
    for key in ("input", "inputGradient"):
        result[key] = result[key]["x"]
    return result


def masks(name, image, classes):
    random = generator(name)
    x, channels = normal(random, image), image[1]
    parameters = (
        convolution(random, channels, channels, 3, "conv")
        | convolution(random, channels, channels, 2, "upconv", transposed=True)
        | convolution(random, classes, channels, 1, "masks")
    )

    def apply(inputs, p, s):
        h = F.relu(F.conv2d(inputs["x"], p["conv.weight"], p["conv.bias"], padding=1))
        h = F.relu(F.conv_transpose2d(h, p["upconv.weight"], p["upconv.bias"], stride=2))
        return F.conv2d(h, p["masks.weight"], p["masks.bias"])

    result = group_case(name, "mask-head", apply, {"x": x}, {}, parameters)
    for key in ("input", "inputGradient"):
        result[key] = result[key]["x"]
    return result


def cases():
    boxes = [(0.2, 1.1, 4.4, 5.3), (2.0, 0.0, 2.3, 6.0), (1.6, 2.2, 3.1, 2.9)]
    return [
        region_pool("region pool, overlapping", (2, 3, 7, 5), (0, 1, 0), boxes, (2, 3)),
        region_pool("region pool, half size", (1, 2, 5, 6), (0,), [(1.0, 3.0, 9.0, 8.0)], (3, 2), 0.5),
        region_pool("region pool, ties", (2, 2, 6, 5), (1, 1, 0), boxes, (2, 2), ties=True),
        region_align("region align, overlapping", (2, 3, 7, 5), (0, 1, 0), boxes, (2, 3)),
        region_align(
            "region align, half size, three points", (1, 2, 5, 6), (0,), [(1.0, 3.0, 9.0, 8.0)],
            (3, 2), 0.5, 3,
        ),
        region_align(
            "region align, over the edge", (1, 2, 4, 5), (0, 0), [(-2.5, -1.0, 3.0, 2.5), (3.0, 2.0, 9.0, 4.5)],
            (2, 2), 1.0, 1,
        ),
        proposals("region proposal head", (2, 3, 5, 4), 3),
        proposals("region proposal head, one anchor", (1, 2, 3, 6), 1),
        proposals("region proposal head, one place", (3, 2, 1, 1), 2),
        masks("mask head", (2, 3, 4, 3), 4),
        masks("mask head, one class", (3, 2, 3, 5), 1),
        masks("mask head, one pixel", (1, 4, 1, 1), 2),
    ]

"""Maximum and average pooling. Among equals, the first in row-major order is the maximum."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def maxpool2d(
    name, image, kernel, stride, padding=(0, 0), mean=0.0, levels=None, rounds_up=False
):
    """With `levels`, elements are whole numbers below it, so that windows have several winners.

    That PyTorch takes the first of them is its behavior on the CPU, so it is verified here.
    """
    random = generator(name)
    if levels is None:
        x = normal(random, image, mean=mean)
        assert len(numpy.unique(x)) == x.size, "a tie in a case that is to have none"
    else:
        x = random.integers(levels, size=image).astype(numpy.float64)

    def apply(x, p, s):
        y = F.max_pool2d(x, kernel, stride, padding, ceil_mode=rounds_up)
        assert torch.equal(y, max_of_first_winners(x, kernel, stride, padding, y.shape[2:])[0])
        return y

    configuration = {"kernel": kernel, "stride": stride, "padding": padding}
    if rounds_up:
        configuration["roundsUp"] = True
    result = case(name, "maxpool", apply, x, configuration=configuration)
    expect_gradient_at_first_winners(result, kernel, stride, padding)
    return result


def max_of_first_winners(x, kernel, stride, padding, size):
    """Maxima, and the place of the first winner of each window, by plain loops."""
    maxima = torch.empty(*x.shape[:2], *size, dtype=torch.float64)
    winners = {}
    rows, columns = x.shape[2:]
    for n, c, i, j in numpy.ndindex(*maxima.shape):
        cells = [
            (i * stride[0] - padding[0] + r, j * stride[1] - padding[1] + k)
            for r, k in numpy.ndindex(*kernel)
        ]
        cells = [(r, k) for r, k in cells if 0 <= r < rows and 0 <= k < columns]
        best = max(cells, key=lambda cell: x[n, c, cell[0], cell[1]].item())  # the first of equals
        maxima[n, c, i, j] = x[n, c, best[0], best[1]].detach()
        winners[n, c, i, j] = (n, c, *best)
    return maxima, winners


def expect_gradient_at_first_winners(case, kernel, stride, padding):
    x, g, dx = (
        torch.tensor(case[key]["values"], dtype=torch.float64).reshape(case[key]["shape"])
        for key in ("input", "cotangent", "inputGradient")
    )
    expected = torch.zeros_like(x)
    for window, cell in max_of_first_winners(x, kernel, stride, padding, g.shape[2:])[1].items():
        expected[cell] += g[window]
    assert torch.allclose(dx, expected, rtol=0, atol=1e-12), "not the first winner's gradient"


def avgpool2d(
    name, image, kernel, stride, padding=(0, 0), counts_padding=True, rounds_up=False
):
    x = normal(generator(name), image)

    def apply(x, p, s):
        return F.avg_pool2d(
            x, kernel, stride, padding, ceil_mode=rounds_up, count_include_pad=counts_padding
        )

    configuration = {
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "countsPadding": counts_padding,
    }
    if rounds_up:
        configuration["roundsUp"] = True
    return case(name, "avgpool", apply, x, configuration=configuration)


def adaptive(name, image, kind, size, ties=False):
    random = generator(name)
    x = random.integers(3, size=image) * 1.0 if ties else normal(random, image)
    apply = F.adaptive_avg_pool2d if kind == "average" else F.adaptive_max_pool2d
    configuration = {"kind": kind, "size": size}
    return case(
        name, "adaptive-pool", lambda x, p, s: apply(x, size), x, configuration=configuration
    )


def upsample(name, image, scale, kind):
    x = normal(generator(name), image)

    def apply(x, p, s):
        if kind == "nearest":
            return F.interpolate(x, scale_factor=scale, mode="nearest")
        aligned = kind == "aligned-corners"
        return F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=aligned)

    configuration = {"kind": kind, "scale": scale}
    return case(name, "upsample", apply, x, configuration=configuration)


def zero_pad(name, image, top, bottom, left, right):
    x = normal(generator(name), image)
    return case(
        name,
        "zero-pad",
        lambda x, p, s: F.pad(x, (left, right, top, bottom)),
        x,
        configuration={"padding": (top, bottom, left, right)},
    )


def rounded_up():
    return [
        maxpool2d("maxpool2d 2×2, rounded up", (2, 2, 5, 7), (2, 2), (2, 2), rounds_up=True),
        maxpool2d("maxpool2d 2×3, stride 3, rounded up, a window that would begin outside",
            (1, 2, 6, 8), (2, 3), (3, 3), (1, 1), rounds_up=True),
        maxpool2d("maxpool2d 3×3, stride 2, padding 1, rounded up, ties",
            (2, 1, 6, 5), (3, 3), (2, 2), (1, 1), levels=2, rounds_up=True),
        avgpool2d("avgpool2d 2×2, rounded up", (2, 2, 5, 7), (2, 2), (2, 2), rounds_up=True),
        avgpool2d("avgpool2d 3×3, stride 2, padding 1, rounded up",
            (1, 2, 6, 8), (3, 3), (2, 2), (1, 1), rounds_up=True),
        avgpool2d("avgpool2d 3×2, stride 2, padding 1×0 not counted, rounded up",
            (2, 1, 6, 5), (3, 2), (2, 2), (1, 0), counts_padding=False, rounds_up=True),
    ]


def cases():
    return [
        adaptive("global average pool", (2, 3, 4, 5), "average", (1, 1)),
        adaptive("adaptive average pool, overlapping", (2, 2, 7, 5), "average", (3, 2)),
        adaptive("adaptive average pool, larger than the image", (1, 2, 2, 3), "average", (4, 5)),
        adaptive("adaptive max pool", (2, 2, 6, 7), "maximum", (2, 3)),
        adaptive("global max pool, ties", (3, 2, 4, 3), "maximum", (1, 1), ties=True),
        *(
            upsample(f"upsample {scale}, {kind}", (2, 2, 3, 4), scale, kind)
            for kind in ("nearest", "bilinear", "aligned-corners")
            for scale in ((2, 3), (1, 2))
        ),
        upsample("upsample one pixel", (1, 2, 1, 1), (3, 2), "aligned-corners"),
        zero_pad("zero pad", (2, 2, 3, 4), 1, 2, 0, 3),
        zero_pad("zero pad below", (1, 3, 2, 2), 0, 1, 0, 0),
        zero_pad("zero pad of nothing", (2, 1, 3, 2), 0, 0, 0, 0),
        maxpool2d("maxpool2d 2×2", (2, 3, 6, 4), (2, 2), (2, 2)),
        maxpool2d("maxpool2d 2×2, a size that does not divide", (2, 2, 7, 5), (2, 2), (2, 2)),
        maxpool2d("maxpool2d 3×3, stride 2, overlapping", (2, 2, 7, 9), (3, 3), (2, 2)),
        maxpool2d("maxpool2d 3×2, stride 1, overlapping", (2, 3, 5, 6), (3, 2), (1, 1)),
        maxpool2d(
            "maxpool2d 3×3, stride 2, padding 1, all negative",
            (2, 2, 6, 5),
            (3, 3),
            (2, 2),
            (1, 1),
            mean=-9,
        ),
        maxpool2d("maxpool2d 2×3, stride 2×1, padding 0×1", (1, 2, 5, 7), (2, 3), (2, 1), (0, 1)),
        maxpool2d("maxpool2d 2×2, ties", (2, 3, 6, 8), (2, 2), (2, 2), levels=3),
        maxpool2d(
            "maxpool2d 3×3, overlapping, padding 1, ties",
            (2, 2, 7, 6),
            (3, 3),
            (2, 2),
            (1, 1),
            levels=2,
        ),
        avgpool2d("avgpool2d 2×2", (2, 3, 6, 4), (2, 2), (2, 2)),
        avgpool2d("avgpool2d 3×2, stride 2×1, overlapping", (2, 2, 7, 5), (3, 2), (2, 1)),
        avgpool2d("avgpool2d 3×3, stride 2, padding 1", (2, 2, 7, 6), (3, 3), (2, 2), (1, 1)),
        avgpool2d(
            "avgpool2d 3×3, stride 2, padding 1 not counted",
            (2, 2, 7, 6),
            (3, 3),
            (2, 2),
            (1, 1),
            counts_padding=False,
        ),
        avgpool2d("avgpool2d 2×3, padding 1×0, one sample", (1, 2, 5, 7), (2, 3), (1, 3), (1, 0)),
        avgpool2d(
            "avgpool2d 2×3, padding 1×0 not counted, one sample",
            (1, 2, 5, 7),
            (2, 3),
            (1, 3),
            (1, 0),
            counts_padding=False,
        ),
        avgpool2d("avgpool2d over the whole image", (3, 2, 4, 5), (4, 5), (4, 5)),
        *rounded_up(),
    ]

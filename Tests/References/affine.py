"""Linear and convolutional layers."""

from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def linear(name, samples, inputs, outputs, steps=()):
    random = generator(name)
    x = normal(random, (samples, *steps, inputs))
    parameters = {"weight": normal(random, (outputs, inputs)), "bias": normal(random, outputs)}
    return case(name, "linear", lambda x, p, s: F.linear(x, p["weight"], p["bias"]), x, parameters)


def conv2d(name, image, filters, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    random = generator(name)
    x = normal(random, image)
    parameters = {
        "weight": normal(random, (filters, image[1], *kernel), scale=0.5),
        "bias": normal(random, filters),
    }

    def apply(x, p, _):
        return F.conv2d(x, p["weight"], p["bias"], stride, padding, dilation)

    configuration = {"stride": stride, "padding": padding, "dilation": dilation}
    return case(name, "conv2d", apply, x, parameters, configuration=configuration)


def cases():
    return [
        linear("linear", 3, 5, 4),
        linear("linear, one sample", 1, 4, 7),
        linear("linear, one input", 4, 1, 3),
        linear("linear, one output", 5, 3, 1),
        linear("linear over sequences", 2, 4, 5, steps=(3,)),
        conv2d("conv2d 3×3", (2, 3, 7, 5), 4, (3, 3)),
        conv2d("conv2d 3×3, padding 1", (2, 2, 7, 5), 3, (3, 3), padding=(1, 1)),
        conv2d("conv2d 1×1", (2, 3, 3, 5), 4, (1, 1)),
        conv2d("conv2d 1×1, stride 2", (2, 3, 5, 4), 2, (1, 1), stride=(2, 2)),
        conv2d("conv2d 2×3", (3, 2, 5, 7), 3, (2, 3)),
        conv2d("conv2d 5×3, padding 2×1", (2, 2, 6, 9), 3, (5, 3), padding=(2, 1)),
        conv2d("conv2d 3×3, stride 2", (2, 3, 7, 5), 2, (3, 3), stride=(2, 2)),
        conv2d(
            "conv2d 3×3, stride 2 that does not divide, padding 1",
            (2, 2, 6, 9),
            3,
            (3, 3),
            stride=(2, 2),
            padding=(1, 1),
        ),
        conv2d(
            "conv2d 2×3, stride 3 that leaves rows unread", (2, 2, 7, 8), 3, (2, 3), stride=(3, 3)
        ),
        conv2d(
            "conv2d 2×3, stride 1×2, padding 0×1",
            (2, 3, 5, 8),
            2,
            (2, 3),
            stride=(1, 2),
            padding=(0, 1),
        ),
        conv2d("conv2d 3×2, stride 3×1", (2, 2, 8, 5), 3, (3, 2), stride=(3, 1)),
        conv2d("conv2d 3×3, dilation 2", (2, 2, 7, 6), 3, (3, 3), dilation=(2, 2)),
        conv2d(
            "conv2d 3×2, stride 2×1, padding 2×1, dilation 2×3",
            (2, 3, 7, 6),
            2,
            (3, 2),
            stride=(2, 1),
            padding=(2, 1),
            dilation=(2, 3),
        ),
        conv2d("conv2d 3×3, one sample", (1, 2, 5, 4), 3, (3, 3), padding=(1, 1)),
        conv2d("conv2d 3×2, one channel and one filter", (2, 1, 4, 5), 1, (3, 2)),
        conv2d("conv2d as large as the image", (3, 2, 3, 4), 5, (3, 4)),
    ]

"""Linear and convolutional layers."""

import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case, group_case


def linear(name, samples, inputs, outputs, steps=()):
    random = generator(name)
    x = normal(random, (samples, *steps, inputs))
    parameters = {"weight": normal(random, (outputs, inputs)), "bias": normal(random, outputs)}
    return case(name, "linear", lambda x, p, s: F.linear(x, p["weight"], p["bias"]), x, parameters)


def weight_norm(name, samples, inputs, outputs, steps=()):
    random = generator(name)
    x = normal(random, (samples, *steps, inputs))
    parameters = {
        "direction": normal(random, (outputs, inputs)),
        "length": normal(random, outputs),
        "bias": normal(random, outputs),
    }

    def apply(x, p, _):
        return F.linear(x, torch._weight_norm(p["direction"], p["length"][:, None], 0), p["bias"])

    return case(name, "weight-norm", apply, x, parameters)


def masked_conv2d(name, image, filters, kernel, sees_itself, bias=True):
    random = generator(name)
    x = normal(random, image)
    parameters = {"weight": normal(random, (filters, image[1], *kernel), scale=0.5)}
    if bias:
        parameters["bias"] = normal(random, filters)
    mask = torch.zeros(kernel, dtype=torch.float64)
    mask[: kernel[0] // 2] = 1
    mask[kernel[0] // 2, : kernel[1] // 2 + (1 if sees_itself else 0)] = 1

    def apply(x, p, _):
        padding = (kernel[0] // 2, kernel[1] // 2)
        return F.conv2d(x, p["weight"] * mask, p.get("bias"), padding=padding)

    configuration = {"kind": "B" if sees_itself else "A"}
    return case(name, "masked-conv2d", apply, x, parameters, configuration=configuration)


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


def grouped(name, image, filters, groups, kernel, bias=True, **options):
    random = generator(name)
    x = normal(random, image)
    parameters = {"weight": normal(random, (filters, image[1] // groups, *kernel), scale=0.5)}
    if bias:
        parameters["bias"] = normal(random, filters)
    options = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)} | options

    def apply(x, p, _):
        return F.conv2d(x, p["weight"], p.get("bias"), groups=groups, **options)

    configuration = options | {"groups": groups}
    return case(name, "grouped-conv2d", apply, x, parameters, configuration=configuration)


def transposed(name, image, filters, kernel, groups=1, bias=True, **options):
    random = generator(name)
    x = normal(random, image)
    parameters = {"weight": normal(random, (image[1], filters // groups, *kernel), scale=0.5)}
    if bias:
        parameters["bias"] = normal(random, filters)
    options = {
        "stride": (1, 1),
        "padding": (0, 0),
        "dilation": (1, 1),
        "outputPadding": (0, 0),
    } | options

    def apply(x, p, _):
        return F.conv_transpose2d(
            x,
            p["weight"],
            p.get("bias"),
            options["stride"],
            options["padding"],
            options["outputPadding"],
            groups,
            options["dilation"],
        )

    configuration = options | {"groups": groups}
    return case(name, "transposed-conv2d", apply, x, parameters, configuration=configuration)


def product(name, *shapes):
    random = generator(name)
    inputs = {str(k): normal(random, shape) for k, shape in enumerate(shapes)}
    inputs["0"].ravel()[:1] = 0

    def apply(x, p, s):
        result = x["0"]
        for k in range(1, len(shapes)):
            result = result * x[str(k)]
        return result

    return group_case(name, "product", apply, inputs, {})


def concatenation(name, axis, *shapes):
    inputs = {str(k): normal(generator(f"{name} {k}"), shape) for k, shape in enumerate(shapes)}
    return group_case(
        name, "concat", lambda x, p, s: torch.cat(list(x.values()), axis), inputs, {}, None, {"axis": axis}
    )  # fmt: skip


def total(name, shape, terms):
    inputs = {str(k): normal(generator(f"{name} {k}"), shape) for k in range(terms)}
    return group_case(
        name, "sum", lambda x, p, s: torch.stack(list(x.values())).sum(0), inputs, {}
    )


def batched_product(name, count, rows, inner, columns):
    random = generator(name)
    inputs = {
        "0": normal(random, (count, rows, inner)),
        "1": normal(random, (count, inner, columns)),
    }
    return group_case(name, "batched-product", lambda x, p, s: torch.bmm(x["0"], x["1"]), inputs, {})


def patches(name, image, features, size):
    random = generator(name)
    x = normal(random, image)
    parameters = {
        "patches.weight": normal(random, (features, image[1], size, size), scale=0.5),
        "patches.bias": normal(random, features),
    }

    def apply(x, p, s):
        y = F.conv2d(x, p["patches.weight"], p["patches.bias"], stride=size)
        return y.flatten(2).transpose(1, 2)

    return case(name, "patch-embedding", apply, x, parameters)


def cases():
    return [
        masked_conv2d("masked conv2d, mask A", (2, 3, 5, 4), 4, (3, 3), False),
        masked_conv2d("masked conv2d, mask B", (2, 2, 4, 6), 3, (3, 5), True),
        masked_conv2d("masked conv2d, mask A, 1×1", (1, 2, 3, 3), 2, (1, 1), False, bias=False),
        masked_conv2d("masked conv2d, mask B, a column", (3, 1, 5, 2), 2, (5, 1), True),
        product("product of two", (3, 4), (3, 4)),
        product("product of three", (2, 3, 2), (2, 3, 2), (2, 3, 2)),
        product("product of one", (4,)),
        concatenation("concat of channels", 1, (2, 3, 2, 3), (2, 1, 2, 3), (2, 2, 2, 3)),
        concatenation("concat of samples", 0, (1, 5), (3, 5)),
        concatenation("concat along the last axis", 2, (2, 3, 1), (2, 3, 4)),
        total("sum of two", (3, 5), 2),
        total("sum of three", (2, 1, 3), 3),
        total("sum of one", (4,), 1),
        batched_product("batched product", 2, 3, 4, 5),
        batched_product("batched product, one matrix", 1, 5, 2, 3),
        batched_product("batched product of vectors", 4, 1, 3, 1),
        patches("patch embedding", (2, 3, 4, 6), 5, 2),
        patches("patch embedding, a size that does not divide", (1, 2, 7, 5), 3, 2),
        patches("patch embedding, one patch", (3, 1, 3, 3), 2, 3),
        grouped("grouped conv2d", (2, 4, 5, 6), 6, 2, (3, 2)),
        grouped("depthwise conv2d", (2, 3, 6, 5), 3, 3, (3, 3), padding=(1, 1)),
        grouped(
            "depthwise conv2d, two a channel, stride 2×1, dilation 1×2, no bias",
            (1, 3, 7, 6),
            6,
            3,
            (2, 2),
            bias=False,
            stride=(2, 1),
            dilation=(1, 2),
        ),
        transposed("transposed conv2d", (2, 3, 4, 5), 2, (3, 2)),
        transposed(
            "transposed conv2d, stride 2×3, padding 1×0, output padding 1×2",
            (2, 2, 3, 4),
            3,
            (3, 3),
            stride=(2, 3),
            padding=(1, 0),
            outputPadding=(1, 2),
        ),
        transposed(
            "transposed conv2d, two groups, dilation 2×1, no bias",
            (1, 4, 3, 5),
            6,
            (2, 3),
            groups=2,
            bias=False,
            dilation=(2, 1),
        ),
        transposed(
            "transposed conv2d, depthwise, kernel less than stride",
            (3, 2, 2, 3),
            2,
            (1, 2),
            groups=2,
            stride=(2, 3),
        ),
        linear("linear", 3, 5, 4),
        linear("linear, one sample", 1, 4, 7),
        linear("linear, one input", 4, 1, 3),
        linear("linear, one output", 5, 3, 1),
        linear("linear over sequences", 2, 4, 5, steps=(3,)),
        weight_norm("weight norm", 3, 5, 4),
        weight_norm("weight norm, one sample and one output", 1, 7, 1),
        weight_norm("weight norm over sequences", 2, 4, 5, steps=(3,)),
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

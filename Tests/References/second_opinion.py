"""The hard ones once more, on other numbers and by another library: JAX."""

import jax

jax.config.update("jax_enable_x64", True)  # before the first array

import jax.numpy as jnp
import numpy
import torch
from jax import lax
from torch.nn import functional as F

from fixtures import generator, normal, tensor, tensors, upstream


def conv2d(name, image, filters, kernel, stride, padding, dilation):
    random = generator(name)
    x = normal(random, image)
    parameters = {
        "weight": normal(random, (filters, image[1], *kernel), scale=0.5),
        "bias": normal(random, filters),
    }

    def apply(x, p):
        y = lax.conv_general_dilated(
            x,
            p["weight"],
            stride,
            [(pad, pad) for pad in padding],
            rhs_dilation=dilation,
            dimension_numbers=("NCHW", "OIHW", "NCHW"),
            precision=lax.Precision.HIGHEST,
        )
        return y + p["bias"][None, :, None, None]

    def torch_apply(x, p):
        return F.conv2d(x, p["weight"], p["bias"], stride, padding, dilation)

    configuration = {"stride": stride, "padding": padding, "dilation": dilation}
    return case(name, "conv2d", apply, torch_apply, x, parameters, configuration)


def batchnorm(name, shape, epsilon, momentum=0.1):
    """Written from the definition: the batch's biased variance divides, the unbiased one is kept."""
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}
    state = {
        "running_mean": normal(random, shape[1]),
        "running_var": numpy.round(random.uniform(0.5, 2.5, shape[1]), 4),
    }
    axes = tuple(axis for axis in range(len(shape)) if axis != 1)
    column = (1, -1) + (1,) * (len(shape) - 2)

    def apply(x, p):
        mean = x.mean(axes, keepdims=True)
        variance = ((x - mean) ** 2).mean(axes, keepdims=True)
        normalized = (x - mean) / jnp.sqrt(variance + epsilon)
        return p["gamma"].reshape(column) * normalized + p["beta"].reshape(column)

    def torch_apply(x, p):
        return F.batch_norm(x, None, None, p["gamma"], p["beta"], training=True, eps=epsilon)

    configuration = {"epsilon": epsilon, "momentum": momentum}
    result = case(name, "batchnorm", apply, torch_apply, x, parameters, configuration)
    kept = {
        "running_mean": (1 - momentum) * state["running_mean"] + momentum * jnp.mean(x, axes),
        "running_var": (1 - momentum) * state["running_var"] + momentum * jnp.var(x, axes, ddof=1),
    }
    return result | {"state": tensors(state), "stateAfter": tensors(kept)}


def case(name, layer, apply, torch_apply, x, parameters, configuration):
    output, pullback = jax.vjp(apply, jnp.asarray(x), jax.tree.map(jnp.asarray, parameters))
    cotangent = normal(generator(name + " cotangent"), output.shape)
    input_gradient, gradients = pullback(jnp.asarray(cotangent))

    leaves = [torch.tensor(array, requires_grad=True) for array in (x, *parameters.values())]
    torch_output = torch_apply(leaves[0], dict(zip(parameters, leaves[1:])))
    torch_output.backward(torch.tensor(cotangent))
    ours = (output, input_gradient, *(gradients[key] for key in parameters))
    theirs = (torch_output.detach(), *(variable.grad for variable in leaves))
    expect_agreement(ours, theirs)

    return {
        "name": name,
        "layer": layer,
        "configuration": configuration,
        "mode": "training",
        "input": tensor(x),
        "parameters": tensors(parameters),
        "cotangent": tensor(cotangent),
        "output": tensor(output),
        "inputGradient": tensor(input_gradient),
        "parameterGradients": tensors(gradients),
    }


def softmax_cross_entropy(name, samples, classes, scale=1.0):
    random = generator(name)
    logits = normal(random, (samples, classes), scale=scale)
    labels = random.integers(classes, size=samples)

    def loss(s):
        return -jnp.mean(jax.nn.log_softmax(s)[jnp.arange(samples), labels])

    factor = upstream(random)
    value, pullback = jax.vjp(loss, jnp.asarray(logits))
    (gradient,) = pullback(jnp.float64(factor))

    variable = torch.tensor(logits, requires_grad=True)
    torch_value = F.cross_entropy(variable, torch.tensor(labels))
    (factor * torch_value).backward()
    expect_agreement((value, gradient), (torch_value.detach(), variable.grad))

    return {
        "name": name,
        "loss": "softmax-cross-entropy",
        "configuration": {"reduction": "mean"},
        "prediction": tensor(logits),
        "target": {"labels": tensor(labels)},
        "upstream": factor,
        "value": float(value),
        "predictionGradient": tensor(gradient),
    }


def expect_agreement(ours, theirs):
    """Two libraries that share no code agree."""
    for a, b in zip(ours, theirs, strict=True):
        numpy.testing.assert_allclose(numpy.asarray(a), b.numpy(), rtol=1e-12, atol=1e-12)


def cases():
    return [
        conv2d(
            "conv2d 3×2, stride 2×1, padding 1×0", (2, 3, 7, 5), 2, (3, 2), (2, 1), (1, 0), (1, 1)
        ),
        conv2d("conv2d 3×3, stride 2, dilation 2", (2, 2, 8, 7), 3, (3, 3), (2, 2), (1, 2), (2, 2)),
        batchnorm("batchnorm of features", (5, 3), epsilon=1e-5),
        batchnorm("batchnorm of features, epsilon 0.5", (4, 6), epsilon=0.5),
        batchnorm("batchnorm of images", (2, 3, 3, 4), epsilon=1e-5, momentum=0.3),
        softmax_cross_entropy("softmax_cross_entropy", 4, 5),
        softmax_cross_entropy("softmax_cross_entropy, logits of a thousand", 3, 6, scale=1000),
    ]

"""A layer's case: PyTorch's forward pass, and its reverse mode with a random cotangent."""

import numpy
import torch

from fixtures import generator, normal, tensor, tensors


def leaf(array):
    return torch.tensor(numpy.asarray(array, dtype=numpy.float64), requires_grad=True)


def case(name, layer, apply, x, parameters=None, state=None, configuration=None, mode="training"):
    """`apply(x, parameters, state)` is the layer; it may change the tensors of `state` in place."""
    variable = leaf(x)
    weights = {key: leaf(value) for key, value in (parameters or {}).items()}
    buffers = {key: torch.tensor(value) for key, value in (state or {}).items()}

    output = apply(variable, weights, buffers)
    cotangent = normal(generator(name + " cotangent"), tuple(output.shape))
    output.backward(torch.tensor(cotangent))

    result = {
        "name": name,
        "layer": layer,
        "configuration": configuration or {},
        "mode": mode,
        "input": tensor(x),
        "parameters": tensors(parameters or {}),
    }
    if state:
        result["state"] = tensors(state)
    result |= {
        "cotangent": tensor(cotangent),
        "output": tensor(output.detach()),
        "inputGradient": tensor(variable.grad),
        "parameterGradients": tensors({key: value.grad for key, value in weights.items()}),
    }
    if state and mode == "training":
        result["stateAfter"] = tensors(buffers)
    return result

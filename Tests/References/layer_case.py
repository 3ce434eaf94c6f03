"""A layer's case: PyTorch's forward pass, and its reverse mode with a random cotangent."""

import numpy
import torch

from fixtures import generator, normal, tensor, tensors


def leaf(array):
    return torch.tensor(numpy.asarray(array, dtype=numpy.float64), requires_grad=True)


def case(name, layer, apply, x, parameters=None, state=None, configuration=None, mode="training"):
    """`apply(x, parameters, state)` is the layer; it may change the tensors of `state` in place."""
    result = group_case(
        name,
        layer,
        lambda inputs, p, s: apply(inputs["x"], p, s),
        {"x": x},
        {},
        parameters,
        configuration,
        state,
        mode,
    )
    for key in ("input", "inputGradient"):
        result[key] = result[key]["x"]
    return result


def group_case(
    name,
    layer,
    apply,
    inputs,
    constants,
    parameters=None,
    configuration=None,
    state=None,
    mode="training",
):
    """The same of several inputs by their names; `constants` have no gradient, and `apply` knows them."""
    variables = {key: leaf(value) for key, value in inputs.items()}
    weights = {key: leaf(value) for key, value in (parameters or {}).items()}
    buffers = {key: torch.tensor(value) for key, value in (state or {}).items()}

    outputs = apply(variables, weights, buffers)
    named = outputs if isinstance(outputs, dict) else {"": outputs}
    random = generator(name + " cotangent")
    cotangents = {key: normal(random, tuple(value.shape)) for key, value in named.items()}
    torch.autograd.backward(
        list(named.values()), [torch.tensor(value) for value in cotangents.values()]
    )

    def written(arrays):
        return tensors(arrays) if isinstance(outputs, dict) else tensor(arrays[""])

    result = {
        "name": name,
        "layer": layer,
        "configuration": configuration or {},
        "mode": mode,
        "input": tensors(inputs | constants),
        "parameters": tensors(parameters or {}),
    }
    if state:
        result["state"] = tensors(state)
    result |= {
        "cotangent": written(cotangents),
        "output": written({key: value.detach() for key, value in named.items()}),
        "inputGradient": tensors({key: value.grad for key, value in variables.items()}),
        "parameterGradients": tensors({key: value.grad for key, value in weights.items()}),
    }
    if state and mode == "training":
        result["stateAfter"] = tensors(buffers)
    return result

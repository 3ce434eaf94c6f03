"""Makes a gradient in Python checkable by `gradcheck exec -- python3 FILE`; needs NumPy.

    import numpy as np, gradcheck
    x = np.array([-2.0, 0.5, 3.0])
    gradcheck.serve(np.square, lambda g, x: 2 * x * g, x=x)               # NumPy
    gradcheck.serve_torch(MyFunction.apply, x=torch.randn(3, 4))          # torch.autograd.Function
    gradcheck.serve_jax(my_function, x=jnp.ones((3, 4)))                  # jax.custom_vjp

The arrays are where it is checked, under the names of the report. What the function prints goes to standard error.
"""

import json
import os
import sys

import numpy as np


def serve(function, pullback, name=None, parameters=(), precision="double", **blocks):
    """Answers until the input ends.

    function(*blocks) is an array or a number; pullback(cotangent, *blocks) the gradient of <cotangent, function>, an
    array a block, or alone where there is one block. `parameters` are the names of blocks that are no inputs.
    """
    answers, questions = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # nothing else comes between answers, not even of C code
    sys.stdout = sys.stderr
    start = [np.array(block, dtype=np.float64) for block in blocks.values()]
    ends = np.cumsum([block.size for block in start])
    output = np.asarray(function(*[block.copy() for block in start]), dtype=np.float64)

    def at(flat):
        return [np.array(part).reshape(block.shape) for part, block in zip(np.split(flat, ends[:-1]), start)]

    def values(flat, points):
        return np.stack([np.asarray(function(*at(point)), np.float64).ravel() for point in flat.reshape(points, -1)])

    def gradient(flat, _):
        cotangent = flat[ends[-1]:].reshape(output.shape)
        parts = pullback(cotangent if output.shape else cotangent[()], *at(flat[: ends[-1]]))
        parts = parts if isinstance(parts, (tuple, list)) else [parts]
        if len(parts) != len(start):
            raise TypeError(f"the pullback returns {len(parts)} arrays for {len(start)} blocks")
        for key, part, block in zip(blocks, parts, start):
            if np.shape(part) != block.shape:
                raise TypeError(f"the gradient of {key} has shape {np.shape(part)}, {key} has {block.shape}")
        return np.concatenate([np.ravel(np.asarray(part, np.float64)) for part in parts])

    def answer(line, numbers=None):
        data = b"" if numbers is None else np.ascontiguousarray(numbers, "<f8").tobytes()
        answers.write(json.dumps(dict(line, bytes=len(data))).encode() + b"\n" + data)
        answers.flush()

    for question in iter(questions.readline, b""):
        question = json.loads(question)
        if question["call"] == "describe":
            described = [
                {"name": key, "shape": block.shape, "role": "parameter" if key in parameters else "input"}
                for key, block in zip(blocks, start)]
            answer({"protocol": 1, "name": name or getattr(function, "__name__", "function"), "blocks": described,
                    "outputs": output.shape, "precision": precision, "encoding": "binary"},
                   np.concatenate([block.ravel() for block in start]))
            continue
        flat = np.frombuffer(questions.read(question["bytes"]), "<f8")
        try:
            answer({}, (values if question["call"] == "values" else gradient)(flat, question["points"]))
        except (ArithmeticError, np.linalg.LinAlgError) as error:  # not defined there; all else is a mistake
            answers.write(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
            answers.flush()


def serve_torch(function, dtype=None, **blocks):
    """Of PyTorch: autograd is what is checked, with the backward of any torch.autograd.Function in it."""
    import torch
    kind = dtype or torch.float64
    tensors = lambda arrays, track: [torch.tensor(a, dtype=kind, requires_grad=track) for a in arrays]

    def pullback(cotangent, *arrays):
        inputs = tensors(arrays, True)
        parts = torch.autograd.grad(function(*inputs), inputs, torch.tensor(cotangent, dtype=kind), allow_unused=True)
        return [np.zeros(np.shape(a)) if p is None else p.double().numpy() for p, a in zip(parts, arrays)]

    serve(lambda *arrays: function(*tensors(arrays, False)).detach().double().numpy(), pullback,
          getattr(function, "__qualname__", None), precision="float" if kind == torch.float32 else "double",
          **{name: block.detach().double().numpy() for name, block in blocks.items()})


def serve_jax(function, **blocks):
    """Of JAX: the vector-Jacobian product is what is checked, with any custom_vjp in it."""
    import jax
    jax.config.update("jax_enable_x64", True)
    value = jax.jit(function)
    vjp = jax.jit(lambda cotangent, *arrays: jax.vjp(function, *arrays)[1](cotangent))
    serve(lambda *arrays: np.asarray(value(*arrays)), lambda g, *arrays: [np.asarray(p) for p in vjp(g, *arrays)],
          getattr(function, "__name__", None), **blocks)

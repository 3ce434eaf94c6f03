"""The peers, each as a function from a case to whether it passes the gradient."""

import warnings

import jax
import numpy as np
import torch
from jax.test_util import check_grads

jax.config.update("jax_enable_x64", True)


def torch_slow(case):
    return torch_check(case, fast=False)


def torch_fast(case):
    return torch_check(case, fast=True)


def torch_check(case, fast):
    """`torch.autograd.gradcheck` as it comes: eps 1e-6, atol 1e-5, rtol 1e-3."""

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(context, *inputs):
            context.save_for_backward(*inputs)
            return torch.from_numpy(np.array(case.forward(*arrays(inputs)), dtype=np.float64))

        @staticmethod
        def backward(context, g):
            gradients = case.pullback(g.detach().numpy(), *arrays(context.saved_tensors))
            return tuple(torch.from_numpy(np.array(a, dtype=np.float64)) for a in gradients)

    def arrays(tensors):
        return [t.detach().numpy() for t in tensors]

    torch.manual_seed(0)
    inputs = [torch.from_numpy(i.copy()).requires_grad_() for i in case.inputs]
    return torch.autograd.gradcheck(
        Function.apply, inputs, fast_mode=fast, raise_exception=False)


def jax_rev(case):
    """`jax.test_util.check_grads` as it comes, order 1, reverse mode."""

    @jax.custom_vjp
    def function(*inputs):
        return jax.numpy.asarray(case.forward(*map(np.asarray, inputs)))

    def forward(*inputs):
        return function(*inputs), inputs

    def backward(inputs, g):
        gradients = case.pullback(np.asarray(g), *map(np.asarray, inputs))
        return tuple(jax.numpy.asarray(a, dtype=np.float64) for a in gradients)

    function.defvjp(forward, backward)
    try:
        check_grads(function, [jax.numpy.asarray(i) for i in case.inputs], 1, modes=["rev"])
        return True
    except AssertionError:
        return False


def cs231n(threshold):
    """The loop of the course's assignments: centered, h = 1e-5, a random gradient from above, the
    largest of |a − n| / max(1e-8, |a| + |n|) below a threshold. A thousand coordinates at most."""

    def check(case):
        generator = np.random.default_rng(0)
        inputs = [i.copy() for i in case.inputs]
        g = generator.standard_normal(np.shape(case.forward(*inputs)))
        analytic = case.pullback(g, *inputs)
        worst = 0.0
        for x, dx in zip(inputs, analytic):
            flat, flat_dx = x.reshape(-1), np.asarray(dx).reshape(-1)
            chosen = generator.permutation(flat.size)[:1000]
            for i in chosen:
                old = flat[i]
                flat[i] = old + 1e-5
                above = np.array(case.forward(*inputs))
                flat[i] = old - 1e-5
                below = np.array(case.forward(*inputs))
                flat[i] = old
                n = float(np.sum((above - below) * g)) / 2e-5
                a = float(flat_dx[i])
                worst = np.maximum(worst, abs(a - n) / max(1e-8, abs(a) + abs(n)))
        # Not a number is below no threshold.
        return bool(worst <= threshold)

    return check


TOOLS = {
    "torch, slow": torch_slow,
    "torch, fast": torch_fast,
    "jax, rev": jax_rev,
    "CS231n, 1e-2": cs231n(1e-2),
    "CS231n, 1e-4": cs231n(1e-4),
}


def passes(tool, case):
    """Whether the tool accepts the gradient; an exception is a refusal."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return bool(TOOLS[tool](case))

"""Regularizers: penalties on one parameter tensor, differentiated by PyTorch."""

from fixtures import generator, normal, tensor
from layer_case import leaf


def case(name, regularizer, penalty, shape, zeros=0, **configuration):
    """The first `zeros` elements are exactly 0, where the subgradient of |w| is 0."""
    parameter = normal(generator(name), shape)
    parameter.ravel()[:zeros] = 0
    w = leaf(parameter)
    value = penalty(w)
    value.backward()
    return {
        "name": name,
        "regularizer": regularizer,
        "configuration": configuration,
        "parameter": tensor(parameter),
        "value": value.item(),
        "gradient": tensor(w.grad),
    }


def cases():
    return [
        case("l1: λ·Σ|w|", "l1", lambda w: 0.3 * w.abs().sum(), (3, 5), strength=0.3),
        case("l1, exact zeros", "l1", lambda w: 0.7 * w.abs().sum(), (4, 3), 5, strength=0.7),
        case("l1, one weight on its kink", "l1", lambda w: 1.1 * w.abs().sum(), (1,), 1, strength=1.1),
        case(
            "l2, half: ½·λ·Σw²",
            "l2",
            lambda w: 0.5 * 0.3 * (w**2).sum(),
            (3, 5),
            strength=0.3,
            half=True,
        ),
        case(
            "l2, full: λ·Σw²", "l2", lambda w: 0.3 * (w**2).sum(), (4, 3), strength=0.3, half=False
        ),
        case(
            "l2, full, of filters",
            "l2",
            lambda w: 0.05 * (w**2).sum(),
            (3, 2, 3, 2),
            strength=0.05,
            half=False,
        ),
        case(
            "elastic net: λ₁·Σ|w| + λ₂·Σw²",
            "elastic-net",
            lambda w: 0.2 * w.abs().sum() + 0.6 * (w**2).sum(),
            (5, 4),
            3,
            l1=0.2,
            l2=0.6,
        ),
        case(
            "elastic net of filters",
            "elastic-net",
            lambda w: 0.7 * w.abs().sum() + 0.02 * (w**2).sum(),
            (3, 2, 1, 5),
            l1=0.7,
            l2=0.02,
        ),
        case(
            "elastic net, all on the kink",
            "elastic-net",
            lambda w: 0.4 * w.abs().sum() + 0.3 * (w**2).sum(),
            (2, 3),
            6,
            l1=0.4,
            l2=0.3,
        ),
    ]

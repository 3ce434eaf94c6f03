"""Five steps of every optimizer on three problems: a quadratic with correlated axes, Rosenbrock's valley, and kinks."""

import torch

MATRIX = [[3.0, 0.5, -0.2], [0.5, 1.0, 0.3], [-0.2, 0.3, 0.4]]
OFFSET = [1.0, -2.0, 0.5]


def quadratic(x):
    """1/2 x'Ax - b'x"""
    matrix = torch.tensor(MATRIX, dtype=torch.float64)
    offset = torch.tensor(OFFSET, dtype=torch.float64)
    return 0.5 * x @ matrix @ x - offset @ x


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def kinks(x):
    """A weight on its kink, one without a gradient, and two whose gradients keep their size or change their sign."""
    return x[0].abs() + 0 * x[1] + 3 * x[2].abs() + (x[3] - 0.01).clamp(min=0)


PROBLEMS = {
    "quadratic": (quadratic, [0.3, -0.7, 1.9]),
    "rosenbrock": (rosenbrock, [-1.2, 1.0]),
    "kinks": (kinks, [0.0, 1.5, -2.0, 0.02]),
}
SGD, ADAM, RMSPROP = torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop
# Our name, PyTorch's rule, its options, and ours where they are not the usual ones.
OPTIMIZERS = {
    "sgd": ("sgd", SGD, {"lr": 1e-3}, {}),
    "sgd, decay": ("sgd", SGD, {"lr": 1e-3, "weight_decay": 0.3}, {"coupledDecay": 0.3}),
    "momentum": ("momentum", SGD, {"lr": 1e-3, "momentum": 0.9}, {}),
    "momentum, dampened": (
        "momentum",
        SGD,
        {"lr": 1e-3, "momentum": 0.7, "dampening": 0.4},
        {"momentum": 0.7, "dampening": 0.4},
    ),
    "nesterov": ("nesterov", SGD, {"lr": 1e-3, "momentum": 0.9, "nesterov": True}, {}),
    "adagrad": ("adagrad", torch.optim.Adagrad, {"lr": 0.1}, {}),
    "adadelta": ("adadelta", torch.optim.Adadelta, {"lr": 1.0}, {}),
    "adadelta, rho 0.7": (
        "adadelta",
        torch.optim.Adadelta,
        {"lr": 0.5, "rho": 0.7, "eps": 1e-3},
        {"decay": 0.7, "epsilon": 1e-3},
    ),
    "rmsprop": ("rmsprop", RMSPROP, {"lr": 0.01}, {}),
    "rmsprop, centered": ("rmsprop", RMSPROP, {"lr": 0.01, "centered": True}, {"centered": True}),
    "rmsprop, centered, momentum, decay": (
        "rmsprop",
        RMSPROP,
        {"lr": 0.01, "alpha": 0.9, "centered": True, "momentum": 0.5, "weight_decay": 0.2},
        {"decay": 0.9, "centered": True, "momentum": 0.5, "coupledDecay": 0.2},
    ),
    "adam": ("adam", ADAM, {"lr": 0.05}, {}),
    "adam, coupled decay": (
        "adam",
        ADAM,
        {"lr": 0.05, "weight_decay": 0.3},
        {"coupledDecay": 0.3},
    ),
    "adamw": (
        "adamw",
        torch.optim.AdamW,
        {"lr": 0.05, "weight_decay": 0.3},
        {"decoupledDecay": 0.3},
    ),
    "amsgrad": ("amsgrad", ADAM, {"lr": 0.05, "amsgrad": True}, {}),
    "nadam": ("nadam", torch.optim.NAdam, {"lr": 0.05}, {}),
    "nadam, momentum decay": (
        "nadam",
        torch.optim.NAdam,
        {"lr": 0.05, "momentum_decay": 0.1},
        {"decay": 0.1},
    ),
    "adamax": ("adamax", torch.optim.Adamax, {"lr": 0.05}, {}),
}


def trajectory(function, start, optimizer, options):
    # Some optimizers remember products of numbers in the default precision.
    torch.set_default_dtype(torch.float64)
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    stepper = optimizer([x], **options)
    places = []
    for _ in range(5):
        stepper.zero_grad()
        function(x).backward()
        stepper.step()
        places.append(x.detach().tolist())
    torch.set_default_dtype(torch.float32)
    return places


def uncorrected_adam(function, start, rate):
    """Adam whose moments are used as they are, by the formula: PyTorch has none."""
    x, m, s = torch.tensor(start, dtype=torch.float64, requires_grad=True), 0.0, 0.0
    places = []
    for _ in range(5):
        (g,) = torch.autograd.grad(function(x), x)
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        x = (x.detach() - rate * m / (s.sqrt() + 1e-8)).requires_grad_()
        places.append(x.detach().tolist())
    return places


def cases():
    return [
        {
            "name": f"adam, not corrected, {problem}",
            "optimizer": "adam",
            "problem": problem,
            "rate": 0.05,
            "settings": {"corrected": False},
            "start": start,
            "places": uncorrected_adam(function, start, 0.05),
        }
        for problem, (function, start) in PROBLEMS.items()
    ] + [
        {
            "name": f"{name}, {problem}",
            "optimizer": entry,
            "problem": problem,
            "rate": options["lr"],
            "settings": settings,
            "start": start,
            "places": trajectory(function, start, optimizer, options),
        }
        for name, (entry, optimizer, options, settings) in OPTIMIZERS.items()
        for problem, (function, start) in PROBLEMS.items()
    ]

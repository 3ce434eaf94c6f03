"""Five steps of every optimizer on two problems: a quadratic with correlated axes, and Rosenbrock's valley."""

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


PROBLEMS = {"quadratic": (quadratic, [0.3, -0.7, 1.9]), "rosenbrock": (rosenbrock, [-1.2, 1.0])}
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 1e-3}),
    "momentum": (torch.optim.SGD, {"lr": 1e-3, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 1e-3, "momentum": 0.9, "nesterov": True}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.1}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.01}),
    "adam": (torch.optim.Adam, {"lr": 0.05}),
    "adamw": (torch.optim.AdamW, {"lr": 0.05, "weight_decay": 0.3}),
}


def trajectory(function, start, optimizer, configuration):
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    stepper = optimizer([x], **configuration)
    places = []
    for _ in range(5):
        stepper.zero_grad()
        function(x).backward()
        stepper.step()
        places.append(x.detach().tolist())
    return places


def cases():
    return [
        {
            "name": f"{name}, {problem}",
            "optimizer": name,
            "problem": problem,
            "configuration": configuration,
            "start": start,
            "places": trajectory(function, start, optimizer, configuration),
        }
        for name, (optimizer, configuration) in OPTIMIZERS.items()
        for problem, (function, start) in PROBLEMS.items()
    ]

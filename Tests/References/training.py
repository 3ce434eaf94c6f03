"""What else moves weights: L-BFGS, averages of weights and schedules by PyTorch, limits and whitening by NumPy."""

import json

import numpy
import torch

from fixtures import FOLDER, generator, normal, tensor
from optimizers import PROBLEMS


def lbfgs(problem, rate, steps=8):
    function, start = PROBLEMS[problem]
    torch.set_default_dtype(torch.float64)
    x = torch.tensor(start, requires_grad=True)
    stepper = torch.optim.LBFGS([x], lr=rate, max_iter=1, history_size=3)

    def closure():
        stepper.zero_grad()
        value = function(x)
        value.backward()
        return value

    places = []
    for _ in range(steps):
        stepper.step(closure)
        places.append(x.detach().tolist())
    torch.set_default_dtype(torch.float32)
    return {"problem": problem, "rate": rate, "memory": 3, "start": start, "places": places}


def average(decay):
    random = generator(f"average {decay}")
    layer = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    average = torch.optim.swa_utils.get_ema_multi_avg_fn(decay) if decay else None
    model = torch.optim.swa_utils.AveragedModel(layer, multi_avg_fn=average)
    weights, means = [], []
    for _ in range(5):
        weights.append(normal(random, 3).tolist())
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(weights[-1], dtype=torch.float64)[None])
        model.update_parameters(layer)
        means.append(model.module.weight.detach()[0].tolist())
    return {"decay": decay, "weights": weights, "means": means}


def schedule(name, make, steps=12):
    parameter = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=0.3)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"name": name, "initial": 0.3, "rates": rates}


def schedules():
    from torch.optim import lr_scheduler as s

    yield schedule("step", lambda o: s.StepLR(o, 3, gamma=0.5))
    yield schedule("exponential", lambda o: s.ExponentialLR(o, gamma=float(numpy.exp(-0.2))))
    yield schedule("inverse", lambda o: s.LambdaLR(o, lambda t: 1 / (1 + 0.7 * t)))
    yield schedule("cosine", lambda o: s.CosineAnnealingLR(o, 11, eta_min=0.02))
    yield schedule("cosine restarts", lambda o: s.CosineAnnealingWarmRestarts(o, 4, eta_min=0.02))
    yield schedule(
        "warm-up",
        lambda o: s.SequentialLR(
            o,
            [s.LinearLR(o, 1 / 5, total_iters=4), s.StepLR(o, 2, gamma=0.5)],
            milestones=[4],
        ),
    )


def limit():
    weight = normal(generator("max norm"), (4, 2, 3))
    norms = numpy.sqrt((weight**2).sum((1, 2), keepdims=True))
    return {
        "limit": 2.0,
        "weight": tensor(weight),
        "projected": tensor(weight * numpy.minimum(1, 2.0 / norms)),
    }


def components():
    random = generator("components")
    x = normal(random, (9, 4)) @ normal(random, (4, 4)) + normal(random, 4)
    centered = x - x.mean(0)
    variances, directions = numpy.linalg.eigh(centered.T @ centered / len(x))
    variances, directions = variances[::-1], directions[:, ::-1].T
    for direction in directions:
        if direction[numpy.abs(direction).argmax()] < 0:
            direction *= -1
    projected = centered @ directions.T
    return {
        "samples": tensor(x),
        "variances": tensor(variances),
        "projected": tensor(projected),
        "whitened": tensor(projected / numpy.sqrt(variances + 1e-5)),
    }


def write(source):
    document = {
        "source": source,
        "lbfgs": [lbfgs("quadratic", 0.7), lbfgs("rosenbrock", 0.5), lbfgs("rosenbrock", 1.0, 5)],
        "averages": [average(0.9), average(0.5), average(0)],
        "schedules": list(schedules()),
        "limit": limit(),
        "components": components(),
    }
    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    (FOLDER / "reference-training.json").write_text(text.replace('],"', '],\n"') + "\n")

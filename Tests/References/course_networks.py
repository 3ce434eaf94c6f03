"""What the CS231n assignments print of small networks, of their losses, and of dropout; see course.py.

What comes out of `numpy.random` is not written down where it is much: the test draws it once more from the same seed.
"""

import numpy
import torch

from course import FULL, TRANSFORMER, case, row, value
from fixtures import tensor

TWO = "CS231n, two_layer_net.ipynb"
SCORES = "CS231n, FullyConnectedNets.ipynb of 2017 to 2019, as its solutions print it"
PRINTED = "CS231n, Dropout.ipynb, as its solutions print it"


def cross_entropy(scores, labels):
    logs = scores - numpy.log(numpy.exp(scores).sum(1, keepdims=True))
    return -logs[range(len(labels)), labels].mean()


def two_layers():
    N, D, H, C = 3, 5, 50, 7
    inputs = {
        "W1": row(-0.7, 0.3, D, H),
        "b1": row(-0.1, 0.9, H),
        "W2": row(-0.3, 0.4, H, C),
        "b2": row(-0.9, 0.1, C),
    }
    W1, b1, W2, b2 = (value(spec) for spec in inputs.values())
    x, y = numpy.linspace(-5.5, 4.5, N * D).reshape(D, N).T, [0, 5, 1]
    scores = numpy.maximum(x @ W1 + b1, 0) @ W2 + b2
    loss = cross_entropy(scores, y)
    worked = {"scores": scores, "loss": loss, "with L2": loss + ((W1**2).sum() + (W2**2).sum()) / 2}
    expected = {
        "scores": [
            [11.53165108, 12.2917344, 13.05181771, 13.81190102, 14.57198434, 15.33206765, 16.09215096],
            [12.05769098, 12.74614105, 13.43459113, 14.1230412, 14.81149128, 15.49994135, 16.18839143],
            [12.58373087, 13.20054771, 13.81736455, 14.43418138, 15.05099822, 15.66781506, 16.2846319],
        ],
        "loss": 3.4702243556,
        "with L2": 26.5948426952,
    }  # fmt: skip
    inputs |= {"x": tensor(x), "y": tensor(y)}
    yield case("two layers", FULL, inputs, expected, worked, 5.1e-9)

    numpy.random.seed(0)
    W1, W2 = 0.1 * numpy.random.randn(4, 10), 0.1 * numpy.random.randn(10, 3)
    numpy.random.seed(1)
    x, y = 10 * numpy.random.randn(5, 4), [0, 1, 2, 2, 1]
    scores = numpy.maximum(x @ W1, 0) @ W2
    penalty = 0.05 * ((W1**2).sum() + (W2**2).sum())
    worked = {"scores": scores, "with L2": cross_entropy(scores, y) + penalty}
    expected = {
        "scores": [
            [-0.81233741, -1.27654624, -0.70335995],
            [-0.17129677, -1.18803311, -0.47310444],
            [-0.51590475, -1.01354314, -0.8504215],
            [-0.15419291, -0.48629638, -0.52901952],
            [-0.00618733, -0.12435261, -0.15226949],
        ],
        "with L2": 1.30378789133,
    }
    arrays = {"W1": W1, "b1": numpy.zeros(10), "W2": W2, "b2": numpy.zeros(3), "x": x, "y": y}
    inputs = {name: tensor(array) for name, array in arrays.items()}
    yield case("two layers, drawn", TWO, inputs, expected, worked, 5.1e-9)


def scores():
    numpy.random.seed(231)
    x, y = 0.001 * numpy.random.randn(50, 10), numpy.random.randint(10, size=50)
    margins = numpy.maximum(x - x[range(50), y][:, None] + 1, 0)
    worked = {"hinge": margins.sum() / 50 - 1, "softmax": cross_entropy(x, y)}
    expected = {"hinge": 8.999602749096233, "softmax": 2.302545844500738}
    yield case("small scores", SCORES, {}, expected, worked, 1e-13)


def dropout():
    numpy.random.seed(231)
    x = numpy.random.randn(500, 500) + 10
    expected, worked = {"input": 10.000207878477502}, {"input": x.mean()}
    printed = {
        0.25: (10.014059116977283, 0.749784),
        0.4: (9.977917658761159, 0.600796),
        0.7: (9.987811912159426, 0.30074),
    }
    for keep, numbers in printed.items():
        mask = (numpy.random.rand(500, 500) < keep) / keep
        expected[f"output, {keep}"], expected[f"zeros, {keep}"] = numbers
        worked[f"output, {keep}"], worked[f"zeros, {keep}"] = (x * mask).mean(), (mask == 0).mean()
    yield case("dropout", PRINTED, {}, expected, worked, 1e-11)

    numpy.random.seed(231)
    x, y = numpy.random.randn(2, 15), numpy.random.randint(10, size=2)
    sizes, losses = (15, 20, 30, 10), []
    for keep in (1, 0.75, 0.5):
        weights = [0.05 * numpy.random.randn(*pair) for pair in zip(sizes, sizes[1:])]
        h = x
        for weight in weights[:-1]:
            h = numpy.maximum(h @ weight, 0)
            if keep < 1:
                numpy.random.seed(123)
                h = h * (numpy.random.rand(*h.shape) < keep) / keep
        losses.append(cross_entropy(h @ weights[-1], y))
    printed = [2.3004790897684924, 2.302371489704412, 2.3042759220785896]
    yield case("dropout between layers", PRINTED, {}, {"losses": printed}, {"losses": losses}, 1e-13)


def positions():
    """Of `torch.manual_seed(231)`; what is printed as zero is what dropout took, the rest is divided by 0.9."""
    torch.manual_seed(231)
    x = torch.randn(1, 2, 6).numpy()
    angles = numpy.arange(2)[:, None] * 10000.0 ** -(numpy.arange(0, 6, 2) / 6)
    waves = numpy.stack([numpy.sin(angles), numpy.cos(angles)], -1).reshape(2, 6)
    y = numpy.array(
        [[[-1.2340, 1.1127, 1.6978, -0.0865, 0, 1.2728], [0.9028, -0.4781, 0.5535, 0.8133, 1.2644, 1.7034]]]
    )  # fmt: skip
    mask = (y != 0) / 0.9
    inputs = {"x": tensor(x), "mask": tensor(mask)}
    worked = {"y": (x + waves) * mask}
    yield case("positional encoding", TRANSFORMER, inputs, {"y": y}, worked, 5.1e-5)


def networks():
    return [*two_layers(), *scores(), *dropout(), *positions()]

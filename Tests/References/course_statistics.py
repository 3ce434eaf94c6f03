"""What the CS231n assignments print of drawn numbers: means and deviations before and after normalizations, and the
contrastive loss; see course.py.
"""

import numpy

from course import CONV, case
from fixtures import tensor

BATCH, SELF = "CS231n, BatchNormalization.ipynb", "CS231n, Self_Supervised_Learning.ipynb"


def normalizations():
    """Means and deviations of what goes in and comes out, at numbers of `numpy.random.seed(231)`.

    In: that the numbers are those of the notebooks. Out: with gains and shifts, γ·σ/√(σ² + ε).
    """

    def drawn(*shape):
        numpy.random.seed(231)
        return 4 * numpy.random.randn(*shape) + 10

    def scores(samples):
        numpy.random.seed(231)
        x, w, v = (numpy.random.randn(*shape) for shape in ((samples, 50), (50, 60), (60, 3)))
        return numpy.maximum(0, x @ w) @ v

    def statistics(x, axes, gain, shift):
        deviation = x.std(axes)
        return {
            "means before": x.mean(axes),
            "deviations before": deviation,
            "means": numpy.broadcast_to(shift, deviation.shape),
            "deviations": gain * deviation / numpy.sqrt(deviation**2 + 1e-5),
        }

    def printed(before, deviations_before, means, deviations):
        names = "means before", "deviations before", "means", "deviations"
        return dict(zip(names, (before, deviations_before, means, deviations)))

    def own(name, source, x, axes, gain, shift, expected):
        inputs = {"x": tensor(x), "gamma": tensor(gain), "beta": tensor(shift)}
        # Over the features of a sample they are all the same.
        worked = statistics(x, axes, *(gain[0], shift[0]) if axes == 1 else (gain, shift))
        return case(name, source, inputs, expected, worked, 5.1e-9)

    yield own(
        "batch norm", BATCH, scores(200), 0, numpy.array([1.0, 2, 3]), numpy.array([11.0, 12, 13]),
        printed(
            [-2.3814598, -13.18038246, 1.91780462], [27.18502186, 34.21455511, 37.68611762],
            [11, 12, 13], [0.99999999, 1.99999999, 2.99999999],
        ),
    )  # fmt: skip
    yield own(
        "layer norm", BATCH, scores(4), 1, numpy.full(3, 3.0), numpy.full(3, 5.0),
        printed(
            [-59.06673243, -47.60782686, -43.31137368, -26.40991744],
            [10.07429373, 28.39478981, 35.28360729, 4.01831507],
            [5, 5, 5, 5], [2.99999985, 2.99999998, 2.99999999, 2.99999907],
        ),
    )  # fmt: skip
    yield own(
        "spatial batch norm", CONV, drawn(2, 3, 4, 5), (0, 2, 3), numpy.array([3.0, 4, 5]), numpy.array([6.0, 7, 8]),
        printed(
            [9.33463814, 8.90909116, 9.11056338], [3.61447857, 3.19347686, 3.5168142],
            [6, 7, 8], [2.99999885, 3.99999804, 4.99999798],
        ),
    )  # fmt: skip
    x = drawn(2, 6, 4, 5)
    expected = printed(
        [9.72505327, 8.51114185, 8.9147544, 9.43448077],
        [3.67070958, 3.09892597, 4.27043622, 3.97521327],
        [0, 0, 0, 0], [0.99999963, 0.99999948, 0.99999973, 0.99999968],
    )  # fmt: skip
    worked = statistics(x.reshape(4, -1), 1, 1.0, 0.0)
    yield case("group norm", CONV, {"x": tensor(x)}, expected, worked, 5.1e-9)


def contrastive():
    """The loss of two views in single precision, as the assignment's `simclr_sanity_check.key` has it."""
    left = numpy.array([[1.0, 2, 3], [4, 5, 6]])
    right = numpy.array([[0.0, 8, 3], [10, 4, 9]])
    z = numpy.concatenate([left, right])
    z = z / numpy.linalg.norm(z, axis=1, keepdims=True)

    def loss(temperature):
        scores = numpy.exp(z @ z.T / temperature)
        numpy.fill_diagonal(scores, 0)
        return -numpy.log(scores[range(4), [2, 3, 0, 1]] / scores.sum(1)).mean()

    yield case(
        "contrastive loss", SELF, {"left": tensor(left), "right": tensor(right)},
        {"loss, 1": 1.0537996292114258, "loss, 5": 1.0883455276489258},
        {"loss, 1": loss(1), "loss, 5": loss(5)}, 2e-7,
    )  # fmt: skip

"""Layers that drop numbers, channels or weights: by masks that PyTorch draws, which are written down as settings."""

import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case


def mask(name, shape, rate, channels=False):
    """What PyTorch's dropout makes of ones, drawn from the case's name."""
    torch.manual_seed(generator(name + " mask").integers(2**31))
    drop = F.dropout2d if channels else F.dropout
    drawn = drop(torch.ones(shape, dtype=torch.float64), rate)
    assert 0 < (drawn == 0).sum() < drawn.numel(), "a mask that says nothing"
    return drawn


def dropout(name, shape, rate, channels=False, zeros=0):
    """The first `zeros` numbers are exactly 0, whether they are kept or not."""
    x = normal(generator(name), shape)
    x.ravel()[:zeros] = 0
    drawn = mask(name, shape, rate, channels)

    def apply(x, p, s):
        # The same mask once more: the generator is where it was.
        torch.manual_seed(generator(name + " mask").integers(2**31))
        y = (F.dropout2d if channels else F.dropout)(x, rate)
        assert ((y == 0) >= (drawn == 0)).all()
        return y

    configuration = {"rate": rate, "mask": drawn.ravel().tolist()}
    return case(name, "dropout", apply, x, configuration=configuration)


def dropped_as_in_the_paper(name, shape, rate, mode):
    """Not inverted: PyTorch has none, so by the formula."""
    x = normal(generator(name), shape)
    drawn = (mask(name, shape, rate) > 0).double()
    factor = drawn if mode == "training" else torch.tensor(1 - rate, dtype=torch.float64)
    configuration = {"rate": rate, "inverted": False, "mask": drawn.ravel().tolist()}
    return case(
        name, "dropout", lambda x, p, s: x * factor, x, configuration=configuration, mode=mode
    )


def dropout_in_inference(name, shape, rate):
    x = normal(generator(name), shape)
    return case(
        name,
        "dropout",
        lambda x, p, s: F.dropout(x, rate, training=False),
        x,
        configuration={"rate": rate},
        mode="inference",
    )


def dropconnect(name, samples, inputs, outputs, rate, mode="training"):
    random = generator(name)
    x = normal(random, (samples, inputs))
    parameters = {"weight": normal(random, (outputs, inputs)), "bias": normal(random, outputs)}
    drawn = mask(name, (outputs, inputs), rate)

    def apply(x, p, s):
        weight = p["weight"] * drawn if mode == "training" else p["weight"]
        return F.linear(x, weight, p["bias"])

    configuration = {"rate": rate, "mask": drawn.ravel().tolist()}
    return case(name, "dropconnect", apply, x, parameters, configuration=configuration, mode=mode)


def cases():
    return [
        dropout("dropout", (3, 5), 0.4),
        dropout("dropout of images, exact zeros", (2, 3, 3, 5), 0.25, zeros=11),
        dropout("dropout of channels", (3, 5, 2, 3), 0.5, channels=True),
        dropped_as_in_the_paper("dropout, not inverted", (4, 7), 0.3, "training"),
        dropped_as_in_the_paper("dropout, not inverted, in inference", (1, 7), 0.3, "inference"),
        dropout_in_inference("dropout in inference", (2, 5, 3), 0.9),
        dropconnect("dropconnect", 4, 5, 3, 0.4),
        dropconnect("dropconnect, one sample and one output", 1, 7, 1, 0.6),
        dropconnect("dropconnect in inference", 3, 2, 5, 0.5, "inference"),
    ]

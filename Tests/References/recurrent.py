"""Recurrent layers over a sequence: every hidden state of an LSTM."""

import torch

from fixtures import generator, normal
from layer_case import case


def lstm(name, samples, steps, inputs, units, scale=0.6, input_scale=1.0):
    """PyTorch's own module with `batch_first`, from initial states of zero."""
    random = generator(name)
    x = normal(random, (samples, steps, inputs), scale=input_scale)
    parameters = {
        "weight_ih": normal(random, (4 * units, inputs), scale=scale),
        "weight_hh": normal(random, (4 * units, units), scale=scale),
        "bias_ih": normal(random, 4 * units),
        "bias_hh": normal(random, 4 * units),
    }
    module = torch.nn.LSTM(inputs, units, batch_first=True, dtype=torch.float64)

    def apply(x, p, s):
        weights = {f"{key}_l0": value for key, value in p.items()}
        return torch.func.functional_call(module, weights, x)[0]

    return case(name, "lstm", apply, x, parameters)


def cases():
    return [
        lstm("lstm", 3, 5, 4, 6),
        lstm("lstm, one step", 4, 1, 3, 5),
        lstm("lstm, one sample", 1, 7, 3, 2),
        lstm("lstm, one input and one unit", 2, 4, 1, 1),
        lstm("lstm, more inputs than units, 11 steps", 2, 11, 7, 3),
        lstm("lstm, saturated", 3, 4, 5, 2, scale=2.0, input_scale=4.0),
    ]

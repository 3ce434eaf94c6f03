"""Recurrent layers over a sequence: every hidden state."""

import torch

from fixtures import generator, normal
from layer_case import case


def recurrent(layer, module, gates, name, samples, steps, inputs, units, scale=0.6, input_scale=1.0):
    """PyTorch's own module with `batch_first`, from initial states of zero."""
    random = generator(name)
    x = normal(random, (samples, steps, inputs), scale=input_scale)
    parameters = {
        "weight_ih": normal(random, (gates * units, inputs), scale=scale),
        "weight_hh": normal(random, (gates * units, units), scale=scale),
        "bias_ih": normal(random, gates * units),
        "bias_hh": normal(random, gates * units),
    }
    module = module(inputs, units, batch_first=True, dtype=torch.float64)

    def apply(x, p, s):
        weights = {f"{key}_l0": value for key, value in p.items()}
        return torch.func.functional_call(module, weights, x)[0]

    return case(name, layer, apply, x, parameters)


def lstm(*arguments, **scales):
    return recurrent("lstm", torch.nn.LSTM, 4, *arguments, **scales)


def gru(*arguments, **scales):
    return recurrent("gru", torch.nn.GRU, 3, *arguments, **scales)


def rnn(*arguments, **scales):
    return recurrent("rnn", torch.nn.RNN, 1, *arguments, **scales)


def cases():
    return [
        lstm("lstm", 3, 5, 4, 6),
        lstm("lstm, one step", 4, 1, 3, 5),
        lstm("lstm, one sample", 1, 7, 3, 2),
        lstm("lstm, one input and one unit", 2, 4, 1, 1),
        lstm("lstm, more inputs than units, 11 steps", 2, 11, 7, 3),
        lstm("lstm, saturated", 3, 4, 5, 2, scale=2.0, input_scale=4.0),
        gru("gru", 3, 5, 4, 6),
        gru("gru, one step", 4, 1, 3, 5),
        gru("gru, one sample", 1, 7, 3, 2),
        gru("gru, one input and one unit", 2, 4, 1, 1),
        gru("gru, more inputs than units, 11 steps", 2, 11, 7, 3),
        gru("gru, saturated", 3, 4, 5, 2, scale=2.0, input_scale=4.0),
        rnn("rnn", 3, 5, 4, 6),
        rnn("rnn, one step", 4, 1, 3, 5),
        rnn("rnn, more inputs than units, 11 steps", 2, 11, 7, 3),
    ]

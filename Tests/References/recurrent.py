"""Recurrent layers over a sequence: every hidden state."""

import functools

import torch

from fixtures import generator, normal
from layer_case import case, group_case


def recurrent(
    layer, module, gates, name, samples, steps, inputs, units, scale=0.6, input_scale=1.0, configuration=None
):
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

    return case(name, layer, apply, x, parameters, configuration=configuration)


def lstm(*arguments, **scales):
    return recurrent("lstm", torch.nn.LSTM, 4, *arguments, **scales)


def gru(*arguments, **scales):
    return recurrent("gru", torch.nn.GRU, 3, *arguments, **scales)


def rnn(*arguments, **scales):
    return recurrent("rnn", torch.nn.RNN, 1, *arguments, **scales)


def rectified_rnn(*arguments):
    module = functools.partial(torch.nn.RNN, nonlinearity="relu")
    return recurrent("rnn", module, 1, *arguments, configuration={"kind": "relu"})


def bidirectional(name, samples, steps, inputs, units, layers=1, both=True):
    """PyTorch's stacked module, its parameters by the names that they have here."""
    random = generator(name)
    x = normal(random, (samples, steps, inputs))
    directions = {"forward": "", "backward": "_reverse"} if both else {"forward": ""}
    parameters, torch_names = {}, {}
    for layer in range(layers):
        width = inputs if layer == 0 else units * len(directions)
        for direction, suffix in directions.items():
            shapes = {
                "weight_ih": (4 * units, width),
                "weight_hh": (4 * units, units),
                "bias_ih": 4 * units,
                "bias_hh": 4 * units,
            }
            for key, shape in shapes.items():
                ours = f"layer{layer + 1}.{direction}.{key}"
                parameters[ours] = normal(random, shape, scale=0.6)
                torch_names[f"{key}_l{layer}{suffix}"] = ours
    module = torch.nn.LSTM(
        inputs, units, layers, batch_first=True, bidirectional=both, dtype=torch.float64
    )

    def apply(x, p, s):
        weights = {theirs: p[ours] for theirs, ours in torch_names.items()}
        return torch.func.functional_call(module, weights, x)[0]

    return case(name, "bidirectional-lstm", apply, x, parameters)


def reversal(name, shape):
    return case(name, "reversed", lambda x, p, s: x.flip(1), normal(generator(name), shape))


def original_gru(name, samples, steps, inputs, units):
    """From its definition: PyTorch's own GRU multiplies by the reset gate after the product."""
    random = generator(name)
    x = normal(random, (samples, steps, inputs))
    parameters = {
        "weight_ih": normal(random, (3 * units, inputs), scale=0.6),
        "weight_hh": normal(random, (3 * units, units), scale=0.6),
        "bias_ih": normal(random, 3 * units),
        "bias_hh": normal(random, 3 * units),
    }

    def apply(x, p, s):
        h, states = torch.zeros(samples, units, dtype=torch.float64), []
        (wr, wz, wn), (br, bz, bn) = p["weight_hh"].chunk(3), p["bias_hh"].chunk(3)
        for t in range(steps):
            xr, xz, xn = (x[:, t] @ p["weight_ih"].T + p["bias_ih"]).chunk(3, dim=1)
            r, z = torch.sigmoid(xr + h @ wr.T + br), torch.sigmoid(xz + h @ wz.T + bz)
            n = torch.tanh(xn + (r * h) @ wn.T + bn)
            h = (1 - z) * n + z * h
            states.append(h)
        return torch.stack(states, dim=1)

    return case(name, "original-gru", apply, x, parameters)


def stateful(name, samples, steps, inputs, units, states=True):
    random = generator(name)
    arrays = {"sequence": normal(random, (samples, steps, inputs))}
    if states:
        arrays |= {key: normal(random, (samples, units)) for key in ("h", "c")}
    parameters = {
        "weight_ih": normal(random, (4 * units, inputs), scale=0.6),
        "weight_hh": normal(random, (4 * units, units), scale=0.6),
        "bias_ih": normal(random, 4 * units),
        "bias_hh": normal(random, 4 * units),
    }
    module = torch.nn.LSTM(inputs, units, batch_first=True, dtype=torch.float64)

    def apply(x, p, s):
        weights = {f"{key}_l0": value for key, value in p.items()}
        start = (x["h"][None], x["c"][None]) if states else None
        y, (h, c) = torch.func.functional_call(module, weights, (x["sequence"], start))
        return {"sequence": y, "h": h[0], "c": c[0]}

    return group_case(name, "stateful-lstm", apply, arrays, {}, parameters)


def cases():
    return [
        original_gru("original gru", 3, 5, 4, 6),
        original_gru("original gru, one step", 4, 1, 3, 5),
        original_gru("original gru, one sample", 1, 6, 3, 2),
        stateful("stateful lstm", 3, 4, 2, 5),
        stateful("stateful lstm, one step", 1, 1, 3, 2),
        stateful("stateful lstm from zeros", 2, 5, 3, 2, states=False),
        bidirectional("bidirectional lstm", 2, 4, 3, 2),
        bidirectional("bidirectional lstm, two layers", 3, 3, 2, 2, layers=2),
        bidirectional("lstm, three layers", 2, 5, 3, 2, layers=3, both=False),
        reversal("reversed", (2, 4, 3)),
        reversal("reversed, one step", (3, 1, 2)),
        reversal("reversed images", (2, 3, 2, 2)),
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
        rectified_rnn("rnn, relu", 3, 5, 4, 6),
        rectified_rnn("rnn, relu, one step", 4, 1, 3, 5),
        rectified_rnn("rnn, relu, more inputs than units, 11 steps", 2, 11, 7, 3),
    ]

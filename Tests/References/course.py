"""The published constants of the CS231n assignments: what a right layer gives for numbers in a row.

Inputs are numpy.linspace(from, to) in a shape, expected values as printed in the assignments' notebooks, where students
compare with them; the weights of the course are the transposes of ours, and its LSTM has its gates in the order i, f,
o, g. NumPy works every one out here first, so that a slip of the pen is noticed.
"""

import json

import numpy
import torch

from fixtures import FOLDER, tensor

RNN, LSTM = "CS231n, RNN_Captioning.ipynb", "CS231n, LSTM_Captioning.ipynb"
FULL, CONV = "CS231n, FullyConnectedNets.ipynb", "CS231n, ConvolutionalNetworks.ipynb"
TRANSFORMER = "CS231n, Transformer_Captioning.ipynb"


def row(start, stop, *shape):
    return {"from": start, "to": stop, "shape": list(shape)}


def value(spec):
    if isinstance(spec, dict) and "from" in spec:
        shape = spec["shape"]
        return numpy.linspace(spec["from"], spec["to"], numpy.prod(shape)).reshape(shape)
    return numpy.array(spec["values"]).reshape(spec["shape"])


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def rnn_step(x, h, Wx, Wh, b):
    return numpy.tanh(x @ Wx + h @ Wh + b)


def lstm_step(x, h, c, Wx, Wh, b):
    i, f, o, g = numpy.split(x @ Wx + h @ Wh + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
    return sigmoid(o) * numpy.tanh(c), c


def unrolled(step, x, *states):
    hidden = []
    for t in range(x.shape[1]):
        states = step(x[:, t], *states)
        hidden.append(states[0])
    return numpy.stack(hidden, 1)


def convolution(x, w, b, stride, padding):
    return torch.nn.functional.conv2d(*map(torch.tensor, (x, w, b)), stride, padding).numpy()


def captioning(cell, features):
    """The loss of the course's captioning network at parameters in a row: summed over words, averaged over samples."""
    N, D, W, H, V, T = 10, 20, 30, 40, 3, 13
    gates = 4 * H if cell == "lstm" else H
    shapes = {
        "W_embed": (V, W),
        "W_proj": (D, H),
        "b_proj": (H,),
        "Wx": (W, gates),
        "Wh": (H, gates),
        "b": (gates,),
        "W_vocab": (H, V),
        "b_vocab": (V,),
    }
    inputs = {name: row(-1.4, 1.3, *shape) for name, shape in shapes.items()}
    inputs["features"] = row(*features, N, D)
    p = {name: value(spec) for name, spec in inputs.items()}
    captions = (numpy.arange(N * T) % V).reshape(N, T)
    words, labels = captions[:, :-1], captions[:, 1:]
    h0 = p["features"] @ p["W_proj"] + p["b_proj"]
    x = p["W_embed"][words]
    if cell == "lstm":
        h = unrolled(
            lambda x, h, c: lstm_step(x, h, c, p["Wx"], p["Wh"], p["b"]), x, h0, 0 * h0
        )
    else:
        h = unrolled(lambda x, h: (rnn_step(x, h, p["Wx"], p["Wh"], p["b"]),), x, h0)
    scores = h @ p["W_vocab"] + p["b_vocab"]
    logs = scores - numpy.log(numpy.exp(scores).sum(-1, keepdims=True))
    picked = numpy.take_along_axis(logs, labels[..., None], -1)[..., 0]
    inputs["captions"] = tensor(captions)
    return inputs, -(picked * (labels != 0)).sum() / N


def attention():
    """Weights and data of `torch.manual_seed(231)`; the mask; and what dropout left, of which 0.9 is kept.

    What the notebook dropped is not printed, but follows from what is: of the 64 ways to drop weights of a row's six
    (two heads, three keys) one gives the printed row, to its last digit. Three weights are gone in all. A draw of
    dropout takes one number from the generator that mask and other data come from.
    """
    torch.manual_seed(231)
    parts = {name: torch.nn.Linear(8, 8) for name in ("key", "query", "value", "output")}
    data = torch.randn(1, 3, 8)
    torch.randint(2, (1,))
    visible = torch.randn(3, 3) < 0.5
    torch.randint(2, (1,))
    other = torch.randn(1, 3, 8)
    inputs = {"data": data, "other": other, "mask": visible.double()[None]}
    for name, layer in parts.items():
        inputs[f"{name}.weight"], inputs[f"{name}.bias"] = layer.weight, layer.bias
    kept = {name: torch.ones(2, 3, 3) / 0.9 for name in ("self", "masked", "cross")}
    kept["self"][1, 0, 0] = kept["self"][0, 2, 0] = kept["masked"][1, 1, 1] = 0

    def answer(source, mask, kept):
        q, k, v = (
            parts[name](tokens).view(3, 2, 4).transpose(0, 1)
            for name, tokens in (("query", data), ("key", source), ("value", source))
        )
        scores = (q @ k.transpose(1, 2) / 2).masked_fill(~mask, -torch.inf)
        heads = (kept * torch.softmax(scores, -1)) @ v
        return parts["output"](heads.transpose(0, 1).reshape(3, 8)).detach().numpy()

    everything = torch.ones(3, 3, dtype=torch.bool)
    worked = {
        "self": answer(data, everything, kept["self"]),
        "masked": answer(data, visible, kept["masked"]),
        "cross": answer(other, everything, kept["cross"]),
    }
    for name, array in kept.items():
        inputs[f"kept, {name}"] = array
    return {name: tensor(array.detach().numpy()) for name, array in inputs.items()}, worked


def case(name, source, inputs, expected, worked_out, tolerance):
    expected = {key: numpy.array(array, dtype=float) for key, array in expected.items()}
    for key, array in expected.items():
        if worked_out is not None:
            other = numpy.array(worked_out[key]).reshape(array.shape)
            assert numpy.abs(array - other).max() <= tolerance, (name, key)
    return {
        "name": name,
        "source": source,
        "inputs": inputs,
        "expected": {key: tensor(array) for key, array in expected.items()},
        "tolerance": tolerance,
    }


def layers():
    inputs = {
        "x": row(-0.1, 0.5, 2, 4, 5, 6),
        "w": row(-0.2, 0.3, 120, 3),
        "b": row(-0.3, 0.1, 3),
    }
    x, w, b = (value(spec) for spec in inputs.values())
    y = [[1.49834967, 1.70660132, 1.91485297], [3.25553199, 3.5141327, 3.77273342]]
    yield case("affine", FULL, inputs, {"y": y}, {"y": x.reshape(2, -1) @ w + b}, 5.1e-9)

    inputs = {"x": row(-0.5, 0.5, 3, 4)}
    y = [
        [0, 0, 0, 0],
        [0, 0, 0.04545455, 0.13636364],
        [0.22727273, 0.31818182, 0.40909091, 0.5],
    ]
    yield case(
        "relu", FULL, inputs, {"y": y}, {"y": numpy.maximum(value(inputs["x"]), 0)}, 5.1e-9
    )

    inputs = {
        "x": row(-0.1, 0.5, 2, 3, 4, 4),
        "w": row(-0.2, 0.3, 3, 3, 4, 4),
        "b": row(-0.1, 0.2, 3),
    }
    y = [
        [
            [[-0.08759809, -0.10987781], [-0.18387192, -0.2109216]],
            [[0.21027089, 0.21661097], [0.22847626, 0.23004637]],
            [[0.50813986, 0.54309974], [0.64082444, 0.67101435]],
        ],
        [
            [[-0.98053589, -1.03143541], [-1.19128892, -1.24695841]],
            [[0.69108355, 0.66880383], [0.59480972, 0.56776003]],
            [[2.36270298, 2.36904306], [2.38090835, 2.38247847]],
        ],
    ]
    worked = convolution(*(value(spec) for spec in inputs.values()), 2, 1)
    yield case("convolution, stride 2, padding 1", CONV, inputs, {"y": y}, {"y": worked}, 5.1e-9)

    inputs = {"x": row(-0.3, 0.4, 2, 3, 4, 4)}
    y = [
        [
            [[-0.26315789, -0.24842105], [-0.20421053, -0.18947368]],
            [[-0.14526316, -0.13052632], [-0.08631579, -0.07157895]],
            [[-0.02736842, -0.01263158], [0.03157895, 0.04631579]],
        ],
        [
            [[0.09052632, 0.10526316], [0.14947368, 0.16421053]],
            [[0.20842105, 0.22315789], [0.26736842, 0.28210526]],
            [[0.32631579, 0.34105263], [0.38526316, 0.4]],
        ],
    ]
    worked = value(inputs["x"]).reshape(2, 3, 2, 2, 2, 2).max((3, 5))
    yield case("max pool 2×2", CONV, inputs, {"y": y}, {"y": worked}, 5.1e-9)


def recurrent():
    inputs = {
        "x": row(-0.4, 0.7, 3, 10),
        "h": row(-0.2, 0.5, 3, 4),
        "Wx": row(-0.1, 0.9, 10, 4),
        "Wh": row(-0.3, 0.7, 4, 4),
        "b": row(-0.2, 0.4, 4),
    }
    h = [
        [-0.58172089, -0.50182032, -0.41232771, -0.31410098],
        [0.66854692, 0.79562378, 0.87755553, 0.92795967],
        [0.97934501, 0.99144213, 0.99646691, 0.99854353],
    ]
    worked = rnn_step(*(value(spec) for spec in inputs.values()))
    yield case("RNN step", RNN, inputs, {"h": h}, {"h": worked}, 5.1e-9)

    inputs = {
        "x": row(-0.1, 0.3, 2, 3, 4),
        "h": row(-0.3, 0.1, 2, 5),
        "Wx": row(-0.2, 0.4, 4, 5),
        "Wh": row(-0.4, 0.1, 5, 5),
        "b": row(-0.7, 0.1, 5),
    }
    h = [
        [
            [-0.42070749, -0.27279261, -0.11074945, 0.05740409, 0.22236251],
            [-0.39525808, -0.22554661, -0.0409454, 0.14649412, 0.32397316],
            [-0.42305111, -0.24223728, -0.04287027, 0.15997045, 0.35014525],
        ],
        [
            [-0.55857474, -0.39065825, -0.19198182, 0.02378408, 0.23735671],
            [-0.27150199, -0.07088804, 0.13562939, 0.33099728, 0.50158768],
            [-0.51014825, -0.30524429, -0.06755202, 0.17806392, 0.40333043],
        ],
    ]
    x, h0, Wx, Wh, b = (value(spec) for spec in inputs.values())
    worked = unrolled(lambda x, h: (rnn_step(x, h, Wx, Wh, b),), x, h0)
    yield case("RNN over a sequence", RNN, inputs, {"h": h}, {"h": worked}, 5.1e-9)

    inputs = {
        "x": row(-0.4, 1.2, 3, 4),
        "h": row(-0.3, 0.7, 3, 5),
        "c": row(-0.4, 0.9, 3, 5),
        "Wx": row(-2.1, 1.3, 4, 20),
        "Wh": row(-0.7, 2.2, 5, 20),
        "b": row(0.3, 0.7, 20),
    }
    expected = {
        "h": [
            [0.24635157, 0.28610883, 0.32240467, 0.35525807, 0.38474904],
            [0.49223563, 0.55611431, 0.61507696, 0.66844003, 0.7159181],
            [0.56735664, 0.66310127, 0.74419266, 0.80889665, 0.858299],
        ],
        "c": [
            [0.32986176, 0.39145139, 0.451556, 0.51014116, 0.56717407],
            [0.66382255, 0.76674007, 0.87195994, 0.97902709, 1.08751345],
            [0.74192008, 0.90592151, 1.07717006, 1.25120233, 1.42395676],
        ],
    }
    h, c = lstm_step(*(value(spec) for spec in inputs.values()))
    yield case("LSTM step", LSTM, inputs, expected, {"h": h, "c": c}, 5.1e-9)

    inputs = {
        "x": row(-0.4, 0.6, 2, 3, 5),
        "h": row(-0.4, 0.8, 2, 4),
        "Wx": row(-0.2, 0.9, 5, 16),
        "Wh": row(-0.3, 0.6, 4, 16),
        "b": row(0.2, 0.7, 16),
    }
    h = [
        [
            [0.01764008, 0.01823233, 0.01882671, 0.0194232],
            [0.11287491, 0.12146228, 0.13018446, 0.13902939],
            [0.31358768, 0.33338627, 0.35304453, 0.37250975],
        ],
        [
            [0.45767879, 0.4761092, 0.4936887, 0.51041945],
            [0.6704845, 0.69350089, 0.71486014, 0.7346449],
            [0.81733511, 0.83677871, 0.85403753, 0.86935314],
        ],
    ]
    x, h0, Wx, Wh, b = (value(spec) for spec in inputs.values())
    worked = unrolled(lambda x, h, c: lstm_step(x, h, c, Wx, Wh, b), x, h0, 0 * h0)
    yield case("LSTM over a sequence", LSTM, inputs, {"h": h}, {"h": worked}, 5.1e-9)

    inputs = {"W": row(0, 1, 5, 3), "tokens": tensor([[0, 3, 1, 2], [2, 1, 0, 3]])}
    y = [
        [
            [0, 0.07142857, 0.14285714],
            [0.64285714, 0.71428571, 0.78571429],
            [0.21428571, 0.28571429, 0.35714286],
            [0.42857143, 0.5, 0.57142857],
        ],
        [
            [0.42857143, 0.5, 0.57142857],
            [0.21428571, 0.28571429, 0.35714286],
            [0, 0.07142857, 0.14285714],
            [0.64285714, 0.71428571, 0.78571429],
        ],
    ]
    worked = value(inputs["W"])[value(inputs["tokens"]).astype(int)]
    yield case("word embedding", RNN, inputs, {"y": y}, {"y": worked}, 5.1e-9)


def optimizers():
    shape = (4, 5)
    w, dw = row(-0.4, 0.6, *shape), row(-0.6, 0.4, *shape)
    W, G = value(w), value(dw)
    inputs = {"w": w, "dw": dw, "v": row(0.6, 0.9, *shape)}
    v = 0.9 * value(inputs["v"]) - 1e-3 * G
    expected = {
        "w": [
            [0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789],
            [0.47454737, 0.54133684, 0.60812632, 0.67491579, 0.74170526],
            [0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263],
            [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096],
        ],
        "v": [
            [0.5406, 0.55475789, 0.56891579, 0.58307368, 0.59723158],
            [0.61138947, 0.62554737, 0.63970526, 0.65386316, 0.66802105],
            [0.68217895, 0.69633684, 0.71049474, 0.72465263, 0.73881053],
            [0.75296842, 0.76712632, 0.78128421, 0.79544211, 0.8096],
        ],
    }
    yield case("momentum", FULL, inputs, expected, {"w": W + v, "v": v}, 5.1e-9)

    inputs = {"w": w, "dw": dw, "cache": row(0.6, 0.9, *shape)}
    cache = 0.99 * value(inputs["cache"]) + 0.01 * G**2
    expected = {
        "w": [
            [-0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247],
            [-0.132737, -0.08078555, -0.02881884, 0.02316247, 0.07515774],
            [0.12716641, 0.17918792, 0.23122175, 0.28326742, 0.33532447],
            [0.38739248, 0.43947102, 0.49155973, 0.54365823, 0.59576619],
        ],
        "cache": [
            [0.5976, 0.6126277, 0.6277108, 0.64284931, 0.65804321],
            [0.67329252, 0.68859723, 0.70395734, 0.71937285, 0.73484377],
            [0.75037008, 0.7659518, 0.78158892, 0.79728144, 0.81302936],
            [0.82883269, 0.84469141, 0.86060554, 0.87657507, 0.8926],
        ],
    }
    worked = {"w": W - 1e-2 * G / (numpy.sqrt(cache) + 1e-8), "cache": cache}
    yield case("RMSProp", FULL, inputs, expected, worked, 5.1e-9)

    inputs = {"w": w, "dw": dw, "m": row(0.6, 0.9, *shape), "v": row(0.7, 0.5, *shape)}
    m = 0.9 * value(inputs["m"]) + 0.1 * G
    v = 0.999 * value(inputs["v"]) + 0.001 * G**2
    step = (m / (1 - 0.9**6)) / (numpy.sqrt(v / (1 - 0.999**6)) + 1e-8)
    expected = {
        "w": [
            [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
            [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
            [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
            [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459],
        ],
        "m": [
            [0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474],
            [0.57736842, 0.59684211, 0.61631579, 0.63578947, 0.65526316],
            [0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158],
            [0.77210526, 0.79157895, 0.81105263, 0.83052632, 0.85],
        ],
        "v": [
            [0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853],
            [0.64683452, 0.63628604, 0.6257431, 0.61520571, 0.60467385],
            [0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767],
            [0.54159906, 0.53110598, 0.52061845, 0.51013645, 0.49966],
        ],
    }
    worked = {"w": W - 1e-2 * step, "m": m, "v": v}
    yield case("Adam, the sixth step", FULL, inputs, expected, worked, 5.1e-9)


def networks():
    inputs, worked = captioning("rnn", (-1.5, 0.3))
    yield case("captioning, RNN", RNN, inputs, {"loss": 9.83235591003}, {"loss": worked}, 5.1e-12)
    inputs, worked = captioning("lstm", (-0.5, 1.7))
    yield case("captioning, LSTM", LSTM, inputs, {"loss": 9.82445935443}, {"loss": worked}, 5.1e-12)
    rows = {
        "self": [
            [-0.2494, 0.1396, 0.4323, -0.2411, -0.1547, 0.2329, -0.1936, -0.1444],
            [-0.1997, 0.1746, 0.7377, -0.3549, -0.2657, 0.2693, -0.2541, -0.2476],
            [-0.0625, 0.1503, 0.7572, -0.3974, -0.1681, 0.2168, -0.2478, -0.3038],
        ],
        "masked": [
            [-0.1347, 0.1934, 0.8628, -0.4903, -0.2614, 0.2798, -0.2586, -0.3019],
            [-0.1013, 0.3111, 0.5783, -0.3248, -0.3842, 0.1482, -0.3628, -0.1496],
            [-0.2071, 0.1669, 0.7097, -0.3152, -0.3136, 0.2520, -0.2774, -0.2208],
        ],
        "cross": [
            [-0.1980, 0.4083, 0.1968, -0.3477, 0.0321, 0.4258, -0.8972, -0.2744],
            [-0.1603, 0.4155, 0.2295, -0.3485, -0.0341, 0.3929, -0.8248, -0.2767],
            [-0.0908, 0.4113, 0.3017, -0.3539, -0.1020, 0.3784, -0.7189, -0.2912],
        ],
    }
    inputs, worked = attention()
    yield case("multi-head attention", TRANSFORMER, inputs, rows, worked, 5.1e-5)


def write():
    from course_networks import networks as small_networks
    from course_statistics import contrastive, normalizations

    cases = [
        *layers(), *recurrent(), *optimizers(), *networks(), *normalizations(), *contrastive(), *small_networks(),
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    source = "Expected values as printed in the notebooks named; inputs in a row, see Tests/References/course.py."
    (FOLDER / "course-constants.json").write_text(
        f'{{"source":{json.dumps(source)},\n"cases":[\n{lines}\n]}}\n'
    )


if __name__ == "__main__":
    write()

"""Whole networks, small: GoogLeNet with its heads, a translator with tied tables, a variational autoencoder."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case, group_case


def googlenet(name, image, width, classes):
    random = generator(name)
    parameters = {}

    def add(key, outputs, inputs, kernel=None):
        shape = (outputs, inputs) if kernel is None else (outputs, inputs, kernel, kernel)
        parameters[f"{key}.weight"] = normal(random, shape, scale=0.5)
        parameters[f"{key}.bias"] = normal(random, outputs)

    half, quarter = max(1, width // 2), max(1, width // 4)
    count = half + width + quarter + quarter
    add("stem.conv", width, image[1], 3)
    inputs = width
    for block in (1, 2, 3):
        key = f"inception{block}"
        add(f"{key}.one.conv", half, inputs, 1)
        add(f"{key}.three.reduce", half, inputs, 1)
        add(f"{key}.three.conv", width, half, 3)
        add(f"{key}.five.reduce", quarter, inputs, 1)
        add(f"{key}.five.conv", quarter, quarter, 5)
        add(f"{key}.pool.conv", quarter, inputs, 1)
        inputs = count
        if block < 3:
            add(f"head{block}.conv", half, count, 1)
            add(f"head{block}.classifier", classes, 4 * half)
    add("classifier", classes, count)
    x = normal(random, image)

    def apply(x, p, s):
        def conv(x, key):
            weight = p[f"{key}.weight"]
            return F.relu(F.conv2d(x, weight, p[f"{key}.bias"], padding=weight.shape[2] // 2))

        def linear(x, key):
            return F.linear(x.flatten(1), p[f"{key}.weight"], p[f"{key}.bias"])

        def inception(x, key):
            three = conv(conv(x, f"{key}.three.reduce"), f"{key}.three.conv")
            five = conv(conv(x, f"{key}.five.reduce"), f"{key}.five.conv")
            pool = conv(F.max_pool2d(x, 3, 1, 1), f"{key}.pool.conv")
            return torch.cat([conv(x, f"{key}.one.conv"), three, five, pool], dim=1)

        def head(x, key):
            return linear(conv(F.adaptive_avg_pool2d(x, 2), f"{key}.conv"), f"{key}.classifier")

        first = inception(F.max_pool2d(conv(x, "stem.conv"), 2), "inception1")
        second = inception(F.max_pool2d(first, 2), "inception2")
        third = inception(second, "inception3")
        return {
            "0": linear(F.adaptive_avg_pool2d(third, 1), "classifier"),
            "1": head(first, "head1"),
            "2": head(second, "head2"),
        }

    return case(name, "googlenet", apply, x, parameters)


def translator(name, samples, source_steps, steps, vocabulary, features):
    random = generator(name)
    source = random.integers(vocabulary, size=(samples, source_steps))
    answer = random.integers(vocabulary, size=(samples, steps))
    parameters = {"table.weight": normal(random, (vocabulary, features), scale=0.7)}
    for key in ("encoder", "decoder"):
        for kind in ("weight_ih", "weight_hh"):
            parameters[f"{key}.{kind}"] = normal(random, (3 * features, features), scale=0.6)
        for kind in ("bias_ih", "bias_hh"):
            parameters[f"{key}.{kind}"] = normal(random, 3 * features)
    gru = torch.nn.GRU(features, features, batch_first=True, dtype=torch.float64)

    def apply(x, p, s):
        def run(key, tokens, state):
            weights = {
                f"{kind}_l0": p[f"{key}.{kind}"]
                for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            }
            words = F.embedding(torch.tensor(tokens), p["table.weight"])
            return torch.func.functional_call(gru, weights, (words, state))

        start = torch.zeros(1, samples, features, dtype=torch.float64)
        _, state = run("encoder", source, start)
        steps_of_it, _ = run("decoder", answer, state)
        return steps_of_it.flatten(0, 1) @ p["table.weight"].T

    constants = {"source": source.astype(numpy.float64), "answer": answer.astype(numpy.float64)}
    return group_case(name, "sequence-to-sequence", apply, {}, constants, parameters)


def autoencoder(name, samples, inputs, hidden, code):
    """In inference, where the code is its mean."""
    random = generator(name)
    parameters = {}
    shapes = {
        "encoder.fc": (hidden, inputs),
        "mean": (code, hidden),
        "logVariance": (code, hidden),
        "decoder.fc": (hidden, code),
        "decoder.output": (inputs, hidden),
    }
    for key, shape in shapes.items():
        parameters[f"{key}.weight"] = normal(random, shape, scale=0.7)
        parameters[f"{key}.bias"] = normal(random, shape[0])
    x = normal(random, (samples, inputs))

    def apply(x, p, s):
        def linear(x, key):
            return F.linear(x, p[f"{key}.weight"], p[f"{key}.bias"])

        h = torch.tanh(linear(x, "encoder.fc"))
        mean = linear(h, "mean")
        return {
            "reconstruction": linear(torch.tanh(linear(mean, "decoder.fc")), "decoder.output"),
            "mean": mean,
            "log_variance": linear(h, "logVariance"),
        }

    return case(name, "vae", apply, x, parameters, mode="inference")


def reparameterization(name, shape):
    random = generator(name)
    inputs = {"mean": normal(random, shape), "log_variance": normal(random, shape)}
    noise = normal(random, shape)

    def apply(x, p, s):
        return x["mean"] + torch.exp(x["log_variance"] / 2) * torch.tensor(noise)

    configuration = {"noise": noise.ravel().tolist()}
    return group_case(
        name, "reparameterization", apply, inputs, {}, configuration=configuration
    )


def cases():
    return [
        googlenet("googlenet", (2, 2, 8, 8), 2, 3),
        googlenet("googlenet, one sample, odd sizes", (1, 3, 9, 6), 4, 2),
        googlenet("googlenet, one channel", (3, 1, 6, 7), 1, 4),
        translator("sequence to sequence", 2, 3, 4, 5, 3),
        translator("sequence to sequence, one sample", 1, 5, 2, 4, 2),
        translator("sequence to sequence, one step", 3, 1, 1, 3, 4),
        autoencoder("variational autoencoder", 3, 5, 4, 2),
        autoencoder("variational autoencoder, one sample", 1, 4, 3, 1),
        autoencoder("variational autoencoder, a code larger than the input", 2, 2, 3, 4),
        reparameterization("reparameterization", (3, 4)),
        reparameterization("reparameterization, one sample", (1, 5)),
        reparameterization("reparameterization of images", (2, 3, 2, 2)),
    ]

"""Attention: its core with masks, and of several heads."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import case, group_case


def inputs(random, samples, queries, keys, width, value_width, lengths=None, scale=1.0):
    """`lengths` are those of sequences whose padding is hidden."""
    arrays = {
        "query": normal(random, (samples, queries, width), scale=scale),
        "key": normal(random, (samples, keys, width), scale=scale),
        "value": normal(random, (samples, keys, value_width)),
    }
    if lengths is None:
        return arrays, {}
    visible = numpy.arange(keys)[None, None, :] < numpy.array(lengths)[:, None, None]
    return arrays, {"mask": visible.astype(numpy.float64)}


def split(x, heads):
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def attention(name, *sizes, heads=1, causal=False, **options):
    arrays, constants = inputs(generator(name), *sizes, **options)
    mask = torch.tensor(constants["mask"])[:, None] > 0 if constants else None

    def apply(x, p, s):
        q, k, v = (split(x[key], heads) for key in ("query", "key", "value"))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        return y.transpose(1, 2).flatten(2)

    configuration = {"heads": heads, "causal": causal}
    return group_case(name, "attention", apply, arrays, constants, configuration=configuration)


def multihead(name, *sizes, heads, causal=False, **options):
    random = generator(name)
    arrays, constants = inputs(random, *sizes, **options)
    width, value_width = sizes[3], sizes[4]
    widths = {"query": width, "key": width, "value": value_width, "output": width}
    parameters = {}
    for key, inputs_of_it in widths.items():
        parameters[f"{key}.weight"] = normal(random, (width, inputs_of_it), scale=0.6)
        parameters[f"{key}.bias"] = normal(random, width)
    queries, keys = sizes[1], sizes[2]
    hidden = torch.tensor(constants["mask"])[:, 0] == 0 if constants else None
    future = torch.ones(queries, keys, dtype=torch.bool).triu(1) if causal else None

    def apply(x, p, s):
        return F.multi_head_attention_forward(
            *(x[key].transpose(0, 1) for key in ("query", "key", "value")),
            width,
            heads,
            None,
            torch.cat([p[f"{key}.bias"] for key in ("query", "key", "value")]),
            None,
            None,
            False,
            0.0,
            p["output.weight"],
            p["output.bias"],
            key_padding_mask=hidden,
            attn_mask=future,
            need_weights=False,
            use_separate_proj_weight=True,
            q_proj_weight=p["query.weight"],
            k_proj_weight=p["key.weight"],
            v_proj_weight=p["value.weight"],
        )[0].transpose(0, 1)

    configuration = {"heads": heads, "causal": causal}
    return group_case(
        name, "multihead-attention", apply, arrays, constants, parameters, configuration
    )


def additive(name, samples, queries, keys, widths, value_width, units, scale=1.0):
    random = generator(name)
    arrays = {
        "query": normal(random, (samples, queries, widths[0]), scale=scale),
        "key": normal(random, (samples, keys, widths[1]), scale=scale),
        "value": normal(random, (samples, keys, value_width)),
    }
    parameters = {
        "query.weight": normal(random, (units, widths[0]), scale=0.6),
        "key.weight": normal(random, (units, widths[1]), scale=0.6),
        "key.bias": normal(random, units),
        "scores.weight": normal(random, units),
    }

    def apply(x, p, s):
        q = x["query"] @ p["query.weight"].T
        k = F.linear(x["key"], p["key.weight"], p["key.bias"])
        scores = torch.tanh(q[:, :, None] + k[:, None]) @ p["scores.weight"]
        return torch.softmax(scores, -1) @ x["value"]

    return group_case(name, "additive-attention", apply, arrays, {}, parameters)


def positions(name, samples, steps, width):
    """The waves by the formula of the paper."""
    angle = torch.arange(steps).double()[:, None] / 10000.0 ** (
        torch.arange(0, width, 2).double() / width
    )
    waves = torch.zeros(steps, width, dtype=torch.float64)
    waves[:, 0::2] = torch.sin(angle)
    waves[:, 1::2] = torch.cos(angle)[:, : width // 2]
    x = normal(generator(name), (samples, steps, width))
    return case(name, "positional-encoding", lambda x, p, s: x + waves, x)


def delayed(name, shape):
    x = normal(generator(name), shape)
    return case(name, "delayed", lambda x, p, s: F.pad(x, (0, 0, 1, 0))[:, :-1], x)


def reshape(name, shape, size):
    x = normal(generator(name), shape)
    return case(
        name, "reshape", lambda x, p, s: x.reshape(-1, *size), x, configuration={"size": size}
    )


def cases():
    return [
        reshape("reshape", (2, 3, 4), (6, 2)),
        reshape("reshape to images", (3, 10), (1, 2, 5)),
        reshape("reshape, one sample", (1, 2, 2, 3), (12,)),
        delayed("delayed", (2, 4, 3)),
        delayed("delayed, one step", (3, 1, 2)),
        delayed("delayed, one feature", (1, 5, 1)),
        positions("positional encoding", 2, 5, 6),
        positions("positional encoding, odd width", 1, 7, 3),
        positions("positional encoding, one step", 3, 1, 4),
        additive("additive attention", 2, 3, 5, (4, 3), 6, 7),
        additive("additive attention, one key", 3, 2, 1, (2, 5), 3, 2),
        additive("additive attention, saturated", 1, 4, 3, (3, 2), 2, 5, scale=8.0),
        attention("attention", 2, 3, 5, 4, 6),
        attention("attention, two heads, padding", 3, 2, 4, 6, 2, heads=2, lengths=(4, 1, 3)),
        attention("attention, causal", 2, 4, 4, 3, 5, causal=True),
        attention("attention, causal, more keys than queries", 1, 3, 5, 4, 4, heads=2, causal=True),
        attention("attention, saturated", 2, 3, 4, 5, 3, scale=12.0),
        multihead("multi-head attention", 2, 3, 5, 6, 4, heads=3),
        multihead("multi-head attention, padding", 3, 2, 4, 4, 4, heads=2, lengths=(4, 1, 3)),
        multihead("multi-head attention, causal", 2, 5, 5, 4, 3, heads=2, causal=True),
    ]

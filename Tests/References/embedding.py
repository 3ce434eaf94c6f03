"""Embeddings: the vectors of tokens, of which some are the same."""

import numpy
import torch
from torch.nn import functional as F

from fixtures import generator, normal
from layer_case import group_case


def embedding(name, tokens, features, shape):
    random = generator(name)
    indices = random.integers(tokens, size=shape)
    return group_case(
        name,
        "embedding",
        lambda x, p, s: F.embedding(torch.tensor(indices), p["weight"]),
        {},
        {"tokens": indices.astype(numpy.float64)},
        {"weight": normal(random, (tokens, features))},
    )


def cases():
    return [
        embedding("embedding", 7, 3, (2, 5)),
        embedding("embedding, many of the same", 2, 5, (3, 4)),
        embedding("embedding of one axis", 6, 4, (5,)),
    ]

"""Small trainings of many kinds, healthy and faulty, recorded as anybody would record them."""
import math
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../Sources/Diagnostics/Diagnostics.docc"))
from recorder import Recorder  # noqa: E402

RUNS = {}


def run(part, kind, codes=()):
    """Registers a training. `codes`: what may be named first; none for a healthy one."""
    def register(function):
        RUNS[function.__name__] = (part, kind, tuple(codes), function)
        return function
    return register


# Data

def blobs(n=512, classes=5, features=20, noise=1.0, scale=1.0, shift=0.0):
    centers = torch.randn(classes, features) * 1.2
    y = torch.randint(classes, (n,))
    x = centers[y] + noise * torch.randn(n, features)
    return (x - x.mean(0)) / x.std(0) * scale + shift, y


def pictures(n=256, classes=4, side=12, noise=0.6):
    prototypes = F.interpolate(torch.randn(classes, 1, 4, 4), side, mode="bilinear")
    y = torch.randint(classes, (n,))
    x = prototypes[y] + noise * torch.randn(n, 1, side, side)
    return (x - x.mean()) / x.std(), y


def line(n=256, features=8, noise=0.1, scale=1.0, offset=0.0):
    x = torch.randn(n, features)
    y = x @ torch.randn(features, 1) + noise * torch.randn(n, 1)
    return x, scale * y + offset


def wave(n=400, noise=0.1):
    x = torch.rand(n, 1) * 4 - 2
    return x, torch.sin(3 * x) + noise * torch.randn(n, 1)


def text(length=24, batch=16, vocabulary=12):
    """Sequences of a noisy cyclic grammar."""
    start = torch.randint(vocabulary, (batch, 1))
    stride = torch.randint(1, 4, (batch, 1))
    x = (start + stride * torch.arange(length)) % vocabulary
    noise = torch.rand(x.shape) < 0.1
    return torch.where(noise, torch.randint(vocabulary, x.shape), x)


# Models

def mlp(sizes=(20, 64, 64, 5), act=nn.ReLU, init=None):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers += [nn.Linear(a, b), act()]
        if init:
            init(layers[-2].weight)
            nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers[:-1])


def he(w): nn.init.kaiming_normal_(w, nonlinearity="relu")


def cnn(classes=4, norm=False, channels=8):
    layers = [nn.Conv2d(1, channels, 3, padding=1)] + ([nn.BatchNorm2d(channels)] if norm else []) + [
        nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(channels, 2 * channels, 3, padding=1)] + (
        [nn.BatchNorm2d(2 * channels)] if norm else []) + [nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                                                           nn.Linear(18 * channels, classes)]
    return nn.Sequential(*layers)


class Block(nn.Module):
    def __init__(self, width, zero=False):
        super().__init__()
        self.norm, self.up, self.act, self.down = nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width)
        if zero:
            nn.init.zeros_(self.down.weight); nn.init.zeros_(self.down.bias)

    def forward(self, x): return x + self.down(self.act(self.up(self.norm(x))))


class Transformer(nn.Module):
    def __init__(self, vocabulary=12, width=32, length=24, depth=2):
        super().__init__()
        self.token, self.place = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList([nn.TransformerEncoderLayer(width, 4, 64, dropout=0.0, batch_first=True, norm_first=True) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1])
        h = self.token(x) + self.place(torch.arange(x.shape[1]))
        for block in self.blocks:
            h = block(h, src_mask=mask, is_causal=True)
        return self.head(self.norm(h))


class Gated(nn.Module):
    """An LSTM written out, its gates as modules."""
    def __init__(self, inputs, width, outputs, forget=1.0):
        super().__init__()
        self.gates, self.cell, self.sigmoid, self.tanh, self.head = nn.Linear(inputs + width, 3 * width), nn.Linear(inputs + width, width), nn.Sigmoid(), nn.Tanh(), nn.Linear(width, outputs)
        self.width = width
        with torch.no_grad():
            self.gates.bias[:width] += forget

    def forward(self, x):
        h = c = torch.zeros(x.shape[0], self.width)
        for t in range(x.shape[1]):
            z = torch.cat([x[:, t], h], 1)
            f, i, o = self.sigmoid(self.gates(z)).chunk(3, 1)
            c = f * c + i * self.tanh(self.cell(z))
            h = o * torch.tanh(c)
        return self.head(h)


class Adapter(nn.Module):
    def __init__(self, linear, rank=4):
        super().__init__()
        self.linear, self.a, self.b = linear, nn.Linear(linear.in_features, rank, bias=False), nn.Linear(rank, linear.out_features, bias=False)
        nn.init.zeros_(self.b.weight)
        for p in linear.parameters(): p.requires_grad_(False)

    def forward(self, x): return self.linear(x) + self.b(self.a(x))


# Loops

def batches(data, size, steps, order=None):
    n = len(data[0])
    while True:
        permutation = torch.randperm(n) if order is None else order
        for i in range(0, n - size + 1, size):
            yield tuple(d[permutation[i:i + size]] for d in data)
            steps -= 1
            if steps == 0:
                return


def fit(path, model, optimizer, criterion, data, size=32, steps=100, order=None, schedule=None, clip=None,
        accumulate=1, zero=True, train=True, change=None, step=True, penalty=None, every=1, weigh=None):
    recorder = Recorder(path, model, optimizer, criterion, every=every)
    model.train(train)
    for number, (x, y) in enumerate(batches(data, size, steps, order)):
        if change:
            x, y = change(number, x, y)
        if zero and number % accumulate == 0:
            optimizer.zero_grad()
        loss = criterion(model(x), y)
        (loss / accumulate + (penalty(model) if penalty else 0)).backward()
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        if weigh:
            weigh(number, model)
        if step and number % accumulate == accumulate - 1:
            optimizer.step()
        recorder.record(loss.detach(), samples=len(x))
        if schedule:
            schedule(number, optimizer)


def pretrain(model, criterion, data, steps=300, rate=1e-2, size=32):
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for x, y in batches(data, size, steps):
        optimizer.zero_grad(); criterion(model(x), y).backward(); optimizer.step()
    return model


def rates(f):
    def schedule(number, optimizer):
        for group in optimizer.param_groups:
            group["lr"] = group.setdefault("base", group["lr"]) * f(number + 1)
    return schedule


SGD, Adam, CE, MSE = torch.optim.SGD, torch.optim.Adam, nn.CrossEntropyLoss, nn.MSELoss

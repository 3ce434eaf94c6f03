"""Writes Fixtures/pretrained/: networks by PyTorch, with the names of torchvision's, and their logits.

    pip install torch safetensors numpy
    python Tests/References/pretrained.py

The residual network is small and random, and its weights are in a file. VGG11 has nine million weights, which follow
from their number, so that only its logits need to be kept.
"""

import json
import math
from collections import OrderedDict

import numpy
import torch
from safetensors.torch import save_file
from torch import nn

from fixtures import FOLDER, tensor

torch.set_num_threads(1)
FOLDER = FOLDER / "pretrained"


def vgg11(classes=10):
    """Modules and names of torchvision's vgg11_bn, with the one linear layer that images of 32×32 leave over."""
    layers, inputs = [], 3
    for width in [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]:
        if width == "M":
            layers.append(nn.MaxPool2d(2, 2))
        else:
            layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
            inputs = width
    return nn.Sequential(OrderedDict(
        features=nn.Sequential(*layers), flatten=nn.Flatten(), classifier=nn.Linear(512, classes)))


class BasicBlock(nn.Module):
    """torchvision's, by names and order."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet(nn.Module):
    """torchvision's with the 3×3 stem for images of 32×32 pixels."""

    def __init__(self, blocks, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs, outputs = width, width
        for stage, count in enumerate(blocks):
            layer = []
            for block in range(count):
                layer.append(BasicBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
            outputs *= 2
        self.stages = len(blocks)
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(x.mean((2, 3)))


def fill(model, draw):
    """Weights of a size that keeps the signal, and running statistics as after a training."""
    with torch.no_grad():
        for name, t in model.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            numbers = torch.from_numpy(draw(t.numel()).reshape(t.shape))
            if t.dim() > 1:
                t.copy_(numbers * math.sqrt(2 / t[0].numel()))
            elif name.endswith("running_var") or (name.endswith("weight")):
                t.copy_(1 + 0.2 * numbers)
            else:
                t.copy_(0.1 * numbers)


def uniforms():
    """SplitMix64 of k = 0, 1, … through all tensors in the order of the state, uniform in ±√3."""
    start = 0

    def draw(count):
        nonlocal start
        z = (numpy.arange(start, start + count, dtype=numpy.uint64) + numpy.uint64(1))
        z = z * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
        start += count
        return math.sqrt(3) * (2 * (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53 - 1)

    return draw


def images():
    """Two images of cos(0.3·k)."""
    return torch.from_numpy(numpy.cos(0.3 * numpy.arange(2 * 3 * 32 * 32)).reshape(2, 3, 32, 32))


FOLDER.mkdir(exist_ok=True)
logits = {}

model = vgg11().double().eval()
fill(model, uniforms())
with torch.no_grad():
    logits["vgg11"] = tensor(model(images()))

# Single precision in the file, and the logits of exactly these weights.
random = numpy.random.default_rng(7)
model = ResNet([1, 2], 4, 5)
fill(model, lambda count: random.standard_normal(count).astype(numpy.float32))
save_file({k: v.contiguous() for k, v in model.state_dict().items()}, FOLDER / "resnet.safetensors")
(FOLDER / "resnet.safetensors").chmod(0o644)
with torch.no_grad():
    logits["resnet"] = tensor(model.double().eval()(images()))

source = (
    f"PyTorch {torch.__version__.split('+')[0]} on the CPU, in double precision; "
    "regenerate with `python Tests/References/pretrained.py`."
)
(FOLDER / "logits.json").write_text(json.dumps({"source": source, **logits}, indent=1) + "\n")

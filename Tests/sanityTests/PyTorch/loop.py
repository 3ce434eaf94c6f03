"""A loop as tutorials have it, whole or broken in one way: python loop.py FOLDER_OF_RECORDER OUT WAY"""
import sys

sys.path.insert(0, sys.argv[1])
import torch
from torch import nn
from recorder import Recorder

out, way = sys.argv[2:]
torch.manual_seed(0)
centers = torch.randn(5, 1, 12, 12)
labels = torch.randint(5, (320,))
pictures = centers[labels] + torch.randn(320, 1, 12, 12)
if way == "sorted":
    order = labels.argsort()
    labels, pictures = labels[order], pictures[order]

model = nn.Sequential(
    nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 12, 3, padding=1), nn.ReLU(),
    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(108, 32), nn.ReLU(), nn.Linear(32, 5),
    *([nn.Softmax(dim=1)] if way == "softmax" else []))
criterion = nn.CrossEntropyLoss()
trained = list(model.parameters())[:-2] if way == "head" else model.parameters()
optimizer = torch.optim.SGD(trained, lr=100 if way == "rate" else 0.01, momentum=0.9)
recorder = Recorder(out, model, optimizer)

for epoch in range(10):
    order = torch.arange(320) if way == "sorted" else torch.randperm(320)
    for batch in order.split(32):
        if way != "zero":
            optimizer.zero_grad()
        outputs = model(pictures[batch])
        loss = criterion(outputs, labels[batch])
        loss.backward()
        optimizer.step()
        recorder.record(loss.item(), samples=len(batch))

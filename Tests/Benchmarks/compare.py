"""Times VGG11 (20 images, batch norm) here and in PyTorch, turn and turn about in one run.

    python3 compare.py [--release] [--double] [--serial] [--rounds N]

Needs PyTorch. Prints for the forward pass and for the training step (forward, softmax cross-entropy,
backward, SGD with momentum, running statistics) the medians, the fastest times and the ratios.
"""
import argparse
import os
import statistics
import subprocess
import time

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


def vgg11():
    layers, inputs = [], 3
    for outputs in [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"]:
        if outputs == "pool":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
    return nn.Sequential(*layers, nn.AvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


class Peer:
    def __init__(self, dtype):
        torch.manual_seed(1)
        self.network = vgg11().to(dtype).train()
        self.images = torch.randn(20, 3, 32, 32, dtype=dtype)
        self.labels = torch.arange(20) % 10
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=1e-3, momentum=0.9)

    def time(self, what):
        start = time.perf_counter()
        if what == "forward":
            with torch.no_grad():
                self.network(self.images)
        else:
            self.optimizer.zero_grad()
            self.loss(self.network(self.images), self.labels).backward()
            self.optimizer.step()
        return 1e3 * (time.perf_counter() - start)


class Ours:
    def __init__(self, arguments):
        configuration = "release" if arguments.release else "debug"
        build = ["swift", "build", "-c", configuration, "--package-path", HERE]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        folder = subprocess.run(build + ["--show-bin-path"], check=True, capture_output=True, text=True)
        command = [os.path.join(folder.stdout.strip(), "vgg-benchmark"), "--serve"]
        if arguments.double:
            command.append("--double")
        if arguments.serial:
            command.append("--serial")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.library = self.process.stdout.readline().strip()

    def time(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", action="store_true", help="of ours; else a debug build")
    parser.add_argument("--double", action="store_true", help="double precision; else single")
    parser.add_argument("--serial", action="store_true", help="one thread each")
    parser.add_argument("--rounds", type=int, default=15, help="three runs of each in turn")
    arguments = parser.parse_args()
    if arguments.serial:
        torch.set_num_threads(1)
    contestants = {
        "ours": Ours(arguments),
        "PyTorch": Peer(torch.double if arguments.double else torch.float),
    }
    print(f"ours: {'release' if arguments.release else 'debug'}, {contestants['ours'].library}; "
          f"PyTorch {torch.__version__}; {'double' if arguments.double else 'float'}, "
          f"{torch.get_num_threads()} thread(s)")

    times = {(who, what): [] for who in contestants for what in ("forward", "step")}
    for round in range(arguments.rounds + 1):
        for who, contestant in contestants.items():
            # The other's idle threads spin for a while before they sleep.
            time.sleep(0.25)
            for what in ("forward", "step"):
                contestant.time(what)
                runs = [contestant.time(what) for _ in range(3)]
                if round > 0:  # The first is a warm-up.
                    times[who, what] += runs

    print(f"{'ms':10}{'ours':>10}{'PyTorch':>10}{'ratio':>8}{'  fastest':>10}{'':>10}{'ratio':>8}")
    for what in ("forward", "step"):
        ours, peer = times["ours", what], times["PyTorch", what]
        medians, fastest = [statistics.median(t) for t in (ours, peer)], [min(ours), min(peer)]
        print(f"{what:10}{medians[0]:10.1f}{medians[1]:10.1f}{medians[0] / medians[1]:8.2f}"
              f"{fastest[0]:10.1f}{fastest[1]:10.1f}{fastest[0] / fastest[1]:8.2f}")


main()

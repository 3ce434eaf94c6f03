"""Times gradient checks here and in Python, turn and turn about in one run.

    python3 rows.py [--rounds N] [--rows linear,conv-small] [--jacobian | --jacobian-large] [--release]
                    [--table rows.md] [--plot rows.png]

Needs PyTorch and NumPy, JAX for its column and Matplotlib for the plot. Everything is in double precision. The columns:

    ours          every coordinate of a scalar objective: GradientChecker, exhaustive
    scalar        torch.autograd.gradcheck of the same objective, slow mode
    NumPy         central differences, coordinate by coordinate, of a forward pass in NumPy
    JAX           the same of a compiled forward pass
    Jacobian      torch.autograd.gradcheck of the vector output, slow mode: the full Jacobian

With --jacobian the two that check every entry of the Jacobian are compared: ours, which checks the scalar
objective in the same run, and torch.autograd.gradcheck of the vector output.

For a network, `scalar` is the plain loop over sampled coordinates in PyTorch. The last column is the share of
the measured peak of matrix products that ours reaches, over the whole check.
"""
import argparse
import os
import resource
import statistics
import subprocess
import time

import numpy as np
import torch
from torch import nn

try:
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
except ImportError:
    jax = None

HERE = os.path.dirname(os.path.abspath(__file__))


# MARK: - The rows

class Row:
    """A function of named arrays, in PyTorch and, where it is written, for an array library `xp`."""

    def __init__(self, name, title, shapes, in_torch, in_arrays=None, large=False):
        self.name, self.title, self.in_torch, self.in_arrays = name, title, in_torch, in_arrays
        self.large = large
        random = np.random.default_rng(1)
        self.values = [random.standard_normal(shape) for shape in shapes]
        self.output_shape = tuple(in_torch(*self.tensors()).shape)
        self.cotangent = random.standard_normal(self.output_shape)

    def tensors(self, requires_grad=False):
        return [torch.tensor(v, requires_grad=requires_grad) for v in self.values]

    def scalar(self):
        u = torch.tensor(self.cotangent)
        torch.autograd.gradcheck(
            lambda *x: (u * self.in_torch(*x)).sum(), self.tensors(True), fast_mode=False)

    def jacobian(self):
        torch.autograd.gradcheck(self.in_torch, self.tensors(True), fast_mode=False)

    def numpy_loop(self):
        u = self.cotangent
        return central_differences(lambda *x: float((u * self.in_arrays(np, *x)).sum()), self.values)

    def jax_loop(self):
        # Compiled anew in each run would be unfair; the first run is a warm-up.
        if not hasattr(self, "compiled"):
            u = self.cotangent
            self.compiled = jax.jit(lambda *x: (u * self.in_arrays(jnp, *x)).sum())
        return central_differences(lambda *x: float(self.compiled(*x)), self.values)


def central_differences(f, values, h=1e-5):
    """The gradient of a scalar function, as the CS231n notes compute it."""
    gradients = []
    for x in values:
        flat, gradient = x.reshape(-1), np.zeros(x.size)
        for i in range(x.size):
            old = flat[i]
            flat[i] = old + h
            right = f(*values)
            flat[i] = old - h
            left = f(*values)
            flat[i] = old
            gradient[i] = (right - left) / (2 * h)
        gradients.append(gradient)
    return gradients


def convolution(xp, x, w, b):
    """By one matrix product of the windows' columns, as in the notes."""
    k = w.shape[2]
    padded = xp.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows, columns = x.shape[2], x.shape[3]
    v = xp.stack([padded[:, :, i:i + rows, j:j + columns] for i in range(k) for j in range(k)], 2)
    v = v.reshape(x.shape[0], -1, rows * columns)
    y = w.reshape(w.shape[0], -1) @ v + b[:, None]
    return y.reshape(x.shape[0], w.shape[0], rows, columns)


def batch_norm(xp, x, gamma, beta):
    mean = x.mean((0, 2, 3), keepdims=True)
    variance = ((x - mean) ** 2).mean((0, 2, 3), keepdims=True)
    scale = (1, -1, 1, 1)
    return gamma.reshape(scale) * (x - mean) / xp.sqrt(variance + 1e-5) + beta.reshape(scale)


def sigmoid(xp, x):
    return 1 / (1 + xp.exp(-x))


def lstm(xp, x, w_ih, w_hh, b_ih, b_hh):
    """All hidden states [N, T, H], gates in the order i, f, g, o."""
    size = w_hh.shape[1]
    h = c = xp.zeros((x.shape[0], size))
    states = []
    for t in range(x.shape[1]):
        i, f, g, o = xp.split(x[:, t] @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 4, axis=1)
        c = sigmoid(xp, f) * c + sigmoid(xp, i) * xp.tanh(g)
        h = sigmoid(xp, o) * xp.tanh(c)
        states.append(h)
    return xp.stack(states, 1)


def torch_lstm(x, *parameters):
    zero = torch.zeros(1, x.shape[0], parameters[1].shape[1], dtype=x.dtype)
    return torch._VF.lstm(
        x, (zero, zero), list(parameters), True, 1, 0.0, False, False, True)[0]


def residual(xp, x, w1, b1, gamma1, beta1, w2, b2, gamma2, beta2):
    y = batch_norm(xp, convolution(xp, x, w1, b1), gamma1, beta1)
    y = batch_norm(xp, convolution(xp, xp.maximum(y, 0), w2, b2), gamma2, beta2)
    return xp.maximum(x + y, 0)


def torch_residual(x, w1, b1, gamma1, beta1, w2, b2, gamma2, beta2):
    def norm(y, gamma, beta):
        return nn.functional.batch_norm(y, None, None, gamma, beta, training=True)

    y = norm(nn.functional.conv2d(x, w1, b1, padding=1), gamma1, beta1)
    y = norm(nn.functional.conv2d(y.relu(), w2, b2, padding=1), gamma2, beta2)
    return (x + y).relu()


ROWS = [
    Row("lstm", "LSTM 4×5×8 → 16", [(4, 5, 8), (64, 8), (64, 16), (64,), (64,)], torch_lstm, lstm),
    Row("residual", "residual 2×8×8×8",
        [(2, 8, 8, 8)] + 2 * [(8, 8, 3, 3), (8,), (8,), (8,)], torch_residual, residual),
    Row("linear", "linear 8×64 → 32", [(8, 64), (32, 64), (32,)],
        nn.functional.linear, lambda xp, x, w, b: x @ w.T + b),
    Row("conv-small", "conv 2×3×8×8 → 8, k3 p1", [(2, 3, 8, 8), (8, 3, 3, 3), (8,)],
        lambda x, w, b: nn.functional.conv2d(x, w, b, padding=1), convolution),
    Row("conv-large", "conv 2×16×16×16 → 32, k3 p1", [(2, 16, 16, 16), (32, 16, 3, 3), (32,)],
        lambda x, w, b: nn.functional.conv2d(x, w, b, padding=1), convolution, large=True),
    Row("batch-norm", "batch norm 8×16×8×8", [(8, 16, 8, 8), (16,), (16,)],
        lambda x, g, b: nn.functional.batch_norm(x, None, None, g, b, training=True), batch_norm),
]


class VGG11:
    """The plain loop over 20 coordinates of each parameter tensor."""
    name, title, in_arrays, large = "vgg11", "VGG11, batch 2, 20 of each tensor", None, True
    jacobian = None

    def __init__(self):
        torch.manual_seed(1)
        layers, inputs = [], 3
        for outputs in [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0]:
            if outputs == 0:
                layers.append(nn.MaxPool2d(2))
                continue
            layers += [
                nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
        self.network = nn.Sequential(
            *layers, nn.AvgPool2d(1), nn.Flatten(), nn.Linear(512, 10)).double().train()
        self.images = torch.randn(2, 3, 32, 32, dtype=torch.double)
        self.labels = torch.arange(2)
        self.loss = nn.CrossEntropyLoss()

    def value(self):
        return float(self.loss(self.network(self.images), self.labels))

    @torch.no_grad()
    def scalar(self, h=1e-5):
        for parameter in self.network.parameters():
            flat = parameter.view(-1)
            for i in torch.randperm(flat.numel())[:20].tolist():
                old = float(flat[i])
                flat[i] = old + h
                right = self.value()
                flat[i] = old - h
                left = self.value()
                flat[i] = old
                (right - left) / (2 * h)


# MARK: - Ours

class Ours:
    def __init__(self, arguments):
        configuration = "release" if arguments.release else "debug"
        build = ["swift", "build", "-c", configuration, "--package-path", HERE]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        folder = subprocess.run(build + ["--show-bin-path"], check=True, capture_output=True, text=True)
        command = [os.path.join(folder.stdout.strip(), "gradcheck-benchmark"), "--serve"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.library = self.process.stdout.readline().strip()
        # Of the matrix products, in GFLOP/s, by row.
        self.rates = {}

    def ask(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def time(self, row, jacobian=False):
        answer = self.ask(row.name + (" jacobian" if jacobian else ""))
        if answer[-1] != "passed":
            raise RuntimeError(f"{row.name}: {answer}")
        self.rates.setdefault(row.name, []).append(float(answer[1]))
        return float(answer[0])

    def peak(self):
        return float(self.ask("peak")[0])

    def memory(self):
        """The most memory it had so far, in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(l.split()[1]) for l in status if l.startswith("VmHWM")) / 1024


# MARK: - The comparison

def measure(body):
    """The median time of as many runs as fit into a twentieth of a second, but at least one: as ours."""
    times = []
    while sum(times) < 0.05:
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def contestants(row, ours, arguments):
    if arguments.jacobian:
        found = {"ours": lambda: ours.time(row, jacobian=True)}
        if not row.large or arguments.jacobian_large:
            found["Jacobian"] = lambda: measure(row.jacobian)
        return found
    found = {"ours": lambda: ours.time(row), "scalar": lambda: measure(row.scalar)}
    if row.in_arrays:
        found["NumPy"] = lambda: measure(row.numpy_loop)
        if jax:
            found["JAX"] = lambda: measure(row.jax_loop)
    if row.jacobian and (not row.large or arguments.jacobian_large):
        found["Jacobian"] = lambda: measure(row.jacobian)
    return found


NAMES = {"ours": "ours", "scalar": "PyTorch, scalar", "NumPy": "NumPy", "JAX": "JAX",
         "Jacobian": "PyTorch, Jacobian"}


def write_table(path, results, columns):
    """Milliseconds, how many times faster ours is than the best of the others, and its share of the peak."""
    def cell(medians, column):
        if column not in medians:
            return "–"
        time = 1e3 * medians[column]
        return f"{time:,.0f}" if time >= 100 else f"{time:.1f}"

    columns = [c for c in columns if any(c in medians for _, medians, _ in results)]
    lines = ["| | " + " | ".join(NAMES[c] for c in columns) + " | than the best | of the product peak |",
             "|---" * (len(columns) + 3) + "|"]
    for title, medians, share in results:
        best = min((time for c, time in medians.items() if c in ("scalar", "NumPy", "JAX")),
                   default=medians.get("Jacobian"))
        faster = f"{best / medians['ours']:.1f}" if best else "–"
        lines.append(
            f"| {title} | " + " | ".join(cell(medians, c) for c in columns)
            + f" | {faster} | {100 * share:.0f} % |")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def plot(path, results, columns):
    """Bars of seconds on a logarithmic axis, a group for each row."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    columns = [c for c in columns if any(c in medians for _, medians, _ in results)]
    colors = dict(zip(NAMES, ["#d1495b", "#30638e", "#8d96a3", "#66a182", "#a9c5de"]))
    figure, axes = pyplot.subplots(figsize=(9, 0.9 + 0.75 * len(results)))
    height = 0.8 / len(columns)
    for number, column in enumerate(columns):
        places = [place + height * (number - (len(columns) - 1) / 2)
                  for place, (_, medians, _) in enumerate(results) if column in medians]
        times = [medians[column] for _, medians, _ in results if column in medians]
        axes.barh(places, times, height * 0.9, color=colors[column], label=NAMES[column])
        for place, time in zip(places, times):
            axes.text(time * 1.05, place, f"{time:.3g} s" if time >= 1 else f"{1e3 * time:.3g} ms",
                      va="center", fontsize=7)
    axes.set_xscale("log")
    axes.set_yticks(range(len(results)), [title for title, _, _ in results])
    axes.invert_yaxis()
    axes.set_xlabel("seconds, median")
    axes.margins(x=0.12)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, 1.0), ncols=len(columns), frameon=False,
                fontsize=8, borderaxespad=-1.6)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", help="names, separated by commas; else all")
    parser.add_argument("--release", action="store_true", help="of ours; else a debug build")
    parser.add_argument("--jacobian", action="store_true",
                        help="every entry of the Jacobian, ours and PyTorch's")
    parser.add_argument("--jacobian-large", action="store_true",
                        help="PyTorch's full Jacobian of the large convolution: a minute and gigabytes")
    parser.add_argument("--table", help="also write the table, as Markdown, to this file")
    parser.add_argument("--plot", help="also write a plot to this file")
    arguments = parser.parse_args()
    ours = Ours(arguments)
    rows = ROWS + [VGG11()]
    if arguments.rows:
        rows = [row for row in rows if row.name in arguments.rows.split(",")]
    if arguments.jacobian:
        rows = [row for row in rows if row.jacobian]

    peak = ours.peak()
    print(f"ours: {'release' if arguments.release else 'debug'}, {ours.library}, "
          f"{peak:.0f} GFLOP/s in matrix products; PyTorch {torch.__version__}, "
          f"{torch.get_num_threads()} threads; NumPy {np.__version__}"
          + (f"; JAX {jax.__version__}" if jax else ""))
    columns = ["ours", "scalar", "NumPy", "JAX", "Jacobian"]
    print(f"{'medians in ms':36}" + "".join(f"{c:>11}" for c in columns) + f"{'best peer':>11}"
          f"{'Jacobian':>10}{'of peak':>9}")
    results = []
    for row in rows:
        found = contestants(row, ours, arguments)
        times = {name: [] for name in found}
        for round in range(arguments.rounds + 1):
            for name, time_it in found.items():
                # Ours and the quick ones scatter most.
                repeats = 1 if round == 0 or times[name] and times[name][-1] > 1 else 3
                if name == "Jacobian" and row.large and round != 1:
                    continue
                # The other's idle threads spin for a while before they sleep.
                time.sleep(0.2)
                runs = [time_it() for _ in range(repeats)]
                if round > 0:  # The first is a warm-up.
                    times[name] += runs
        medians = {name: statistics.median(runs) for name, runs in times.items()}
        share = statistics.median(ours.rates[row.name]) / peak
        results.append((row.title, medians, share))
        peers = [medians[c] for c in ("scalar", "NumPy", "JAX") if c in medians]
        text = "".join(f"{1e3 * medians[c]:11.2f}" if c in medians else f"{'–':>11}" for c in columns)
        text += f"{min(peers) / medians['ours']:10.1f}×" if peers else f"{'–':>11}"
        text += (f"{medians['Jacobian'] / medians['ours']:9.1f}×" if "Jacobian" in medians
                 else f"{'–':>10}") + f"{100 * share:7.0f} %"
        print(f"{row.title:36}{text}", flush=True)
    if arguments.table:
        write_table(arguments.table, results, columns)
    if arguments.plot:
        plot(arguments.plot, results, columns)
    print(f"peak memory: ours {ours.memory():.0f} MB, Python's "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


main()

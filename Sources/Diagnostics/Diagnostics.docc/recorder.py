"""Writes what a PyTorch training loop does as JSON lines, for `sanity read run.jsonl`.

    recorder = Recorder("run.jsonl", model, optimizer, criterion)     # the criterion may be left out
    for x, y in batches:
        ...                                             # forward, backward, optimizer.step(), as ever
        recorder.record(loss, samples=len(x))           # at the end of each iteration

Hooks look and change nothing. `every=10` looks at one iteration in ten; one without an optimizer's step says so."""
import json, math, torch, torch.nn as nn

KINDS = {
    "affine": (nn.Linear, nn.modules.conv._ConvNd), "relu": (nn.ReLU,), "tanh": (nn.Tanh,), "sigmoid": (nn.Sigmoid,),
    "normalization": (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)}

def plain(x):  # a number as JSON has it; those that are not finite as "nan", "inf" and "-inf"
    return float(x) if math.isfinite(x := x.detach() if torch.is_tensor(x) else x) else str(float(x))
def moments(x, most=1 << 16):  # the deviation, which costs more, of the first samples where there are many values
    some = x[:max(2, most * len(x) // x.numel())] if x.dim() and x.numel() > most else x
    return {"mean": plain(x.mean()), "standardDeviation": plain(some.std(correction=0))}

class Recorder:
    def __init__(self, path, model, optimizer, criterion=None, every=1):
        self.file, self.optimizer, self.every, self.count = open(path, "w"), optimizer, every, 0
        self.write = lambda line: print(json.dumps(line), file=self.file, flush=True)
        self.seen, self.stale, self.before, self.lines, self.about = set(), {}, {}, [], {"layers": []}
        self.names, self.modules = {p: n for n, p in model.named_parameters()}, set(model.modules())   # no copies
        self.roles = {p: "bias" if n == "bias" else "scale" if isinstance(m, KINDS["normalization"]) else "weight"
                      for m in model.modules() for n, p in m.named_parameters(recurse=False)}
        for p in filter(lambda p: p.requires_grad, self.names):
            p.register_hook(lambda _, p=p: self.backward(p))
        for name, module, kind in ((n, m, k) for n, m in model.named_modules() for k in KINDS):
            if isinstance(module, KINDS[kind]):
                module.register_forward_hook(lambda m, i, o, n=name, k=kind: self.forward(m, n, k, o))
        model.register_forward_pre_hook(lambda m, i: self.enter(m, i))
        if isinstance(criterion, nn.Module): criterion.register_forward_hook(lambda m, i, o: self.judge(m, i, o))
        optimizer.register_step_pre_hook(lambda *_: self.enter_step())
        optimizer.register_step_post_hook(lambda *_: self.leave_step())
        self.write({"schema": 1, "kind": "training-run", "optimizer": type(optimizer).__name__})

    def is_due(self, *values):
        return self.count % self.every == 0 and torch.is_grad_enabled() and all(map(torch.is_tensor, values))

    def enter(self, model, inputs):
        if model in self.modules and self.is_due():
            self.about = {**self.about, "layers": [], "isTraining": model.training}
            for x in [i.detach() for i in inputs if torch.is_tensor(i) and i.is_floating_point()][:1]:
                if x.numel() >= self.about.get("inputs", {"count": 0})["count"]:   # of several forwards the largest
                    self.about["inputs"] = {**moments(x), "count": x.numel(),
                                            "notFinite": 0 if x.mean().isfinite() else int((~x.isfinite()).sum())}

    def forward(self, module, name, kind, y):
        if module in self.modules and self.is_due(y) and y.dim() > 1:
            y, units = y.detach(), 2 if y.dim() == 3 else 1   # [N, units], [N, units, H, W], or [N, T, units]
            self.about["layers"].append(line := {"name": name, "kind": kind, **moments(y)})
            if kind == "affine" and self.count == 0 and y.shape[units] > 1:
                line["unitDeviation"] = plain(y.var(units, correction=0).mean().sqrt())
            if kind == "relu":
                line["activeUnits"] = (y.amax([d for d in range(y.dim()) if d != units]) > 0).tolist()
            if kind in ("tanh", "sigmoid"):
                line["saturatedShare"] = plain(((y > 0.97) | (y < (-0.97 if kind == "tanh" else 0.03))).float().mean())

    def judge(self, criterion, inputs, _):
        if len(inputs) > 1 and self.is_due(*inputs[:2]):
            p, t = (x.detach() for x in inputs[:2])
            about = self.about["objective"] = {
                "name": type(criterion).__name__, "predictionShape": list(p.shape), "targetShape": list(t.shape),
                "prediction": list(map(plain, p.aminmax())), "target": list(map(plain, t.aminmax())),
                "targetDeviation": plain(t.float().std(correction=0))}
            if p.dim() > 1 and p.is_floating_point():
                about.update((n, list(map(plain, s.sum(1).aminmax()))) for n, s in (("sums", p), ("exponentialSums", p.exp())))
            if not t.is_floating_point() and len(t := t[t != -100]) and 0 <= t.min() and t.max() < 1000:   # -100: ignored
                about["labelCounts"] = t.flatten().bincount().tolist()

    def backward(self, p):
        if self.count % self.every == 0:          # what is in a buffer at the first backward was to be zeroed
            self.stale[p] = 0 if p.grad is None or not p.grad.any() else self.stale.get(
                p, 0 if p in self.seen else plain(p.grad.norm()))
        self.seen.add(p)

    def enter_step(self):
        for p in self.names if self.count % self.every == 0 else ():
            self.before[p] = p.detach().clone(), (torch.zeros_like(p) if p.grad is None else p.grad).detach().clone()

    def leave_step(self):
        for p, (w, g) in self.before.items():
            d = p.detach() - w
            self.lines.append({
                "name": self.names[p], "role": self.roles[p], "shape": list(p.shape), "norm": plain(w.norm()),
                "mean": plain(w.mean()), "gradientNorm": plain(g.norm()), "updateNorm": plain(d.norm()),
                "descent": plain(-(d * g).sum() / (d.norm() * g.norm())), "isFrozen": not p.requires_grad,
                "shrinkage": plain(-(d * w).sum() / (w * w).sum()), "staleGradientNorm": self.stale.get(p)})
        self.before, self.stale, self.seen = {}, {}, set()

    def record(self, loss, samples, **more):  # penalty, accuracy, validationLoss, …Accuracy, lossScale, clipping (a factor)
        if self.count % self.every == 0:
            self.write({"loss": plain(loss), "samples": samples, "number": self.count, "isUpdated": bool(self.lines),
                        "learningRate": self.optimizer.param_groups[0]["lr"], "parameters": self.lines,
                        **self.about, **{k: plain(v) for k, v in more.items()}})
        self.count, self.lines, self.about = self.count + 1, [], {"layers": []}

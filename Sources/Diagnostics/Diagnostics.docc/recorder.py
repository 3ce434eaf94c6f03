"""Writes what a PyTorch training loop does as JSON lines, for `sanity read run.jsonl`.
    recorder = Recorder("run.jsonl", model, optimizer)  # and criterion=…, for a loss that is a module of one's own
    for x, y in batches:
        ...                                             # forward, backward, optimizer.step(), as ever
        recorder.record(loss, samples=len(x))           # at the end of each iteration
Hooks look and change nothing. `every=10` looks at one iteration in ten; one without an optimizer's step says so."""
import functools, inspect, json, math, torch, torch.nn as nn, torch.nn.functional as F
KINDS = {"affine": (nn.Linear, nn.modules.conv._ConvNd), "relu": (nn.ReLU,), "tanh": (nn.Tanh,), "sigmoid": (nn.Sigmoid,),
         "normalization": (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm),
         "sequence": (nn.RNNBase, nn.MultiheadAttention)}
WATCHED = [n for n in dir(F) if n.endswith("_loss") or "cross_entropy" in n or n in ("kl_div", "dropout")]   # nn calls these
def plain(x):  # a number as JSON has it; those that are not finite as "nan", "inf" and "-inf"
    return float(x) if math.isfinite(x := x.detach() if torch.is_tensor(x) else x) else str(float(x))
def ends(x): return list(map(plain, x.aminmax()))
def moments(x, most=1 << 16):  # the deviation, which costs more, of the first samples where there are many values
    some = x[:max(2, most * len(x) // x.numel())] if x.dim() and x.numel() > most else x
    return {"mean": plain(x.mean()), "standardDeviation": plain(some.std(correction=0))}
class Recorder:
    def __init__(self, path, model, optimizer, criterion=None, every=1):
        self.file, self.optimizer, self.every, self.count, self.due = open(path, "w"), optimizer, every, 0, True
        self.write = lambda line: print(json.dumps(line), file=self.file, flush=True)
        self.seen, self.stale, self.before, self.lines, self.about, self.mode = set(), {}, {}, [], {"layers": []}, None
        self.names, self.modules = {p: n for n, p in model.named_parameters()}, set(model.modules())   # no copies
        self.scales = {getattr(m, "weight", None) for m in self.modules if isinstance(m, KINDS["normalization"])}
        for p in filter(lambda p: p.requires_grad, self.names): p.register_hook(lambda _, p=p: self.backward(p))
        listed = {p: n for m in self.modules for n, v in vars(m).items() if type(v) is list for x in v
                  if isinstance(x, nn.Module) for p in x.parameters() if p.requires_grad and p not in self.names}
        for p, n in listed.items(): p.register_hook(lambda _, p=p, n=n: self.names.update({p: f"{n} (a plain list)"}))
        for name, module, kind in ((n, m, k) for n, m in model.named_modules() for k in KINDS if isinstance(m, KINDS[k])):
            module.register_forward_hook(lambda m, i, o, n=name, k=kind: self.forward(m, n, k, o))
        model.register_forward_pre_hook(lambda m, i: self.enter(m, i) if m in self.modules else None)
        for name in WATCHED: self.watch(name, getattr(F, name))
        if isinstance(criterion, nn.Module): criterion.register_forward_hook(
            lambda m, i, o: self.look(type(m).__name__, o, dict(enumerate(i))) if "objectives" not in self.about else None)
        optimizer.register_step_pre_hook(lambda *_: self.enter_step() if self.due else None)
        optimizer.register_step_post_hook(lambda *_: self.leave_step())
        self.write({"schema": 1, "kind": "training-run", "optimizer": type(optimizer).__name__})
    def learns(self, *values): return self.due and torch.is_grad_enabled() and all(map(torch.is_tensor, values))
    def enter(self, model, inputs):
        self.mode = model.training
        if torch.is_grad_enabled(): self.about.update(layers=[], isTraining=model.training)
        for x in [i.detach() for i in inputs if torch.is_tensor(i)][:self.due]:
            key, y = "inputs" if torch.is_grad_enabled() else "inferenceInputs", x.float()
            if x.numel() >= self.about.get(key, {"count": 1})["count"]:   # of several forwards the largest
                self.about[key] = {**moments(y), "count": x.numel(), "isInteger": not x.is_floating_point(),
                                   "notFinite": 0 if y.mean().isfinite() else int((~y.isfinite()).sum())}
    def forward(self, module, name, kind, y):
        if module in self.modules and self.learns(y := y[0] if isinstance(y, tuple) else y) and y.dim() > 1:
            y, units = y.detach(), 2 if y.dim() == 3 else 1   # [N, units], [N, units, H, W], or [N, T, units]
            self.about["layers"].append(line := {"name": name, "kind": kind, **moments(y)})
            if kind == "sequence" and y.dim() == 3 and not module.batch_first: line["placesAndSamples"] = [*y.shape[:2]]
            if kind == "affine" and not self.count and y.shape[units] > 1: line["unitDeviation"] = plain(y.var(units, correction=0).mean().sqrt())
            if kind == "relu": line["activeUnits"] = (y.amax([d for d in range(y.dim()) if d != units]) > 0).tolist()
            if kind in ("tanh", "sigmoid"):
                line["saturatedShare"] = plain(((y > 0.97) | (y < (-0.97 if kind == "tanh" else 0.03))).float().mean())
    def watch(self, name, function):  # the calls of a function of torch.nn.functional
        @functools.wraps(function)
        def watched(*values, **named):
            result = function(*values, **named)
            if self.due: self.look(name, result, inspect.getcallargs(inspect.unwrap(function), *values, **named))
            return result
        setattr(F, name, watched)
    def look(self, name, y, given):
        p, t, *_ = *given.values(), None   # predictions and targets, or what dropout is given and its rate
        if name == "dropout" and given["training"] and self.mode is not None and (torch.is_grad_enabled() or not self.mode):
            self.about["dropout" if torch.is_grad_enabled() else "inferenceDropout"] = t
        elif self.learns(y, p, t) and len(seen := self.about.setdefault("objectives", [])) < 8:
            p, t, axis = p.detach(), t.detach(), -1 if name in ("ctc_loss", "kl_div") else 1
            seen.append(about := {
                "name": name, "value": plain(y.detach().mean()), "prediction": ends(p), "reduction":
                "weighted" if any(torch.is_tensor(given.get(k)) for k in ("weight", "pos_weight")) else given.get("reduction"),
                "predictionShape": [*p.shape], "targetShape": [*t.shape], "target": ends(t), "targetDeviation": moments(t.float())["standardDeviation"]})
            if p.dim() > 1 and p.is_floating_point(): about.update(sums=ends(p.sum(axis)), exponentialSums=ends(p.exp().sum(axis)))
            if not t.is_floating_point() and len(t := t[t != -100]) and 0 <= t.min() and t.max() < 1000:   # -100: ignored
                about["labelCounts"] = t.flatten().bincount().tolist()
    def backward(self, p):
        if self.due:          # what is in a buffer at the first backward was to be zeroed, but not before it was used
            is_empty = p.grad is None or not p.grad.any()
            if is_empty and p in self.seen: self.about["isDiscarded"] = True
            self.stale[p] = 0 if is_empty else self.stale.get(p, 0 if p in self.seen else plain(p.grad.norm()))
        self.seen.add(p)
    def enter_step(self):
        for p in self.names:
            self.before[p] = p.detach().clone(), (torch.zeros_like(p) if p.grad is None else p.grad).detach().clone()
    def leave_step(self):
        for p, (w, g) in self.before.items():
            d, role = p.detach() - w, "bias" if self.names[p].rsplit(".")[-1] == "bias" else "scale" if p in self.scales else "weight"
            self.lines.append({
                "name": self.names[p], "role": role, "shape": [*p.shape], "norm": plain(w.norm()), "mean": plain(w.mean()),
                "gradientNorm": plain(g.norm()), "updateNorm": plain(d.norm()), "staleGradientNorm": self.stale.get(p),
                "descent": plain(-(d * g).sum() / (d.norm() * g.norm())), "isFrozen": not p.requires_grad,
                "shrinkage": plain(-(d * w).sum() / (w * w).sum())})
        self.before, self.stale, self.seen = {}, {}, set()
    def record(self, loss, samples, **more):  # penalty, accuracy, validationLoss, …Accuracy, lossScale, clipping (a factor)
        if self.due:
            self.write({"loss": plain(loss), "samples": samples, "number": self.count, "isUpdated": bool(self.lines),
                        "learningRate": self.optimizer.param_groups[0]["lr"], "parameters": self.lines,
                        **self.about, **{k: plain(v) for k, v in more.items()}})
        self.count, self.due, self.lines, self.about = self.count + 1, (self.count + 1) % self.every == 0, [], {"layers": []}

"""Writes what a PyTorch training loop does as JSON lines, for `sanity read run.jsonl`. Hooks look and change nothing; `every=10` looks at one iteration in ten.
    recorder = Recorder("run.jsonl", model, optimizer)   # before the loop, with criterion=… for a loss that is a module of one's own
    recorder.record(loss, samples=len(x))                # at the end of each iteration; one without an optimizer's step says so"""
import contextlib, copy, functools, inspect, json, math, torch, torch.nn as nn, torch.nn.functional as F
KINDS = {"affine": (nn.Linear, nn.modules.conv._ConvNd), "relu": (nn.ReLU,), "tanh": (nn.Tanh,), "sigmoid": (nn.Sigmoid,),
         "normalization": (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm), "sequence": (nn.RNNBase, nn.MultiheadAttention)}
WATCHED = [n for n in dir(F) if n.endswith("_loss") or "cross_entropy" in n or n in ("kl_div", "dropout")]   # nn calls these
def plain(x): return x if math.isfinite(x := float(x.detach() if torch.is_tensor(x) else x)) else str(x)   # as JSON has numbers, or "nan", "inf", "-inf"
def ends(x): return list(map(plain, x.aminmax()))
def root(x): return math.sqrt(x) if x >= 0 else math.nan
def moments(x, most=1 << 14): return {"mean": plain((y := x.flatten()[::x.numel() // most | 1]).mean()), "standardDeviation": plain(y.std(correction=0))}   # of many values some, an odd step apart, so that no column of two is left out
def rows(p, g, norm, most=1 << 15):   # of a large tensor some rows, where they have their share of its gradient; else all
    part = slice(None, None, max(1, p.numel() // most) if p.dim() > 1 and p.shape[0] > 99 and norm > 0 else 1)
    return part if part.step == 1 or 0.3 * norm < float(g[part].norm()) * part.step ** 0.5 < 3 * norm else slice(None)
def prints(x, most=4096):  # a number a sample, the same for the same values, of many values for some of them
    y = x.reshape(len(x), -1)[:, ::max(1, x[:1].numel() // most)].float().view(torch.int32).long()
    return (y * (torch.arange(1, y.shape[1] + 1, device=y.device) ** 2 * 6364136223846793005)).sum(1).tolist()
def trial(model, inputs):  # what a copy in inference mode, thrown away afterwards, makes of a few samples; None where it cannot be asked
    with contextlib.suppress(Exception), torch.no_grad(), torch.random.fork_rng():
        twin, (*first, x) = copy.deepcopy(model).eval(), [x[:8] if torch.is_tensor(x) else x for x in inputs]
        net = lambda *x: (y if torch.is_tensor(y := twin(*x)) else y[0]).float()
        y, alone = net(*first, x), net(*(i[:1] if torch.is_tensor(i) else i for i in (*first, x))); assert torch.equal(y, net(*first, x))   # not at random
        seen = {"samples": len(inputs[-1]), "largest": plain(y.abs().max()), "spread": plain((y - y[:1]).abs().max()) if (x != x[:1]).any() else None, "mixing": plain((y[:1] - alone).abs().max()) if y[:1].shape == alone.shape else None}   # not pairs of all
        if x.is_floating_point() and not first:   # f((a + b)/2) beside (f(a) + f(b))/2
            seen["curvature"] = plain((net((x + x.roll(1, 0)) / 2) - (y + y.roll(1, 0)) / 2).abs().max())
        elif x.dim() == 2 and x.shape[1] in y.shape[1:]:   # all places but the last, beside the same before another last symbol
            z = net(*first, torch.cat([x[:, :-1], torch.where(x == x.max(), x.min(), x.max())[:, -1:]], 1))
            seen["lookahead"] = plain((z - y).narrow(y.shape.index(x.shape[1], 1), 0, x.shape[1] - 1).abs().max())
        return seen
class Recorder:
    def __init__(self, path, model, optimizer, criterion=None, every=1):
        self.optimizer, self.every, self.count, self.due, self.mode, self.write = optimizer, every, 0, True, None, functools.partial(print, file=open(path, "w"), flush=True)
        self.seen, self.stale, self.before, self.lines, self.about, self.known, self.fed = set(), {}, {}, [], {"layers": []}, set(), torch.zeros(0)
        self.names, self.modules = {p: n for n, p in model.named_parameters()}, set(model.modules())   # no copies
        self.scales = {getattr(m, "weight", None) for m in self.modules if isinstance(m, KINDS["normalization"])}
        for p in filter(lambda p: p.requires_grad, self.names): p.register_hook(lambda _, p=p: self.backward(p) or self.seen.add(p))
        for p, n in [(p, f"{n} (a plain list)") for m in self.modules for n, v in vars(m).items() if type(v) is list for x in v if isinstance(x, nn.Module)
                     for p in x.parameters() if p.requires_grad and p not in self.names]: p.register_hook(lambda _, p=p, n=n: self.names.update({p: n}))
        for name, module, kind in ((n, m, k) for n, m in model.named_modules() for k in KINDS if isinstance(m, KINDS[k])):
            module.register_forward_hook(lambda m, i, o, n=name, k=kind: self.forward(m, n, k, o))
        model.register_forward_pre_hook(lambda m, i: self.enter(m, i) if m in self.modules and self.due else None)
        for f in (getattr(F, name) for name in WATCHED): setattr(F, f.__name__, functools.wraps(f)(lambda *v, f=f, **n: self.look(f.__name__, f(*v, **n), lambda: inspect.getcallargs(inspect.unwrap(f), *v, **n))))
        if isinstance(criterion, nn.Module): criterion.register_forward_hook(lambda m, i, o: self.look(type(m).__name__, o, lambda: dict(enumerate(i))) if self.key("objectives") not in self.about else None)
        optimizer.register_step_pre_hook(lambda *_: self.enter_step() if self.due else None), optimizer.register_step_post_hook(lambda *_: self.leave_step())
        self.write(json.dumps({"schema": 1, "kind": "training-run", "optimizer": type(optimizer).__name__, "betas": [*map(plain, optimizer.defaults.get("betas") or ())], "momentum": optimizer.defaults.get("momentum")}))
    def key(self, name): return name if torch.is_grad_enabled() else "inference" + name[0].upper() + name[1:]   # where nothing is learned
    def enter(self, model, inputs):
        learns, self.mode, values = torch.is_grad_enabled(), model.training, [i.detach() for i in inputs if torch.is_tensor(i) and i.numel()]
        if learns: self.about.update(layers=[], isTraining=model.training); self.fed = values[-1] if values else torch.zeros(0)
        if learns and not self.count and "trial" not in self.about: self.due = False; self.about["trial"] = trial(model, inputs); self.due = True
        if own := prints(values[0]) if values and values[0].dim() > 1 else []:   # the share that was learned from before; of whole numbers all or none
            share = sum(s in self.known for s in own) / len(own)
            self.about[self.key("known")] = min(self.about.get(self.key("known"), 1), 0 if share % 1 and not (values[0] % 1).any() else share)
            self.known.update(own if learns and len(self.known) < 1 << 18 else ())
        for x in (x for x in values if x.numel() >= self.about.get(self.key("inputs"), {"count": 1})["count"]):   # of several forwards the largest
            self.about[self.key("inputs")] = {**moments(y := x.float()), "count": x.numel(), "isInteger": not x.is_floating_point(), "notFinite": 0 if y.sum().isfinite() else int((~y.isfinite()).sum())}
    def forward(self, module, name, kind, y):
        if self.due and module in self.modules and torch.is_grad_enabled() and torch.is_tensor(y := y[0] if isinstance(y, tuple) else y) and y.dim() > 1:
            y, units = y.detach(), 2 if y.dim() == 3 else 1   # [N, units], [N, units, H, W], or [N, T, units]
            self.about["layers"].append(line := {"name": name, "kind": kind, **moments(y)})
            if kind == "sequence" and y.dim() == 3 and not module.batch_first: line["placesAndSamples"] = [*y.shape[:2]]
            if kind == "affine" and not self.count and y.shape[units] > 1: line["unitDeviation"] = plain(y.var(units, correction=0).mean().sqrt())
            if kind == "relu": line["activeUnits"] = (y.amax([d for d in range(y.dim()) if d != units]) > 0).tolist()
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.training: line.update(valuesAChannel=y.numel() // y.shape[1], running=[plain(s.mean()) for s in (module.running_mean, module.running_var) if s is not None])
            if kind in ("tanh", "sigmoid"): line["saturatedShare"] = plain(((y > 0.97) | (y < (-0.97 if kind == "tanh" else 0.03))).float().mean())
    def look(self, name, y, given):  # at predictions and targets, or at what dropout is given and its rate
        given, axis = given() if self.due else {}, -1 if name in ("ctc_loss", "kl_div") else 1
        p, t, *_ = *(x.detach() if torch.is_tensor(x) else x for x in given.values()), None, None; t = given.get("target", t)
        if name == "dropout" and given.get("training") and self.mode is not None and (torch.is_grad_enabled() or not self.mode): self.about[self.key(name)] = t
        if torch.is_tensor(p) and torch.is_tensor(t) and len(seen := self.about.setdefault(self.key("objectives"), [])) < 8:
            seen.append(about := {
                "name": name, "value": plain(y.detach().mean()), "prediction": ends(p), "zeros": plain((p == 0).float().mean()), "target": ends(t),
                "reduction": "weighted" if any(torch.is_tensor(given.get(k)) for k in ("weight", "pos_weight")) else given.get("reduction"), "smoothing": given.get("label_smoothing"),
                "predictionShape": [*p.shape], "targetShape": [*t.shape], "targetDeviation":
                plain((z := t if t.dim() > 1 else t.reshape(-1, 1)).float().var(0, correction=min(1, len(z) - 1)).mean().sqrt())})
            if p.dim() > 1 and p.is_floating_point(): about.update(sums=ends(p.sum(axis)), exponentialSums=ends(p.exp().sum(axis)), targetSums=ends(t.sum(axis)) if p.shape == t.shape else None)
            if (x := self.fed).dim() == 2 and x.numel() == t.numel() and not (x.is_floating_point() or t.is_floating_point()): about.update(copied=plain((x == t.reshape(x.shape)).float().mean()), shifted=plain((x[:, 1:] == t.reshape(x.shape)[:, :-1]).float().mean()))   # inputs, or the next?
            if x.dim() == 2 and len(x) == t.numel() > 9 and 1 < x.shape[1] < 100 and t.unique().numel() < 9: about["telling"] = list(map(plain, (torch.cat([x.float(), (t.reshape(-1, 1) == t.unique()).float()], 1).T.corrcoef()[:x.shape[1], x.shape[1]:].nan_to_num() ** 2).amax(1).max(0)))   # r² of an input
            if not t.is_floating_point() and len(t := t[t != -100]) and 0 <= t.min() and t.max() < 1000: about["labelCounts"] = t.bincount().tolist()   # -100: ignored
        return y
    def backward(self, p):  # what is in a buffer at the first backward was to be zeroed, but not before it was used
        if self.due and (is_empty := p.grad is None or not p.grad.any()) and p in self.seen: self.about["isDiscarded"] = True
        if self.due: self.stale[p] = 0 if is_empty else self.stale.get(p, 0 if p in self.seen else plain(p.grad.norm()))
    def enter_step(self):
        for p, g in ((p, torch.zeros_like(p) if p.grad is None else p.grad.detach()) for p in self.names):
            norm = plain(g.norm()); part = rows(p, g, norm) if type(norm) is float and p.dim() and not g.is_sparse else ...
            self.before[p] = p.detach()[part].clone(), g.to_dense()[part] if g.is_sparse else g[part], g, g._version, norm, part
    def leave_step(self):
        for p, (w, g, whole, version, norm, part) in self.before.items():   # the optimizer may have written into the gradient, which then tells no more
            d, role, more = p.detach()[part] - w, "bias" if self.names[p].rsplit(".")[-1] == "bias" else "scale" if p in self.scales else "weight", p.numel() / max(1, w.numel())
            (ww, wd, _), (_, dd, dg), (_, _, gg) = ((x := torch.stack([w, d, g.to(w.dtype)]).reshape(3, -1).double()) @ x.T).tolist()   # all products at once
            self.lines.append({"name": self.names[p], "role": role, "shape": [*p.shape], "norm": plain(root(ww * more)), "mean": plain(w.mean()), "isFrozen": not p.requires_grad,
                "gradientNorm": norm, "updateNorm": plain(root(dd * more)), "staleGradientNorm": self.stale.get(p), "shrinkage": plain(-wd / ww if ww else math.nan),
                "descent": plain(-dg / root(dd) / root(gg) if dd * gg > 0 else math.nan) if whole._version == version and type(norm) is float else None,
                "lost": plain(((d == 0) & (g != 0)).float().mean()) if p.element_size() < 4 else None})   # in rounding
        self.before, self.stale, self.seen = {}, {}, set()
    def record(self, loss, samples, **more):  # penalty, accuracy, validationLoss, …Accuracy, lossScale, clipping (a factor)
        if self.due: self.write(json.dumps({"loss": plain(loss), "samples": samples, "number": self.count, "isUpdated": bool(self.lines), "parameters": self.lines, "learningRate": self.optimizer.param_groups[0]["lr"], **self.about, **{k: plain(v) for k, v in more.items()}}))
        self.count, self.due, self.lines, self.about = self.count + 1, (self.count + 1) % self.every == 0, [], {"layers": []}

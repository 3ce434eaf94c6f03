"""The part that was listed before thresholds were fixed, and looked at once, afterwards."""
from kinds import *

def healthy(f): return run("held-out", "healthy")(f)
def fault(codes): return run("held-out", "fault", codes)

@healthy
def logistic(path):
    m = nn.Linear(20, 5); fit(path, m, SGD(m.parameters(), 0.5), CE(), blobs())

@healthy
def logistic_from_zero(path):
    m = nn.Linear(20, 5); nn.init.zeros_(m.weight); nn.init.zeros_(m.bias); fit(path, m, SGD(m.parameters(), 0.3, momentum=0.9), CE(), blobs())

@healthy
def sine(path):
    m = mlp((1, 64, 64, 1), act=nn.Tanh); fit(path, m, Adam(m.parameters(), 5e-3), MSE(), wave(), steps=300)

@healthy
def vae(path):
    x = torch.sigmoid(torch.randn(256, 3) @ torch.randn(3, 16)); e, d = nn.Linear(16, 8), nn.Linear(4, 16); m = nn.ModuleList([e, d]); o = Adam(m.parameters(), 5e-3); r = Recorder(path, m, o)
    for n, (b,) in enumerate(batches((x,), 32, 200)):
        mu, s = e(b).chunk(2, 1); z = mu + s.exp() * torch.randn_like(s); kl = (0.5 * (mu ** 2 + (2 * s).exp() - 1) - s).sum(1).mean() * min(1, n / 100)
        o.zero_grad(); loss = F.binary_cross_entropy_with_logits(d(z), b, reduction="none").sum(1).mean() + kl; loss.backward(); o.step(); r.record(loss.detach(), samples=32)

@healthy
def contrastive(path):
    m = mlp((20, 64, 16)); o = Adam(m.parameters(), 2e-3); r = Recorder(path, m, o); x, _ = blobs()
    for (b,) in batches((x,), 64, 150):
        p, q = F.normalize(m(b + 0.3 * torch.randn_like(b)), dim=1), F.normalize(m(b + 0.3 * torch.randn_like(b)), dim=1)
        o.zero_grad(); loss = F.cross_entropy(p @ q.T / 0.2, torch.arange(len(b))); loss.backward(); o.step(); r.record(loss.detach(), samples=64)

@healthy
def q_learning(path):
    m, t = mlp((3, 32, 2)), mlp((3, 32, 2)); t.load_state_dict(m.state_dict()); o = Adam(m.parameters(), 2e-3); r = Recorder(path, m, o)
    for n in range(250):
        s = torch.randn(64, 3); a = torch.randint(2, (64,)); reward = (s[:, 0] * (2 * a - 1)).sign(); s2 = s + 0.5 * torch.randn(64, 3)
        with torch.no_grad(): target = reward + 0.9 * t(s2).max(1).values
        o.zero_grad(); loss = F.smooth_l1_loss(m(s).gather(1, a[:, None])[:, 0], target); loss.backward(); o.step(); r.record(loss.detach(), samples=64)
        if n % 50 == 49: t.load_state_dict(m.state_dict())

@healthy
def lstm_module(path):
    class M(nn.Module):
        def __init__(self): super().__init__(); self.l, self.h = nn.LSTM(2, 32, batch_first=True), nn.Linear(32, 1)
        def forward(self, x): return self.h(self.l(x)[0][:, -1])
    s = torch.randn(256, 8, 2); m = M(); fit(path, m, Adam(m.parameters(), 1e-2), MSE(), (s, s[:, :, :1].sum(1)), steps=150)

@healthy
def highway(path):
    class M(nn.Module):
        def __init__(self):
            super().__init__(); self.i = nn.Linear(20, 32); self.t = nn.ModuleList([nn.Linear(32, 32) for _ in range(3)]); self.h = nn.ModuleList([nn.Linear(32, 32) for _ in range(3)]); self.s, self.r, self.o = nn.Sigmoid(), nn.ReLU(), nn.Linear(32, 5)
            for l in self.t: nn.init.constant_(l.bias, -3)
        def forward(self, x):
            x = self.i(x)
            for t, h in zip(self.t, self.h):
                g = self.s(t(x)); x = g * self.r(h(x)) + (1 - g) * x
            return self.o(x)
    m = M(); fit(path, m, Adam(m.parameters(), 2e-3), CE(), blobs())

@healthy
def squeeze_and_excite(path):
    class M(nn.Module):
        def __init__(self): super().__init__(); self.a, self.q, self.e, self.s, self.r, self.o = nn.Linear(20, 64), nn.Linear(64, 2), nn.Linear(2, 64), nn.Sigmoid(), nn.ReLU(), nn.Linear(64, 5)
        def forward(self, x): x = self.r(self.a(x)); return self.o(x * self.s(self.e(self.r(self.q(x)))))
    m = M(); fit(path, m, Adam(m.parameters(), 3e-3), CE(), blobs())

@healthy
def step_decay(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.2, momentum=0.5), CE(), blobs(noise=2), steps=150, schedule=rates(lambda t: 0.1 ** (t // 50)))

@healthy
def one_cycle(path):
    m = cnn(norm=True); o = SGD(m.parameters(), 0.01, momentum=0.9); s = torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=120); fit(path, m, o, CE(), pictures(), steps=100, schedule=lambda n, o: s.step())

@healthy
def fine_tuning_sgd_small(path):
    d = blobs(noise=2); m = pretrain(mlp(), CE(), d, 80, 3e-3); fit(path, m, SGD(m.parameters(), 1e-3), CE(), d, steps=100)

@healthy
def fine_tuning_adamw_transformer(path):
    m = Transformer(); o = Adam(m.parameters(), 3e-3)
    def loss(): t = text(); return F.cross_entropy(m(t)[:, :-1].reshape(-1, 12), t[:, 1:].reshape(-1))
    for _ in range(150): o.zero_grad(); loss().backward(); o.step()
    o = torch.optim.AdamW(m.parameters(), 2e-5); r = Recorder(path, m, o)
    for _ in range(60): o.zero_grad(); l = loss(); l.backward(); o.step(); r.record(l.detach(), samples=16)

@healthy
def resumed_at_the_floor(path):
    d = blobs(noise=2.5); m = pretrain(mlp(), CE(), d, 400, 3e-3); fit(path, m, SGD(m.parameters(), 0.01, momentum=0.9), CE(), d, steps=100)

@healthy
def full_batch_converged(path):
    d = line(noise=0.5); m = nn.Linear(8, 1); fit(path, m, SGD(m.parameters(), 0.1), MSE(), d, size=256, steps=200)

@healthy
def frozen_norm_fine_tuning(path):
    d = pictures(); m = pretrain(cnn(norm=True), CE(), d, 60, 3e-3); m.eval(); [p.requires_grad_(False) for l in m if isinstance(l, nn.BatchNorm2d) for p in l.parameters()]
    fit(path, m, Adam([p for p in m.parameters() if p.requires_grad], 1e-4), CE(), pictures(noise=1.0), steps=60, train=False)

@healthy
def imbalanced_3_to_1(path):
    x, y = blobs(800, classes=2); k = (y == 0) | (torch.rand(800) < 0.33); m = mlp((20, 32, 2)); fit(path, m, Adam(m.parameters(), 2e-3), CE(), (x[k], y[k]))

@healthy
def heavy_tails(path):
    x, y = line(); y = y + 0.5 * torch.distributions.StudentT(2.0).sample(y.shape); m = mlp((8, 32, 1)); fit(path, m, Adam(m.parameters(), 3e-3), nn.SmoothL1Loss(), (x, y), steps=200)

@healthy
def huge_targets_sgd(path):
    m = nn.Linear(8, 1); fit(path, m, SGD(m.parameters(), 0.05), MSE(), line(scale=1000, offset=5000), steps=150)

@healthy
def dropout_heavy(path):
    m = nn.Sequential(nn.Linear(20, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 5)); fit(path, m, Adam(m.parameters(), 1e-3), CE(), blobs(), steps=150)

@healthy
def label_smoothing(path):
    m = mlp(); fit(path, m, Adam(m.parameters(), 3e-3), CE(label_smoothing=0.2), blobs(), steps=120)

@healthy
def log_probabilities_to_nll(path):
    m = nn.Sequential(mlp(), nn.LogSoftmax(1)); fit(path, m, Adam(m.parameters(), 2e-3), nn.NLLLoss(), blobs())

@healthy
def soft_targets(path):
    x, y = blobs(); m = mlp(); fit(path, m, Adam(m.parameters(), 2e-3), CE(), (x, 0.9 * F.one_hot(y, 5).float() + 0.02))

@healthy
def negative_likelihood_below_zero(path):
    x, y = line(noise=0.05); m = mlp((8, 32, 2)); o = Adam(m.parameters(), 3e-3); r = Recorder(path, m, o)
    for b, t in batches((x, y), 32, 250):
        out = m(b); o.zero_grad(); loss = F.gaussian_nll_loss(out[:, :1], t, out[:, 1:].exp()); loss.backward(); o.step(); r.record(loss.detach(), samples=32)

@healthy
def accumulation_adam_8(path):
    m = cnn(); fit(path, m, Adam(m.parameters(), 3e-3), CE(), pictures(), size=8, steps=200, accumulate=8)

@healthy
def one_in_ten(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.05), CE(), blobs(), steps=400, every=10)

@healthy
def adapters_sgd(path):
    d = blobs(); m = pretrain(mlp(), CE(), d, 100, 3e-3); m = nn.Sequential(*[Adapter(l, 2) if isinstance(l, nn.Linear) else l for l in m])
    fit(path, m, SGD([p for p in m.parameters() if p.requires_grad], 0.1), CE(), blobs(), steps=120)

@healthy
def curriculum(path):
    a, b = blobs(noise=0.5), None; m = mlp(); n = 512; hard = a[0] + 1.5 * torch.randn(a[0].shape); x = torch.cat([a[0], hard]); y = torch.cat([a[1], a[1]])
    order = torch.cat([torch.randperm(n)] * 5 + [n + torch.randperm(n)] * 5); fit(path, m, Adam(m.parameters(), 2e-3), CE(), (x, y), steps=300, order=order)

@healthy
def binary_with_logits_one_column(path):
    x, y = blobs(classes=2); m = mlp((20, 32, 1)); fit(path, m, SGD(m.parameters(), 0.3), nn.BCEWithLogitsLoss(), (x, y[:, None].float()))

@healthy
def segmentation(path):
    x = torch.randn(128, 1, 12, 12); x = F.avg_pool2d(x, 3, 1, 1); y = (x[:, 0] > 0).long(); m = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 1)); fit(path, m, Adam(m.parameters(), 1e-2), CE(), (x, y), size=16, steps=100)

@healthy
def positive_outputs(path):
    x, y = line(); m = nn.Sequential(mlp((8, 32, 1)), nn.ReLU()); nn.init.constant_(m[0][-1].bias, 1.0); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), (x, y.abs()), steps=150)

@healthy
def muon_like_sign(path):
    m = mlp(); o = SGD(m.parameters(), 1e-3)
    def sign(_, model):
        for p in model.parameters(): p.grad.sign_()
    fit(path, m, o, CE(), blobs(), weigh=sign, steps=150)

# Faults

@fault(["S501", "S606", "S605"])
def transformer_rate(path):
    m = Transformer(); o = Adam(m.parameters(), 0.5); r = Recorder(path, m, o)
    for _ in range(60): t = text(); o.zero_grad(); loss = F.cross_entropy(m(t)[:, :-1].reshape(-1, 12), t[:, 1:].reshape(-1)); loss.backward(); o.step(); r.record(loss.detach(), samples=16)

@fault(["S502"])
def transformer_rate_low(path):
    m = Transformer(); o = SGD(m.parameters(), 1e-6); r = Recorder(path, m, o)
    for _ in range(60): t = text(); o.zero_grad(); loss = F.cross_entropy(m(t)[:, :-1].reshape(-1, 12), t[:, 1:].reshape(-1)); loss.backward(); o.step(); r.record(loss.detach(), samples=16)

@fault(["S501", "S606", "S605"])
def logistic_rate(path):
    m = nn.Linear(20, 5); fit(path, m, SGD(m.parameters(), 300), CE(), blobs(noise=2.5))

@fault(["S501", "S606", "S605", "S001"])
def textbook_rate(path):
    x = torch.linspace(0, 9, 10)[:, None]; m = nn.Linear(1, 1); fit(path, m, SGD(m.parameters(), 0.1), MSE(), (x, 2 * x + 3), size=10, steps=60)

@fault(["S606", "S501", "S605"])
def explodes_late(path):
    m = mlp((8, 32, 1)); fit(path, m, SGD(m.parameters(), 0.02), MSE(), line(), steps=150, schedule=rates(lambda t: 1.045 ** t))

@fault(["S406"])
def cleared_every_epoch_only(path):
    m = mlp(); o = SGD(m.parameters(), 0.02); fit(path, m, o, CE(), blobs(), zero=False, schedule=lambda n, o: o.zero_grad() if n % 16 == 15 else None)

@fault(["S405"])
def loss_negated_regression(path):
    m = mlp((8, 32, 1)); o = SGD(m.parameters(), 3e-3); fit(path, m, o, MSE(), line(), weigh=lambda n, m: [p.grad.neg_() for p in m.parameters()] and None)

@fault(["S405"])
def adam_maximizes(path):
    m = cnn(); fit(path, m, Adam(m.parameters(), 1e-3, maximize=True), CE(), pictures(), steps=60)

@fault(["S401"])
def head_not_given(path):
    m = cnn(); fit(path, m, Adam(list(m[:6].parameters()), 1e-3), CE(), pictures(), steps=60)

@fault(["S401"])
def optimizer_of_another_model(path):
    m, other = mlp(), mlp(); o = SGD(other.parameters(), 0.1); r = Recorder(path, m, o, CE())
    c = CE(); r2 = None
    for x, y in batches(blobs(), 32, 60): o.zero_grad(); loss = c(m(x), y); loss.backward(); o.step(); r.record(loss.detach(), samples=32)

@fault(["S101"])
def ones_convolution(path):
    m = cnn(); [nn.init.constant_(p, 0.1) for p in m.parameters() if p.dim() > 1]; fit(path, m, SGD(m.parameters(), 0.01), CE(), pictures(), steps=60)

@fault(["S101"])
def zero_tanh(path):
    m = mlp((8, 32, 32, 1), act=nn.Tanh, init=nn.init.zeros_); fit(path, m, Adam(m.parameters(), 1e-2), MSE(), line())

@fault(["S102", "S601"])
def dead_convolution(path):
    m = cnn(); nn.init.constant_(m[0].bias, -50); fit(path, m, SGD(m.parameters(), 0.05), CE(), pictures(), steps=60)

@fault(["S601", "S501", "S102"])
def killed_by_a_step(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs(), steps=120, schedule=rates(lambda t: 2000 if t == 10 else 1))

@fault(["S202", "S001"])
def saturated_by_inputs(path):
    x, y = blobs(scale=80, shift=100); m = mlp(act=nn.Sigmoid); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x, y))

@fault(["S603", "S103"])
def tanh_stack_small(path):
    m = mlp((20,) + (32,) * 7 + (5,), act=nn.Tanh, init=lambda w: nn.init.normal_(w, 0, 0.02)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S006"])
def sorted_two_classes(path):
    x, y = blobs(classes=2); m = mlp((20, 32, 2)); fit(path, m, Adam(m.parameters(), 3e-3), CE(), (x, y), order=y.argsort())

@fault(["S004"])
def imbalanced_100_to_1(path):
    x, y = blobs(3000, classes=2); k = (y == 0) | (torch.arange(3000) < 40); m = mlp((20, 32, 2)); fit(path, m, Adam(m.parameters(), 2e-3), CE(), (x[k], y[k]), steps=120)

@fault(["S306"])
def softmax_twice_pictures(path):
    m = nn.Sequential(*cnn(), nn.Softmax(1)); fit(path, m, Adam(m.parameters(), 1e-3), CE(), pictures(), steps=60)

@fault(["S306"])
def probabilities_to_nll(path):
    m = nn.Sequential(mlp(), nn.Softmax(1)); fit(path, m, Adam(m.parameters(), 2e-3), nn.NLLLoss(), blobs())

@fault(["S306"])
def softmax_wrong_axis(path):
    m = nn.Sequential(mlp(init=he), nn.Softmax(0)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S307"])
def broadcast_column(path):
    x, y = wave(); c = MSE(); m = nn.Sequential(mlp((1, 32, 32, 1), act=nn.Tanh), nn.Flatten(0)); fit(path, m, Adam(m.parameters(), 3e-3), c, (x, y), steps=120)

@fault(["S407"])
def inference_mode_pictures(path):
    m = cnn(norm=True); fit(path, m, Adam(m.parameters(), 1e-3), CE(), pictures(), steps=60, train=False)

@fault(["S305"])
def coupled_decay(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1, weight_decay=2), CE(), blobs())

@fault(["S305", "S608"])
def l2_drowns(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.05), CE(), blobs(), penalty=lambda m: 0.5 * sum((p ** 2).sum() for p in m.parameters()))

@fault(["S007", "S104"])
def infinite_pixel(path):
    x, y = pictures(); x[100, 0, 3, 3] = float("inf"); m = cnn(); fit(path, m, SGD(m.parameters(), 0.05), CE(), (x, y), steps=40)

@fault(["S605", "S104"])
def log_of_zero(path):
    x, y = blobs(classes=2); y = y[:, None].float(); m = nn.Sequential(mlp((20, 16, 1)), nn.ReLU()); c = lambda p, t: -(t * p.log() + (1 - t) * (1 - p).clamp(min=1e-6).log()).mean(); o = SGD(m.parameters(), 0.05); r = Recorder(path, m, o)
    for a, b in batches((x, y), 32, 40): o.zero_grad(); loss = c(m(a), b); loss.backward(); o.step(); r.record(loss.detach(), samples=32)

@fault(["S608", "S005"])
def noise_for_inputs(path):
    x, y = blobs(); m = cnn(); fit(path, m, SGD(m.parameters(), 0.02), CE(), (torch.randn(512, 1, 12, 12), y % 4), steps=80)

@fault(["S503", "S502", "S608"])
def rate_zero_by_schedule(path):
    m = mlp(); fit(path, m, Adam(m.parameters(), 1e-3), CE(), blobs(), schedule=rates(lambda t: 1e-6))

@fault(["S308"])
def tanh_for_wide_targets(path):
    x, y = line(scale=10); m = nn.Sequential(mlp((8, 32, 1)), nn.Tanh()); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), (x, y), steps=150)

@fault(["S001"])
def raw_pixels(path):
    x, y = pictures(); m = cnn(); fit(path, m, SGD(m.parameters(), 0.05), CE(), (x * 50 + 128, y), steps=60)

@fault(["S402", "S401"])
def no_grad_in_the_middle(path):
    class M(nn.Module):
        def __init__(self): super().__init__(); self.a, self.b = nn.Linear(20, 32), nn.Linear(32, 5)
        def forward(self, x):
            with torch.no_grad(): h = F.relu(self.a(x))
            return self.b(h)
    m = M(); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S403"])
def frozen_decays(path):
    m = mlp(); o = SGD(m.parameters(), 0.1)
    def drift(n, m):
        pass
    m[0].weight.requires_grad_(False); r = Recorder(path, m, o, CE())
    for x, y in batches(blobs(), 32, 60):
        o.zero_grad(); loss = CE()(m(x), y); loss.backward(); m[0].weight.grad = 0.01 * m[0].weight.detach(); o.step(); r.record(loss.detach(), samples=32)

@fault(["S203", "S608"])
def bottleneck_regression(path):
    m = nn.Sequential(mlp((8, 32, 1), init=he), nn.ReLU(), mlp((1, 32, 4), init=he)); x = torch.randn(256, 8); fit(path, m, Adam(m.parameters(), 1e-3), MSE(), (x, torch.randn(256, 4)), steps=100)

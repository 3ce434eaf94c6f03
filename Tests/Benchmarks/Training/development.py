"""The part of the corpus that thresholds were set with."""
from kinds import *

H = "healthy"

# Healthy

for _name, _opt in {"sgd": lambda p: SGD(p, 0.1), "momentum": lambda p: SGD(p, 0.02, momentum=0.9),
                    "adam": lambda p: Adam(p, 1e-3), "adamw": lambda p: torch.optim.AdamW(p, 3e-3),
                    "rmsprop": lambda p: torch.optim.RMSprop(p, 1e-3), "adagrad": lambda p: torch.optim.Adagrad(p, 1e-2)}.items():
    def _f(path, opt=_opt):
        m = mlp(init=he); fit(path, m, opt(m.parameters()), CE(), blobs())
    _f.__name__ = f"classifier_{_name}"; run("development", H)(_f)

    def _f(path, opt=_opt):
        m = cnn(norm=True); fit(path, m, opt(m.parameters()), CE(), pictures(), steps=60)
    _f.__name__ = f"pictures_{_name}"; run("development", H)(_f)


@run("development", H)
def accumulation(path):
    m = mlp(); fit(path, m, SGD(m.parameters(), 0.2), CE(), blobs(), size=16, steps=160, accumulate=4)

@run("development", H)
def noise_floor(path):
    d = line(noise=1.5); m = mlp((8, 32, 1)); pretrain(m, MSE(), d); fit(path, m, SGD(m.parameters(), 1e-3), MSE(), d, steps=120)

@run("development", H)
def noise_floor_from_scratch(path):
    m = mlp((8, 32, 1)); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), line(noise=2.0), steps=300)

@run("development", H)
def cosine_to_zero(path):
    m = mlp(); fit(path, m, SGD(m.parameters(), 0.2), CE(), blobs(noise=3), steps=120, schedule=rates(lambda t: 0.5 * (1 + math.cos(math.pi * min(1, t / 118)))))

@run("development", H)
def warm_up(path):
    m = mlp(init=he); o = SGD(m.parameters(), 0.2); s = rates(lambda t: min(1, t / 30)); s(-1, o); fit(path, m, o, CE(), blobs(), schedule=s)

@run("development", H)
def fine_tuning_adam_1e_5(path):
    d = blobs(noise=2.5); m = pretrain(mlp(), CE(), d, 60, 3e-3); fit(path, m, Adam(m.parameters(), 1e-5), CE(), d, steps=80)

@run("development", H)
def fine_tuning_new_head(path):
    d = blobs(); m = pretrain(mlp(), CE(), d, 100, 3e-3); nn.init.zeros_(m[-1].weight); fit(path, m, Adam(m.parameters(), 1e-4), CE(), d, steps=80)

@run("development", H)
def textbook_regression(path):
    x = torch.linspace(0, 9, 10)[:, None]; y = 2 * x + 3 + 0.8 * torch.randn(10, 1)
    m = nn.Linear(1, 1); fit(path, m, SGD(m.parameters(), 0.02), MSE(), (x, y), size=10, steps=30)

@run("development", H)
def unscaled_regression(path):
    m = mlp((8, 32, 1)); fit(path, m, Adam(m.parameters(), 1e-2), MSE(), line(scale=20, offset=50), steps=200)

@run("development", H)
def adapters(path):
    d = blobs(); m = pretrain(mlp(), CE(), d, 100, 3e-3); d2 = blobs()
    m = nn.Sequential(*[Adapter(l) if isinstance(l, nn.Linear) else l for l in m])
    fit(path, m, Adam([p for p in m.parameters() if p.requires_grad], 3e-3), CE(), d2)

@run("development", H)
def zero_branches(path):
    m = nn.Sequential(nn.Linear(20, 32), *[Block(32, zero=True) for _ in range(4)], nn.Linear(32, 5)); fit(path, m, Adam(m.parameters(), 1e-3), CE(), blobs())

@run("development", H)
def confident_sigmoid_output(path):
    x, y = blobs(classes=2, noise=0.3); m = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
    fit(path, m, Adam(m.parameters(), 1e-2), nn.BCELoss(), (x, y[:, None].float()), steps=200)

@run("development", H)
def confident_tanh_output(path):
    x, y = blobs(classes=2, noise=0.3); m = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 1), nn.Tanh())
    fit(path, m, Adam(m.parameters(), 1e-2), MSE(), (x, 2 * y[:, None].float() - 1), steps=200)

@run("development", H)
def gates(path):
    s = torch.randn(256, 10, 2); y = (s[:, 0, :1] + s[:, 3, :1]); m = Gated(2, 24, 1, forget=4.0); fit(path, m, Adam(m.parameters(), 1e-2), MSE(), (s, y), steps=150)

@run("development", H)
def scaler_skips(path):
    m = mlp(); o = SGD(m.parameters(), 0.1); r = Recorder(path, m, o, CE())
    for n, (x, y) in enumerate(batches(blobs(), 32, 80)):
        o.zero_grad(); loss = CE()(m(x), y); loss.backward()
        if n not in (0, 1, 40): o.step()
        r.record(loss.detach(), samples=32)

@run("development", H)
def language_model(path):
    m = Transformer(); o = Adam(m.parameters(), 3e-3); r = Recorder(path, m, o)
    for _ in range(120):
        t = text(); o.zero_grad(); loss = F.cross_entropy(m(t)[:, :-1].reshape(-1, 12), t[:, 1:].reshape(-1)); loss.backward(); o.step(); r.record(loss.detach(), samples=16)

@run("development", H)
def autoencoder(path):
    x = torch.randn(256, 4) @ torch.randn(4, 20); m = nn.Sequential(nn.Linear(20, 8), nn.Tanh(), nn.Linear(8, 20)); fit(path, m, Adam(m.parameters(), 1e-2), MSE(), (x, x), steps=150)

@run("development", H)
def batch_of_one(path):
    m = mlp(); fit(path, m, SGD(m.parameters(), 0.01), CE(), blobs(noise=2), size=1, steps=500)

@run("development", H)
def sparse_features(path):
    n = 512; tokens = torch.randint(2000, (n, 6)); y = (tokens < 900).sum(1).ge(3).long()
    m = nn.Sequential(nn.EmbeddingBag(2000, 16), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2)); fit(path, m, Adam(m.parameters(), 1e-2), CE(), (tokens, y), steps=160)

@run("development", H)
def deep_default(path):
    m = mlp((20,) + (48,) * 6 + (5,)); fit(path, m, Adam(m.parameters(), 2e-3), CE(), blobs(), steps=120)

@run("development", H)
def frozen_layers(path):
    d = blobs(); m = pretrain(mlp(), CE(), d, 60, 3e-3); [p.requires_grad_(False) for p in m[0].parameters()]; nn.init.xavier_uniform_(m[-1].weight); fit(path, m, SGD(m[2:].parameters(), 0.05), CE(), d)

@run("development", H)
def clipped(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1, momentum=0.9), CE(), blobs(), clip=0.5)

@run("development", H)
def gan(path):
    g, d = mlp((4, 32, 2)), mlp((2, 32, 1)); a, b = Adam(g.parameters(), 1e-3, (0.5, 0.99)), Adam(d.parameters(), 1e-3, (0.5, 0.99)); r = Recorder(path, d, b)
    for _ in range(200):
        real, fake = torch.randn(64, 2) * 0.3 + torch.tensor([1.0, -1.0]), g(torch.randn(64, 4))
        b.zero_grad(); loss = F.softplus(-d(real)).mean() + F.softplus(d(fake.detach())).mean(); loss.backward(); b.step(); r.record(loss.detach(), samples=64)
        a.zero_grad(); F.softplus(-d(g(torch.randn(64, 4)))).mean().backward(); a.step()

@run("development", H)
def policy_gradient(path):
    m = mlp((4, 32, 3)); o = Adam(m.parameters(), 3e-3); r = Recorder(path, m, o)
    for _ in range(150):
        s = torch.randn(64, 4); p = torch.distributions.Categorical(logits=m(s)); a = p.sample(); reward = (a == s[:, :3].argmax(1)).float()
        o.zero_grad(); loss = -(p.log_prob(a) * (reward - reward.mean())).mean(); loss.backward(); o.step(); r.record(loss.detach(), samples=64)

@run("development", H)
def restarts(path):
    m = mlp(); fit(path, m, SGD(m.parameters(), 0.3), CE(), blobs(noise=2), steps=160, schedule=rates(lambda t: 0.5 * (1 + math.cos(math.pi * (t % 40) / 40))))

# Faults

F_ = "fault"

def fault(codes): return run("development", F_, codes)

@fault(["S501", "S606", "S605"])
def rate_times_1000(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 100), CE(), blobs())

@fault(["S501", "S606", "S605"])
def rate_times_30_momentum(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 1.0, momentum=0.9), CE(), blobs())

@fault(["S501"])
def adam_rate_1(path):
    m = cnn(); fit(path, m, Adam(m.parameters(), 1.0), CE(), pictures(), steps=60)

@fault(["S501", "S606", "S605"])
def regression_rate(path):
    m = mlp((8, 32, 1)); fit(path, m, SGD(m.parameters(), 1.0), MSE(), line(scale=5))

@fault(["S502"])
def rate_over_1000(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 1e-4), CE(), blobs())

@fault(["S502"])
def rate_over_1000_adam(path):
    m = cnn(norm=True); fit(path, m, Adam(m.parameters(), 1e-7), CE(), pictures(), steps=60)

@fault(["S502"])
def rate_over_1e5_regression(path):
    m = mlp((8, 32, 1)); fit(path, m, SGD(m.parameters(), 1e-7), MSE(), line())

@fault(["S406"])
def not_zeroed(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.05), CE(), blobs(), zero=False)

@fault(["S406"])
def not_zeroed_adam(path):
    m = cnn(); fit(path, m, Adam(m.parameters(), 1e-3), CE(), pictures(), zero=False, steps=60)

@fault(["S405"])
def sign_flipped(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.03, maximize=True), CE(), blobs())

@fault(["S401"])
def layer_left_out(path):
    m = mlp(init=he); fit(path, m, SGD(list(m[0].parameters()) + list(m[4].parameters()), 0.1), CE(), blobs())

@fault(["S401"])
def no_step(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs(), step=False)

@fault(["S101"])
def zero_weights(path):
    m = mlp(init=nn.init.zeros_); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S101"])
def constant_weights(path):
    m = mlp(init=lambda w: nn.init.constant_(w, 0.05)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S103", "S303", "S202", "S501"])
def huge_weights(path):
    m = mlp(init=lambda w: nn.init.normal_(w, 0, 3)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S103", "S603"])
def tiny_weights(path):
    m = mlp((20, 64, 64, 64, 5), init=lambda w: nn.init.normal_(w, 0, 1e-3)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S603", "S103"])
def sigmoid_stack(path):
    m = mlp((20,) + (32,) * 8 + (5,), act=nn.Sigmoid); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S102"])
def dead_layer(path):
    m = mlp(init=he); nn.init.constant_(m[2].bias, -100); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S202"])
def saturated(path):
    m = mlp(act=nn.Tanh, init=lambda w: nn.init.normal_(w, 0, 5)); fit(path, m, SGD(m.parameters(), 0.01), CE(), blobs())

@fault(["S006"])
def sorted_by_class(path):
    x, y = blobs(); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x, y), order=y.argsort())

@fault(["S004"])
def one_class(path):
    x, y = blobs(); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x, y * 0))

@fault(["S004"])
def class_missing(path):
    x, y = blobs(); k = y != 2; m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x[k], y[k]))

@fault(["S306"])
def softmax_twice(path):
    m = nn.Sequential(mlp(init=he), nn.Softmax(1)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S306"])
def raw_scores_to_nll(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.05), nn.NLLLoss(), blobs())

@fault(["S307"])
def broadcast(path):
    x, y = line(); m = mlp((8, 32, 1)); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), (x, y[:, 0]), steps=150)

@fault(["S407"])
def inference_mode(path):
    m = nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 5)); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs(), train=False)

@fault(["S305"])
def decay_20_percent(path):
    m = mlp(init=he); fit(path, m, torch.optim.AdamW(m.parameters(), 1e-3, weight_decay=200), CE(), blobs())

@fault(["S007", "S104"])
def nan_in_data(path):
    x, y = blobs(); x[300, 3] = float("nan"); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x, y))

@fault(["S606", "S501", "S605"])
def rate_jumps(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1, momentum=0.9), CE(), blobs(), steps=150, schedule=rates(lambda t: 1 if t < 90 else 300))

@fault(["S005", "S608"])
def labels_shuffled(path):
    x, y = blobs(); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.03), CE(), (x, y[torch.randperm(len(y))]))

@fault(["S504", "S502", "S402", "S608"])
def clipped_to_nothing(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs(), clip=1e-7)

@fault(["S502", "S608"])
def schedule_ends_at_once(path):
    m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.01), CE(), blobs(), schedule=rates(lambda t: max(0, 1 - t / 5)))

@fault(["S402", "S401"])
def detached(path):
    class Cut(nn.Module):
        def __init__(self): super().__init__(); self.a, self.b = mlp((20, 64, 64)), mlp((64, 32, 5))
        def forward(self, x): return self.b(F.relu(self.a(x)).detach())
    m = Cut(); fit(path, m, SGD(m.parameters(), 0.1), CE(), blobs())

@fault(["S308"])
def rectified_output(path):
    m = nn.Sequential(mlp((8, 32, 1)), nn.ReLU()); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), line(), steps=150)

@fault(["S308"])
def sigmoid_for_large_targets(path):
    m = nn.Sequential(mlp((8, 32, 1)), nn.Sigmoid()); fit(path, m, Adam(m.parameters(), 3e-3), MSE(), line(offset=40), steps=150)

@fault(["S001"])
def unnormalized_inputs(path):
    x, y = blobs(scale=60, shift=120); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x, y))

@fault(["S001", "S608"])
def constant_inputs(path):
    x, y = blobs(); m = mlp(init=he); fit(path, m, SGD(m.parameters(), 0.1), CE(), (x * 0, y))

@fault(["S203", "S608"])
def layer_of_one_unit(path):
    m = mlp((20, 64, 1, 64, 5), init=he); fit(path, m, SGD(m.parameters(), 0.05), CE(), blobs())

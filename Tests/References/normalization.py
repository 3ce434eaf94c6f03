"""Batch norm, of features and of images; layer norm, of vectors."""

import numpy
import torch

from fixtures import generator, normal
from layer_case import case


def batchnorm(name, shape, mode="training", epsilon=1e-5, momentum=0.1, mean=0.4, scale=1.7):
    """`momentum` is the share of the new statistic; the running variance is the unbiased one."""
    random = generator(name)
    x = normal(random, shape, scale=scale, mean=mean)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}
    state = {
        "running_mean": normal(random, shape[1]),
        "running_var": numpy.round(random.uniform(0.5, 2.5, shape[1]), 4),
    }

    def apply(x, p, s):
        norm = (torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm1d)(
            shape[1], eps=epsilon, momentum=momentum, dtype=torch.float64
        )
        norm.running_mean, norm.running_var = s["running_mean"], s["running_var"]
        norm.train(mode == "training")
        return torch.func.functional_call(norm, {"weight": p["gamma"], "bias": p["beta"]}, x)

    configuration = {"epsilon": epsilon, "momentum": momentum}
    return case(name, "batchnorm", apply, x, parameters, state, configuration, mode)


def cumulative_batchnorm(name, shape, batches):
    """Without a momentum the running statistics are the mean of those of all batches, here after some."""
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}
    state = {
        "running_mean": normal(random, shape[1]),
        "running_var": numpy.round(random.uniform(0.5, 2.5, shape[1]), 4),
        "num_batches_tracked": numpy.array(float(batches)),
    }

    def apply(x, p, s):
        norm = torch.nn.BatchNorm1d(shape[1], momentum=None, dtype=torch.float64)
        norm.running_mean, norm.running_var = s["running_mean"], s["running_var"]
        norm.num_batches_tracked = torch.tensor(batches)
        y = torch.func.functional_call(norm, {"weight": p["gamma"], "bias": p["beta"]}, x)
        s["num_batches_tracked"] += 1
        return y

    configuration = {"epsilon": 1e-5, "cumulative": True}
    return case(name, "batchnorm", apply, x, parameters, state, configuration)


def biased_batchnorm(name, shape, momentum):
    """The running variance takes in the batch's as it is, as in Keras; here by its formula."""
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}
    state = {
        "running_mean": normal(random, shape[1]),
        "running_var": numpy.round(random.uniform(0.5, 2.5, shape[1]), 4),
    }

    def apply(x, p, s):
        y = torch.nn.functional.batch_norm(x, None, None, p["gamma"], p["beta"], True)
        axes = [axis for axis in range(len(shape)) if axis != 1]
        for name, value in (("mean", x.mean(axes)), ("var", x.var(axes, correction=0))):
            s[f"running_{name}"].lerp_(value.detach(), momentum)
        return y

    configuration = {"epsilon": 1e-5, "momentum": momentum, "biased": True}
    return case(name, "batchnorm", apply, x, parameters, state, configuration)


def layernorm(name, shape, epsilon=1e-5):
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[-1], mean=1), "beta": normal(random, shape[-1])}

    def apply(x, p, s):
        return torch.nn.functional.layer_norm(x, shape[-1:], p["gamma"], p["beta"], epsilon)

    return case(name, "layernorm", apply, x, parameters, configuration={"epsilon": epsilon})


def groupnorm(name, shape, groups, epsilon=1e-5, layer="groupnorm"):
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[1], mean=1), "beta": normal(random, shape[1])}

    def apply(x, p, s):
        if layer == "instancenorm":
            return torch.nn.functional.instance_norm(
                x, weight=p["gamma"], bias=p["beta"], eps=epsilon
            )
        return torch.nn.functional.group_norm(x, groups, p["gamma"], p["beta"], epsilon)

    configuration = {"epsilon": epsilon, "groups": groups}
    return case(name, layer, apply, x, parameters, configuration=configuration)


def instancenorm(name, shape, epsilon=1e-5):
    return groupnorm(name, shape, shape[1], epsilon, "instancenorm")


def rmsnorm(name, shape, epsilon=1e-6):
    random = generator(name)
    x = normal(random, shape, scale=1.7, mean=0.4)
    parameters = {"gamma": normal(random, shape[-1], mean=1)}

    def apply(x, p, s):
        return torch.nn.functional.rms_norm(x, shape[-1:], p["gamma"], epsilon)

    return case(name, "rmsnorm", apply, x, parameters, configuration={"epsilon": epsilon})


def l2_normalize(name, shape, axis, zeros=0):
    x = normal(generator(name), shape)
    x.ravel()[:zeros] = 0

    def apply(x, p, s):
        return torch.nn.functional.normalize(x, dim=axis)

    return case(name, "l2-normalize", apply, x, configuration={"axis": axis})


def local_response_norm(name, shape, size, alpha=1e-4, beta=0.75, k=1.0):
    x = normal(generator(name), shape, scale=2.0)

    def apply(x, p, s):
        return torch.nn.functional.local_response_norm(x, size, alpha, beta, k)

    configuration = {"channels": size, "alpha": alpha, "beta": beta, "k": k}
    return case(name, "local-response-norm", apply, x, configuration=configuration)


def cases():
    return [
        batchnorm("batchnorm of sequences, training", (3, 4, 5)),
        batchnorm("batchnorm of sequences, inference", (2, 3, 7), mode="inference"),
        cumulative_batchnorm("batchnorm, cumulative, the first batch", (5, 3), 0),
        cumulative_batchnorm("batchnorm, cumulative, the fourth batch", (4, 2, 3), 3),
        biased_batchnorm("batchnorm, biased running variance", (5, 3), 0.1),
        biased_batchnorm("batchnorm of images, biased running variance", (2, 3, 2, 4), 0.3),
        groupnorm("groupnorm", (2, 6, 4, 3), 3),
        groupnorm("groupnorm of features, epsilon 0.5", (4, 6), 2, epsilon=0.5),
        groupnorm("groupnorm, one group", (3, 4, 5), 1),
        instancenorm("instancenorm", (2, 3, 4, 5)),
        instancenorm("instancenorm of sequences, epsilon 0.5", (3, 2, 6), epsilon=0.5),
        instancenorm("instancenorm, one sample and channel", (1, 1, 3, 4)),
        rmsnorm("rmsnorm of features", (5, 7)),
        rmsnorm("rmsnorm of steps, epsilon 0.5", (2, 3, 4), epsilon=0.5),
        rmsnorm("rmsnorm of one vector", (1, 6)),
        l2_normalize("l2-normalize", (4, 5), 1),
        l2_normalize("l2-normalize over channels", (2, 3, 2, 4), 1),
        l2_normalize("l2-normalize of some zeros", (3, 2, 4), -1, zeros=3),
        local_response_norm("local response norm", (2, 7, 3, 2), 5),
        local_response_norm("local response norm, 4 channels", (2, 6, 3), 4, 0.5, 0.6, 2.0),
        local_response_norm("local response norm, more than there are", (3, 2, 2, 2), 5, 1.0),
        batchnorm("batchnorm of features, training", (5, 3)),
        batchnorm("batchnorm of features, inference", (4, 3), mode="inference"),
        batchnorm("batchnorm of features, inference, one sample", (1, 6), mode="inference"),
        batchnorm("batchnorm of features, training, two samples", (2, 4)),
        batchnorm("batchnorm of features, training, epsilon 0.5", (4, 5), epsilon=0.5),
        batchnorm("batchnorm of features, training, momentum 0.3", (7, 2), momentum=0.3),
        batchnorm("batchnorm of features, training, mean 1000", (6, 3), mean=1000),
        batchnorm("batchnorm of images, training", (2, 3, 4, 5)),
        batchnorm("batchnorm of images, training, one sample", (1, 2, 3, 5)),
        batchnorm("batchnorm of images, training, epsilon 0.5", (3, 2, 2, 4), epsilon=0.5),
        batchnorm("batchnorm of images, inference", (2, 4, 3, 2), mode="inference"),
        batchnorm(
            "batchnorm of images, inference, epsilon 0.5", (3, 2, 3, 2), "inference", epsilon=0.5
        ),
        layernorm("layernorm of features", (5, 7)),
        layernorm("layernorm of steps, epsilon 0.5", (2, 3, 4), epsilon=0.5),
        layernorm("layernorm of one vector", (1, 6)),
    ]

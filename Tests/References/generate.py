"""Writes the golden values of Fixtures/reference-*.json.

    pip install torch jax numpy
    python Tests/References/generate.py

Outputs and gradients come from PyTorch and JAX, so that nothing of this package confirms itself.
Everything is double precision and seeded. Sizes are odd, distinct and non-square, cotangents are
random: most wrong gradients hide behind square shapes, a batch of one, or an upstream of ones.
"""

import jax
import torch

import activations
import affine
import attention
import course
import detection
import embedding
import inception
import losses
import networks
import noise
import normalization
import optimizers
import pooling
import recurrent
import regularizers
import residual
import second_opinion
import stack
import training
from fixtures import write

COMMAND = "python Tests/References/generate.py"
PYTORCH = f"PyTorch {torch.__version__.split('+')[0]} on the CPU"
HOW = "in double precision, gradients by its reverse mode"
BY_PYTORCH = f"{PYTORCH} {HOW}; regenerate with `{COMMAND}`."
BY_JAX = (
    f"JAX {jax.__version__} {HOW}, each within 1e-12 of {PYTORCH}; regenerate with `{COMMAND}`."
)

# One thread, so that no sum depends on how many processors share it.
torch.set_num_threads(1)

layers = [
    *affine.cases(),
    *pooling.cases(),
    *normalization.cases(),
    *activations.cases(),
    *stack.cases(),
    *residual.cases(),
    *recurrent.cases(),
    *embedding.cases(),
    *inception.cases(),
    *attention.cases(),
    *networks.cases(),
    *detection.cases(),
    *noise.cases(),
]
write("reference-layers.json", BY_PYTORCH, layers)
write("reference-losses.json", BY_PYTORCH, losses.cases())
write("reference-regularizers.json", BY_PYTORCH, regularizers.cases())
write("reference-optimizers.json", BY_PYTORCH, optimizers.cases())
write("reference-jax.json", BY_JAX, second_opinion.cases())
training.write(BY_PYTORCH)
course.write()

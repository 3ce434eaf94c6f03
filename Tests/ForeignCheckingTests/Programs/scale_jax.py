"""A jax.custom_vjp; with the argument "wrong" its backward has the wrong sign."""

import sys

sys.path.insert(0, sys.argv[1])
import gradcheck
import jax
import jax.numpy as jnp

sign = -1 if sys.argv[2] == "wrong" else 1


@jax.custom_vjp
def sine(x):
    return jnp.sin(x)


sine.defvjp(lambda x: (jnp.sin(x), x), lambda x, g: (sign * jnp.cos(x) * g,))
gradcheck.serve_jax(sine, x=[0.3, -1.2, 2.0])

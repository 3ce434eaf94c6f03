"""log(1 + exp(s x)); with the argument "wrong" its gradient with respect to s forgets x."""

import sys

sys.path.insert(0, sys.argv[1])
import gradcheck
import numpy as np

wrong = sys.argv[2] == "wrong"


def softplus(x, s):
    print("called")  # is not in the way
    return np.logaddexp(0, s * x)


def pullback(g, x, s):
    slope = g / (1 + np.exp(-s * x))
    return slope * s, np.sum(slope if wrong else slope * x)


gradcheck.serve(softplus, pullback, parameters=["s"], x=np.array([[-2.0, 0.5, 3.0]]), s=0.7)

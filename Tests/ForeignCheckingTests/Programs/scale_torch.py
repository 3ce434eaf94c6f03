"""A torch.autograd.Function; with the argument "wrong" its backward forgets a factor."""

import sys

sys.path.insert(0, sys.argv[1])
import gradcheck
import torch

factor = 1 if sys.argv[2] == "wrong" else 2


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        return factor * ctx.saved_tensors[0] * g


gradcheck.serve_torch(Square.apply, x=torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.1, -0.7]]))

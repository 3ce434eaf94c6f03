import GradientChecking

extension Specimen {
  /// What the rows of the diagnosis call the independent mistakes that they name rightly, by the specimen.
  ///
  /// Their authors named them in words of their own. That the two mean the same was judged by reading, with
  /// no mercy for a true statement that is not the cause; an independent mistake that is not here has not
  /// been named rightly yet.
  static let independentNames: [String: Mistake] = [
    "layer norm: γ multiplied in after the means instead of before, as in batch norm":
      Mistake(.layout, "transposed"),
    "lstm: gradient of the cell not carried from a step to the one before":
      Mistake(.missingPart, "diagonal only"),
    "average pool: g tiled over the image instead of each element repeated":
      Mistake(.layout, "other outputs"),
    "max pool: row and column of the winner within its window exchanged":
      Mistake(.layout, "other places"),
    "linear: dW and db both averaged over the batch":
      Mistake(.scale, "N = 7"),
    "linear: X reshaped to its transpose's shape instead of transposed for dW":
      Mistake(.layout, "transposed"),
    "linear: loop over the samples stops one early in dX":
      Mistake(.place, "input, 6 along axis 0"),
    "conv2d: dw's loop over output columns ends at the number of output rows":
      Mistake(.place, "window columns from 4 left out"),
    "conv2d: db keeps the last sample's sum only":
      Mistake(.place, "sample 0 left out"),
    "conv2d: dx with the kernel turned by 180°":
      Mistake(.layout, "flipped"),
    "conv2d: dx with input and output channels of w exchanged":
      Mistake(.layout, "axes exchanged"),
    "max pool: a pixel that wins several windows keeps the last one's gradient":
      Mistake(.place, "overlaps"),
    "average pool: windows on the border divided by their pixels on the image instead of by 9":
      Mistake(.place, "border"),
    "batch norm: dx as if the variance did not depend on x":
      Mistake(.missingPart, "v"),
    "batch norm: dγ from x instead of the normalized x":
      Mistake(.missingPart, "normalization"),
    "batch norm: means of g and g·x̂ divided by N instead of N·H·W":
      Mistake(.scale, "N for N·H·W"),
    "batch norm: dx divided by √v, without the ε of 0.05":
      Mistake(.epsilon, "ε = 0.05"),
    "batch norm in inference: dx by the formula of training":
      Mistake(.missingPart, "μ and v too many"),
    "relu: mask from the sign of g instead of that of x":
      Mistake(.upstream, "tested"),
    "clamp: gradient let through above the upper bound":
      Mistake(.place, "where it should be 0"),
    "leaky relu: slopes of the two sides exchanged":
      Mistake(.place, "sides exchanged"),
    "elu: slope y + 1 below zero instead of y + α":
      Mistake(.place, "negative side"),
    "sigmoid: slope σ(y)·(1 − σ(y)), the sigmoid taken once more of the output":
      Mistake(.missingPart, "y for x"),
    "sigmoid: g of the first sample used for all samples":
      Mistake(.upstream, "sample 0 for all"),
    "tanh: slope 1 + y² instead of 1 − y²":
      Mistake(.missingPart, "derivative"),
    "log-softmax: g − p instead of g − p·Σg":
      Mistake(.upstream, "added"),
    "softmax: Σ g·y taken over the samples instead of the classes":
      Mistake(.layout, "axes exchanged"),
    "softmax: only the diagonal y·(1 − y) of the Jacobian":
      Mistake(.missingPart, "diagonal only"),
    "dropout: mask not divided by 1 − p":
      Mistake(.scale, "keep probability = 0.6"),
    "dropout: another mask drawn in every backward pass":
      Mistake(.state, "another mask"),
    "dropout in inference: backward drops although inference does not":
      Mistake(.state, "a mask"),
    "flatten: g read as rows, columns, channels instead of channels first":
      Mistake(.layout, "axes exchanged"),
    "stack: slope of the tanh between the layers left out":
      Mistake(.missingPart, "tanh'"),
    "stack: second layer's dW from what went into the tanh instead of what came out":
      Mistake(.missingPart, "tanh'"),
    "residual: dx of the body only, the shortcut's not added":
      Mistake(.missingPart, "g"),
    "residual: g shared out between the branches, half to each":
      Mistake(.scale, "0.5"),
    "lstm: parameter gradients stored in the gate order i, f, o, g":
      Mistake(.layout, "rows permuted"),
    "lstm: second bias never given a gradient":
      Mistake(.zero, "bias_hh"),
    "softmax cross-entropy: p − y not divided by the batch size":
      Mistake(.scale, "N = 6"),
    "softmax cross-entropy: 1 subtracted at label − 1, the labels taken to count from 1":
      Mistake(.layout, "label − 1"),
    "cross-entropy: p − y, the gradient for logits, returned for probabilities":
      Mistake(.missingPart, "1/p"),
    "cross-entropy: gradient from above not multiplied in":
      Mistake(.upstream, "ignored"),
    "mean squared error: divided by the 4 samples instead of the 12 elements":
      Mistake(.scale, "D = 3"),
    "mean squared error: gradient from above multiplied in twice":
      Mistake(.upstream, "squared"),
    "mean absolute error: sign of the prediction instead of the difference":
      Mistake(.missingPart, "target"),
    "huber: sign(d) without δ in the linear part":
      Mistake(.place, "|d| > δ"),
    "hinge: true class gets −1 once instead of for each violated margin":
      Mistake(.missingPart, "count of margins"),
    "squared hinge: gradient of the plain hinge, without 2·margin":
      Mistake(.missingPart, "margin"),
    "l1: gradient that rewards large weights":
      Mistake(.scale, "-1"),
    "l2: λ·w for λ·Σ w², without the 2":
      Mistake(.scale, "0.5"),
    "elastic net: λ₁ and λ₂ exchanged":
      Mistake(.missingPart, "λ₁ for λ₂"),
    "gather: row that was looked up twice keeps the last gradient":
      Mistake(.place, "overlaps"),
    "where: whole gradient given to both choices":
      Mistake(.place, "where it should be 0"),
    "upsampling: only the first of the 9 copies of a pixel counted":
      Mistake(.place, "overlaps"),
    "cumulative sum: g summed from the front instead of from the back":
      Mistake(.layout, "transposed"),
    "mean over axis 1: divided by the 3 rows instead of the 5 columns":
      Mistake(.scale, "1.667"),
    "outer product: da stored in an array of integers, fractions cut off":
      Mistake(.precision, "whole numbers"),
    "matrix product: dB = A·G with A not transposed":
      Mistake(.layout, "transposed"),
    "layer norm: dγ added to that of the calls before":
      Mistake(.state, "accumulated"),
    "cosine similarity: norms taken for constants":
      Mistake(.missingPart, "x"),
    "cosine similarity: gradient for the first vector only":
      Mistake(.zero, "b"),
    "log-sum-exp: exponentials without the maximum subtracted":
      Mistake(.notFinite, "overflow"),
    "polynomial: exponent not lowered by one in dx":
      Mistake(.missingPart, "x too many"),
    "product: product of all divided by x, which is 0":
      Mistake(.notFinite, "x = 0"),
  ]
}

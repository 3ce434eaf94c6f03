/// What a correct case is made of.
enum CorrectKind: String, CaseIterable, Sendable {
  case linear, conv2d, maxpool, avgpool
  case batchnorm
  case relu
  case leakyReLU = "leaky-relu"
  case elu, sigmoid, tanh, softmax, dropout, flatten, stack, residual, lstm
  case softmaxCrossEntropy = "softmax-cross-entropy"
  case crossEntropy = "cross-entropy"
  case mse, mae, huber, hinge
  case squaredHinge = "squared-hinge"
  case l1, l2
  case elasticNet = "elastic-net"
}

import GSL
import Tensors

/// Indices into a table, such as the words of a text: [N, …] of them.
///
/// They have no gradient, so that there is no slot for one.
public struct Tokens<Scalar: TensorScalar>: ConstantGroup {
  public let indices: [Int]
  public let shape: Shape

  public init(_ shape: Shape, _ indices: [Int]) {
    precondition(indices.count == shape.count, "\(shape.count) tokens of shape \(shape)")
    self.indices = indices
    self.shape = shape
  }
}

/// A table of vectors, of which each token takes its own.
///
///     forward    y[n, …, ·] = W[token[n, …], ·]
///     backward   dW[v, ·] = Σ g[n, …, ·]        over the places of token v
///
/// Shapes: tokens [N, …] in 0 ..< V, W [V, D], y [N, …, D]. Throws where a token is not in the table. A table
/// may be tied to the weight [V, D] of a ``Linear`` without bias, which scores every token; see ``Graph``.
public struct Embedding<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    public var weight: Tensor<Scalar>

    public init(weight: Tensor<Scalar>) { self.weight = weight }

    public var slots: [TensorSlot] { [TensorSlot("weight", role: .weight)] }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { weight }
      _modify { yield &weight }
    }
  }

  public var parameters: Parameters

  /// A layer with the given table [V, D].
  public init(weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 2, "W [V, D]")
    parameters = Parameters(weight: weight)
  }

  /// A layer of V vectors of D normal numbers.
  public init(
    _ tokens: Int, _ features: Int,
    initializer: Initializer = .gaussian(standardDeviation: 1), from generator: RandomGenerator
  ) {
    self.init(
      weight: initializer.tensor(
        [tokens, features], fanIn: tokens, fanOut: features, from: generator))
  }

  private var tokens: Int { parameters.weight.shape[0] }
  private var features: Int { parameters.weight.shape[1] }

  public var description: String { "Embedding(\(tokens) × \(features))" }

  /// The cache is the tokens.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tokens<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Tokens<Scalar>) {
    let (indices, tokens, width) = (input.indices, tokens, features)
    if let stray = indices.first(where: { !(0..<tokens).contains($0) }) {
      throw InputError("\(self)", expects: "tokens in 0 ..< \(tokens)", got: "\(stray)")
    }
    let output = Tensor<Scalar>(Shape(input.shape.extents + [width])) { y in
      parameters.weight.withElements { w in
        for (place, token) in indices.enumerated() {
          for j in 0..<width { y[place * width + j] = w[token * width + j] }
        }
      }
    }
    return (output, input)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache tokens: Tokens<Scalar>
  ) -> Gradients<Tokens<Scalar>, Parameters> {
    let width = features
    outputGradient.shape.requireOutput(Shape(tokens.shape.extents + [width]))
    var weight = Tensor<Scalar>(parameters.weight.shape)
    weight.withMutableElements { dw in
      outputGradient.withElements { g in
        for (place, token) in tokens.indices.enumerated() {
          for j in 0..<width { dw[token * width + j] += g[place * width + j] }
        }
      }
    }
    return Gradients(input: tokens, parameters: Parameters(weight: weight))
  }
}

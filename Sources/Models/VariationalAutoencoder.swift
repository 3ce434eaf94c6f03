import GSL
import Layers
import Tensors

/// A variational autoencoder of vectors: an encoder says from which distribution a code is drawn, a decoder gives back
/// the vector that it stands for.
///
///     h = tanh(W·x)        μ, log σ² = two maps of h        z = μ + σ·ε        x̂ = V·tanh(U·z)
///
/// Shapes: x [N, D] in; out come x̂ [N, D], μ and log σ² [N, Z], as the objective `EvidenceLowerBound` takes them. In
/// training ε is drawn from the context's key, the same for the same key; in inference it is 0.
///
/// Source: Kingma, Welling: "Auto-encoding variational Bayes", ICLR 2014.
public struct VariationalAutoencoder<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = VariationalPrediction<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights, of D numbers in, H hidden units and a code of Z numbers.
  public init(_ inputs: Int, hidden: Int, code: Int, from generator: RandomGenerator) {
    func linear(_ inputs: Int, _ outputs: Int) -> Linear<Scalar> {
      Linear(inputs, outputs, initializer: .xavier, from: generator)
    }
    graph = Graph(
      [
        .init(
          "encoder", Stack([.init("fc", linear(inputs, hidden)), .init("tanh", Tanh())])),
        .init("mean", linear(hidden, code), from: "encoder"),
        .init("logVariance", linear(hidden, code), from: "encoder"),
        .init("code", Reparameterization(), from: "mean", "logVariance"),
        .init(
          "decoder",
          Stack([
            .init("fc", linear(code, hidden)), .init("tanh", Tanh()),
            .init("output", linear(hidden, inputs)),
          ])),
      ], outputs: "decoder", "mean", "logVariance")
  }

  public var description: String { "VariationalAutoencoder" }
}

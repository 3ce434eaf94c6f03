import RealModule
import Tensors

/// How much every key matters to every query, by their sum.
///
///     forward    y[n, t, s] = Σ_a v[a]·h[n, t, s, a]        h = tanh(q[n, t, a] + k[n, s, a])
///     backward   z = g[n, t, s]·v[a]·(1 − h²)        dq[n, t, a] = Σ_s z        dk[n, s, a] = Σ_t z
///                dv[a] = Σ g[n, t, s]·h[n, t, s, a]
///
/// Shapes: q [N, T, A] and k [N, S, A], two sources in this order, v [A], y [N, T, S]. Throws where they do not fit.
public struct AdditiveScores<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// v.
    public var weight: Tensor<Scalar>

    public init(weight: Tensor<Scalar>) { self.weight = weight }

    public var slots: [TensorSlot] { [TensorSlot("weight", role: .weight)] }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { weight }
      _modify { yield &weight }
    }
  }

  public struct Cache: Sendable {
    /// h, [N, T, S, A].
    let hidden: Tensor<Scalar>
    let weight: Tensor<Scalar>
  }

  public var parameters: Parameters

  /// A layer with the given v [A].
  public init(weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 1, "v [A]")
    parameters = Parameters(weight: weight)
  }

  public var description: String { "AdditiveScores(\(parameters.weight.count))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: TensorList<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let (tensors, units) = (input.tensors, parameters.weight.count)
    guard tensors.count == 2, tensors.allSatisfy({ $0.shape.rank == 3 && $0.shape[2] == units }),
      tensors[0].shape[0] == tensors[1].shape[0]
    else {
      throw InputError(
        "\(self)", expects: "queries [N, T, \(units)] and keys [N, S, \(units)]",
        got: tensors.map { "\($0.shape)" }.joined(separator: " and "))
    }
    let (samples, queries, keys) = (tensors[0].shape[0], tensors[0].shape[1], tensors[1].shape[1])
    let hidden = Tensor<Scalar>([samples, queries, keys, units]) { h in
      tensors[0].withElements { q in
        tensors[1].withElements { k in
          for row in 0..<samples * queries * keys {
            let query = row / keys * units
            let key = (row / (queries * keys) * keys + row % keys) * units
            for a in 0..<units { h[row * units + a] = Scalar.tanh(q[query + a] + k[key + a]) }
          }
        }
      }
    }
    let weight = parameters.weight
    let output = Tensor<Scalar>([samples, queries, keys]) { y in
      hidden.withElements { h in
        for row in 0..<y.count {
          y[row] = Tensor.sum(units) { weight[$0] * h[row * units + $0] }
        }
      }
    }
    return (output, Cache(hidden: hidden, weight: weight))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<TensorList<Scalar>, Parameters> {
    let shape = cache.hidden.shape
    let (samples, queries, keys, units) = (shape[0], shape[1], shape[2], shape[3])
    outputGradient.shape.requireOutput([samples, queries, keys])
    var (dq, dk) = (
      Tensor<Scalar>([samples, queries, units]), Tensor<Scalar>([samples, keys, units])
    )
    var dv = Tensor<Scalar>([units])
    let weight = cache.weight
    dq.withMutableElements { dq in
      dk.withMutableElements { dk in
        dv.withMutableElements { dv in
          outputGradient.withElements { g in
            cache.hidden.withElements { h in
              for row in 0..<samples * queries * keys {
                let query = row / keys * units
                let key = (row / (queries * keys) * keys + row % keys) * units
                for a in 0..<units {
                  let hidden = h[row * units + a]
                  let z = g[row] * weight[a] * (1 - hidden * hidden)
                  dq[query + a] += z
                  dk[key + a] += z
                  dv[a] += g[row] * hidden
                }
              }
            }
          }
        }
      }
    }
    return Gradients(input: TensorList([dq, dk]), parameters: Parameters(weight: dv))
  }
}

import RealModule
import Tensors

/// Scaled dot-product attention: of the values each query takes a mean, weighted by how well their keys match it.
///
///     forward    S = Q·Kᵀ / √d        P = softmax of the rows of S        Y = P·V
///     backward   dV = Pᵀ·G        dP = G·Vᵀ        dSᵢⱼ = Pᵢⱼ·(dPᵢⱼ − Σₖ dPᵢₖ·Pᵢₖ)
///                dQ = dS·K / √d        dK = dSᵀ·Q / √d
///
/// of each sample, and of each of h heads: columns of Q, K and V in h blocks side by side, d = D/h wide in Q and K.
///
/// Shapes: Q [N, T, D], K [N, S, D], V [N, S, E], Y [N, T, E]; h divides D and E. What a mask hides, or what comes
/// after the query where attention is causal (j > i, counted from the first of both), has Pᵢⱼ = 0 and takes no part
/// in the sum below it. A query that sees no key at all gives 0, without gradients, where some frameworks give what
/// is not a number. Throws where shapes do not fit each other.
///
/// Source: Vaswani et al.: "Attention is all you need", NIPS 2017.
public struct DotProductAttention<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let input: AttentionInput<Scalar>
    /// P, [N, h, T, S].
    public let weights: Tensor<Scalar>
  }

  public let heads: Int
  public let isCausal: Bool

  public init(heads: Int = 1, causal isCausal: Bool = false) {
    precondition(heads > 0, "one head at least")
    (self.heads, self.isCausal) = (heads, isCausal)
  }

  public var description: String {
    "DotProductAttention(heads \(heads)\(isCausal ? ", causal" : ""))"
  }

  /// The extents of an input.
  private struct Extents {
    let samples, queries, keys, width, valueWidth: Int
  }

  private func extents(_ input: AttentionInput<Scalar>) throws(InputError) -> Extents {
    let (q, k, v) = (input.query.shape, input.key.shape, input.value.shape)
    guard q.rank == 3, k.rank == 3, v.rank == 3, k[0] == q[0], v[0] == q[0], k[2] == q[2],
      v[1] == k[1], min(q[1], q[2], k[1], v[2]) > 0, q[2] % heads == 0, v[2] % heads == 0
    else {
      throw InputError(
        "\(self)",
        expects:
          "query [N, T, D], key [N, S, D] and value [N, S, E], none empty, of \(heads) heads",
        got: "\(q), \(k) and \(v)")
    }
    if let mask = input.mask?.shape,
      mask[0] != q[0] || mask[2] != k[1] || mask[1] != 1 && mask[1] != q[1]
    {
      throw InputError(
        "\(self)", expects: "a mask [\(q[0]), \(q[1]) or 1, \(k[1])]", got: "\(mask)")
    }
    return Extents(samples: q[0], queries: q[1], keys: k[1], width: q[2], valueWidth: v[2])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: AttentionInput<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let own = try extents(input)
    let (t, s) = (own.queries, own.keys)
    let scale: Scalar = 1 / Scalar.sqrt(Scalar(own.width / heads))
    let weights = Tensor<Scalar>([own.samples, heads, t, s]) { weights in
      input.query.withElements { q in
        input.key.withElements { k in
          forEachHead(own) { n, head in
            let p = weights.from((n * heads + head) * t * s)
            Scalar.multiply(
              operand(q, n, head, t, own.width),
              operand(k, n, head, s, own.width, transposed: true), into: p, rows: t,
              inner: own.width / heads, columns: s, leadingDimension: s, accumulate: false)
            for i in 0..<t { soften(p + i * s, s, scale, query: i, of: n, input.mask) }
          }
        }
      }
    }
    let output = Tensor<Scalar>([own.samples, t, own.valueWidth]) { y in
      input.value.withElements { v in
        weights.withElements { p in
          forEachHead(own) { n, head in
            let width = own.valueWidth / heads
            Scalar.multiply(
              MatrixOperand(p.from((n * heads + head) * t * s), leadingDimension: s),
              operand(v, n, head, s, own.valueWidth),
              into: y.from(n * t * own.valueWidth + head * width), rows: t, inner: s,
              columns: width, leadingDimension: own.valueWidth, accumulate: false)
          }
        }
      }
    }
    return (output, Cache(input: input, weights: weights))
  }

  /// Makes the softmax of a row of Q·Kᵀ, of what its query may see.
  @inline(__always)
  private func soften(
    _ row: UnsafeMutablePointer<Scalar>, _ count: Int, _ scale: Scalar, query: Int, of sample: Int,
    _ mask: AttentionMask<Scalar>?
  ) {
    let seen = isCausal ? Swift.min(count, query + 1) : count
    let flags = mask?.start(sample: sample, query: query) ?? 0
    var maximum = -Scalar.infinity
    for j in 0..<seen where mask?.isVisible[flags + j] ?? true {
      maximum = Swift.max(maximum, row[j])
    }
    var sum: Scalar = 0
    for j in 0..<count {
      let isHidden = j >= seen || !(mask?.isVisible[flags + j] ?? true)
      row[j] = isHidden ? 0 : Scalar.exp((row[j] - maximum) * scale)
      sum += row[j]
    }
    guard sum != 0 else { return }
    for j in 0..<count { row[j] /= sum }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<AttentionInput<Scalar>, NoTensors<Scalar>> {
    let (input, weights) = (cache.input, cache.weights)
    let own = Extents(
      samples: weights.shape[0], queries: weights.shape[2], keys: weights.shape[3],
      width: input.query.shape[2], valueWidth: input.value.shape[2])
    let (t, s) = (own.queries, own.keys)
    outputGradient.shape.requireOutput([own.samples, t, own.valueWidth])
    let (width, valueWidth) = (own.width / heads, own.valueWidth / heads)
    let scale: Scalar = 1 / Scalar.sqrt(Scalar(width))
    // dS / √d.
    let scores = Tensor<Scalar>(weights.shape) { scores in
      outputGradient.withElements { g in
        input.value.withElements { v in
          weights.withElements { p in
            forEachHead(own) { n, head in
              let start = (n * heads + head) * t * s
              Scalar.multiply(
                operand(g, n, head, t, own.valueWidth),
                operand(v, n, head, s, own.valueWidth, transposed: true), into: scores.from(start),
                rows: t, inner: valueWidth, columns: s, leadingDimension: s, accumulate: false)
              for row in 0..<t {
                let first = start + row * s
                let mean = Tensor.sum(s) { scores[first + $0] * p[first + $0] }
                for j in first..<first + s { scores[j] = scale * p[j] * (scores[j] - mean) }
              }
            }
          }
        }
      }
    }
    /// The product of each head's matrix [T, S], or its transpose, with columns of a tensor.
    func products(
      _ matrices: Tensor<Scalar>, transposed: Bool, _ other: Tensor<Scalar>, like shape: Shape
    ) -> Tensor<Scalar> {
      let width = shape[2] / heads
      return Tensor(shape) { result in
        matrices.withElements { m in
          other.withElements { x in
            forEachHead(own) { n, head in
              Scalar.multiply(
                MatrixOperand(
                  m.from((n * heads + head) * t * s), leadingDimension: s, transposed: transposed),
                operand(x, n, head, transposed ? t : s, shape[2]),
                into: result.from(n * (transposed ? s : t) * shape[2] + head * width),
                rows: transposed ? s : t, inner: transposed ? t : s, columns: width,
                leadingDimension: shape[2], accumulate: false)
            }
          }
        }
      }
    }
    return Gradients(
      input: AttentionInput(
        query: products(scores, transposed: false, input.key, like: input.query.shape),
        key: products(scores, transposed: true, input.query, like: input.key.shape),
        value: products(weights, transposed: true, outputGradient, like: input.value.shape),
        mask: input.mask))
  }

  /// The columns of a head, of the rows of a sample.
  private func operand(
    _ elements: UnsafeBufferPointer<Scalar>, _ sample: Int, _ head: Int, _ rows: Int, _ width: Int,
    transposed: Bool = false
  ) -> MatrixOperand<Scalar> {
    MatrixOperand(
      elements.from(sample * rows * width + head * (width / heads)), leadingDimension: width,
      transposed: transposed)
  }

  private func forEachHead(_ extents: Extents, _ body: (_ sample: Int, _ head: Int) -> Void) {
    for n in 0..<extents.samples {
      for head in 0..<heads { body(n, head) }
    }
  }
}

extension UnsafeBufferPointer {
  fileprivate func from(_ offset: Int) -> UnsafePointer<Element> { baseAddress! + offset }
}

extension UnsafeMutableBufferPointer {
  fileprivate func from(_ offset: Int) -> UnsafeMutablePointer<Element> { baseAddress! + offset }
}

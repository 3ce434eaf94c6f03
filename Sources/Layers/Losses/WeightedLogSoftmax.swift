import RealModule
import Tensors

/// The sum of weighted logarithms of a softmax over classes, with its gradient: what every loss of logits is made of.
///
///     forward    L = −Σ aᵢ·log pᵢ        p = softmax(x) over the classes of a place
///     backward   dxᵢ = p_i·Σⱼ aⱼ − aᵢ    sums over the classes of the same place
///
/// Logits x [N, K, …], coefficients a of the same shape; the places are the samples and all that follows the axis of
/// classes. A class without a coefficient takes part in the softmax only, so that its logit may be −∞.
struct WeightedLogSoftmax<Scalar: TensorScalar>: Sendable {
  let probabilities: Tensor<Scalar>
  let coefficients: Tensor<Scalar>
  /// L.
  let total: Scalar

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ logits: Tensor<Scalar>, _ coefficients: Tensor<Scalar>) {
    let places = Lanes(logits.shape, axis: 1)
    var total: Scalar = 0
    probabilities = Tensor(logits.shape) { p in
      logits.withElements { x in
        coefficients.withElements { a in
          for place in 0..<places.count {
            let (maximum, sum) = places.exponentials(place, of: x, into: p)
            // The largest is 1: what the others add to it would be lost in a sum near 1.
            var (rest, hasLargest): (Scalar, Bool) = (0, false)
            for i in places.positions(place) {
              if !hasLargest, x[i] == maximum { hasLargest = true } else { rest += p[i] }
            }
            let logSum = hasLargest ? Scalar.log(onePlus: rest) : Scalar.log(sum)
            for i in places.positions(place) {
              p[i] /= sum
              if a[i] != 0 { total += a[i] * (logSum - (x[i] - maximum)) }
            }
          }
        }
      }
    }
    self.coefficients = coefficients
    self.total = total
  }

  /// `scale`·dx.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gradient(scale: Scalar) -> Tensor<Scalar> {
    let places = Lanes(probabilities.shape, axis: 1)
    return Tensor(probabilities.shape) { dx in
      probabilities.withElements { p in
        coefficients.withElements { a in
          for place in 0..<places.count {
            let row = places.positions(place)
            var sum: Scalar = 0
            for i in row { sum += a[i] }
            for i in row {
              guard p[i] > 0.5 else {
                dx[i] = scale * (p[i] * sum - a[i])
                continue
              }
              // 1 − p, which is no number of its own where p is near 1.
              var rest: Scalar = 0
              for k in row where k != i { rest += p[k] }
              dx[i] = scale * (p[i] * (sum - a[i]) - a[i] * rest)
            }
          }
        }
      }
    }
  }
}

/// What labels of classes count: a weight a class, a share that is spread over all, a label that is left out.
struct LabelWeights<Scalar: TensorScalar>: Sendable {
  let classWeights: [Scalar]
  let smoothing: Scalar
  let ignored: Int?

  /// a of each class of each place, and Σ w over the places, by which a mean divides.
  ///
  ///     a_c = w_c·((1 − ε)·[c = y] + ε/K)
  func coefficients(_ labels: [Int], _ shape: Shape) -> (Tensor<Scalar>, sum: Scalar) {
    let places = Lanes(shape, axis: 1)
    let share = smoothing / Scalar(shape[1])
    var coefficients = Tensor<Scalar>(shape)
    var sum: Scalar = 0
    for (place, label) in labels.enumerated() where label != ignored {
      for (c, i) in places.positions(place).enumerated() where smoothing != 0 || c == label {
        let weight = classWeights.isEmpty ? 1 : classWeights[c]
        coefficients[i] = weight * (c == label ? 1 - smoothing + share : share)
      }
      sum += classWeights.isEmpty ? 1 : classWeights[label]
    }
    return (coefficients, sum)
  }

  /// - Throws: where `labels` are not one for each place of scores [N, K, …], or the weights not one a class.
  func validate(
    _ loss: some Loss, _ scores: Tensor<Scalar>, _ labels: [Int]
  ) throws(InputError) {
    let shape = scores.shape
    guard shape.rank >= 2, shape[1] > 0 else {
      throw InputError("\(loss)", expects: "a prediction [N, K, …]", got: "\(shape)")
    }
    guard classWeights.isEmpty || classWeights.count == shape[1] else {
      throw InputError(
        "\(loss)", expects: "a prediction [N, \(classWeights.count), …]", got: "\(shape)")
    }
    let places = shape[0] * shape.stride(of: 1)
    guard labels.count == places else {
      throw InputError(
        "\(loss)", expects: "one label for each of \(places) samples", got: "\(labels.count)")
    }
    for (place, label) in labels.enumerated()
    where label != ignored && !(0..<shape[1]).contains(label) {
      throw InputError(
        "\(loss)", expects: "labels in 0 ..< \(shape[1])", got: "\(label) for sample \(place)")
    }
  }
}

extension Reduction {
  /// What a sum is multiplied by whose terms weigh `weight` together; 0 where there are none.
  func factor<Scalar: TensorScalar>(weight: Scalar) -> Scalar {
    self == .sum ? 1 : weight == 0 ? 0 : 1 / weight
  }
}

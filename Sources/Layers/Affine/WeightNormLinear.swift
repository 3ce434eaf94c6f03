import Tensors

/// A linear layer whose weights are told as a direction and a length for each output.
///
///     forward    w_o = s_o·u_o    u_o = v_o / ‖v_o‖    Y = X·Wᵀ + 1·bᵀ
///     backward   dW = Gᵀ·X    ds_o = dw_o·u_o    dv_o = s_o·(dw_o − u_o·(dw_o·u_o)) / ‖v_o‖
///                dX = G·W     db = Gᵀ·1
///
/// Shapes: as ``Linear``, v [O, D], s [O]. A direction of zeros gives weights of zeros, and has no gradient. As
/// PyTorch's `weight_norm` of a linear layer, which calls s `g`, with `dim=0`.
///
/// Source: Salimans, Kingma: "Weight normalization", NeurIPS 2016.
public struct WeightNormLinear<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// v.
    public var direction: Tensor<Scalar>
    /// s.
    public var length: Tensor<Scalar>
    /// b.
    public var bias: Tensor<Scalar>

    public init(direction: Tensor<Scalar>, length: Tensor<Scalar>, bias: Tensor<Scalar>) {
      (self.direction, self.length, self.bias) = (direction, length, bias)
    }

    public var slots: [TensorSlot] {
      [
        TensorSlot("direction", role: .weight), TensorSlot("length", role: .scale),
        TensorSlot("bias", role: .bias),
      ]
    }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { [direction, length, bias][position] }
      _modify {
        switch position {
        case 0: yield &direction
        case 1: yield &length
        default: yield &bias
        }
      }
    }
  }

  public struct Cache: Sendable {
    /// u, with ‖v‖.
    let unit: UnitLanes<Scalar>
    /// s.
    let length: Tensor<Scalar>
    /// The layer of W.
    let linear: Linear<Scalar>
    let cache: Linear<Scalar>.Cache
  }

  public var parameters: Parameters

  /// A layer with the given v [O, D], s [O] and b [O].
  public init(direction: Tensor<Scalar>, length: Tensor<Scalar>, bias: Tensor<Scalar>) {
    precondition(
      direction.shape.rank == 2 && length.shape == [direction.shape[0]]
        && bias.shape == length.shape, "v [O, D], s [O], b [O]")
    parameters = Parameters(direction: direction, length: length, bias: bias)
  }

  /// A layer that computes what another does, at first.
  public init(_ linear: Linear<Scalar>) {
    let weight = linear.parameters.weight
    let lengths = Tensor([weight.shape[0]], UnitLanes(rows: weight).lengths)
    self.init(
      direction: weight, length: lengths, bias: linear.parameters.bias ?? Tensor(lengths.shape))
  }

  public var description: String {
    let shape = parameters.direction.shape
    return "WeightNormLinear(\(shape[1]) → \(shape[0]))"
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let (unit, length) = (UnitLanes(rows: parameters.direction), parameters.length)
    let weight = unit.output.scaled(by: length, plus: nil, length: unit.output.shape[1])
    let linear = Linear(weight: weight, bias: parameters.bias)
    let (output, cache) = try linear.forward(input, in: context)
    return (output, Cache(unit: unit, length: length, linear: linear, cache: cache))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let (unit, length) = (cache.unit, cache.length)
    let inner = cache.linear.backward(outputGradient, cache: cache.cache)
    let (dw, width) = (inner.parameters.weight, unit.output.shape[1])
    let along = dw * unit.output
    return Gradients(
      input: inner.input,
      parameters: Parameters(
        direction: unit.inputGradient(dw.scaled(by: length, plus: nil, length: width)),
        length: Tensor(length.shape) { ds in
          for o in ds.indices { ds[o] = Tensor.sum(width) { along[o * width + $0] } }
        },
        bias: inner.parameters.bias!))
  }
}

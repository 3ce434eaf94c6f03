import Tensors

/// The leaky rectifier whose slope below zero is learned, one for all numbers or one a channel.
///
///     forward    y = x where x > 0, else α_c·x
///     backward   dx = g where x > 0, else α_c·g        dα_c = Σ g·x over the x ≤ 0 of channel c
///
/// Shapes: x [N, C, …] for α [C], any for α [1]; it starts at 0.25, as in PyTorch. Not differentiable at 0, where the
/// slope taken is α. Throws where the channels are not as many as there are slopes.
///
/// Source: He et al.: "Delving deep into rectifiers", ICCV 2015.
public struct PReLU<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// α.
    public var slope: Tensor<Scalar>

    public init(slope: Tensor<Scalar>) { self.slope = slope }

    public var slots: [TensorSlot] { [TensorSlot("weight", role: .scale)] }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { slope }
      _modify { yield &slope }
    }
  }

  public struct Cache: Sendable, BranchTracing {
    let input: Tensor<Scalar>
    /// α.
    let slope: Tensor<Scalar>

    public var branches: [UInt16] { input.branches(above: [0]) }
  }

  public var parameters: Parameters

  /// A layer with the given slopes, [C] or [1].
  public init(slope: Tensor<Scalar>) {
    precondition(slope.shape.rank == 1 && slope.count > 0, "α [C] or [1]")
    parameters = Parameters(slope: slope)
  }

  /// A layer with a slope a channel, or one for all.
  public init(_ channels: Int = 1) { self.init(slope: Tensor([channels], repeating: 0.25)) }

  public var description: String { "PReLU(\(parameters.slope.count))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let (slope, channels) = (parameters.slope, parameters.slope.count)
    guard channels == 1 || input.shape.rank > 1 && input.shape[1] == channels else {
      throw InputError("\(self)", expects: "input [N, \(channels), …]", got: "\(input.shape)")
    }
    let length = PReLU.length(input.shape, channels)
    let output = Tensor<Scalar>(input.shape) { y in
      input.withElements { x in
        slope.withElements { slope in
          for i in 0..<x.count {
            y[i] = x[i] > 0 ? x[i] : slope[i / length % channels] * x[i]
          }
        }
      }
    }
    return (output, Cache(input: input, slope: slope))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    outputGradient.shape.requireOutput(cache.input.shape)
    let channels = cache.slope.count
    let length = PReLU.length(cache.input.shape, channels)
    var slopes = Tensor<Scalar>(cache.slope.shape)
    let input = Tensor<Scalar>(cache.input.shape) { dx in
      slopes.withMutableElements { dslope in
        cache.input.withElements { x in
          cache.slope.withElements { slope in
            outputGradient.withElements { g in
              for i in 0..<x.count {
                let c = i / length % channels
                dx[i] = x[i] > 0 ? g[i] : slope[c] * g[i]
                if !(x[i] > 0) { dslope[c] += g[i] * x[i] }
              }
            }
          }
        }
      }
    }
    return Gradients(input: input, parameters: Parameters(slope: slopes))
  }

  /// The numbers of a channel in one sample.
  private static func length(_ shape: Shape, _ channels: Int) -> Int {
    channels == 1 ? max(1, shape.count) : max(1, shape.stride(of: 1))
  }
}

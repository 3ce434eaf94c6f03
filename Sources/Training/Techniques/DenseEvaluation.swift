import Layers
import Tensors

extension Linear {
  /// The same map as a convolution whose one window is the whole image: over larger ones it slides.
  ///
  /// - Parameter shape: [C, H, W] of what was flattened, of as many numbers as the layer takes.
  public func convolution(over shape: Shape) -> Conv2D<Scalar> {
    let weight = parameters.weight
    precondition(
      shape.rank == 3 && shape.count == weight.shape[1], "\(shape) for \(weight.shape[1]) inputs")
    return Conv2D(
      weight: weight.reshaped([weight.shape[0], shape[0], shape[1], shape[2]]),
      bias: parameters.bias)
  }
}

extension Stack {
  /// The same network, to be slid over larger images: ``Flatten`` goes, linear layers become convolutions, and the
  /// output is [N, K, H, W], the scores of every place, of which the mean over places judges the whole image.
  ///
  /// - Parameter shape: [C, H, W] of the images that it was made for.
  /// - Throws: ``InputError`` where such an image does not go through it.
  public func denselyEvaluated(over shape: Shape) throws(InputError) -> Stack {
    var activation = Tensor<Scalar>(Shape([1] + shape.extents))
    var dense: [Member] = []
    for member in members where !(member.layer.base is Flatten<Scalar>) {
      var member = member
      if let linear = member.layer.base as? Linear<Scalar> {
        let image = Shape(Array(activation.shape.extents.dropFirst()))
        member = .init(member.name, linear.convolution(over: image))
      }
      activation = try member.layer.forward(activation, in: ForwardContext(.inference)).output
      dense.append(member)
    }
    return Stack(dense)
  }
}

/// Scores of an image from several crops of it: what dense evaluation does at once, and cheaper.
public enum MultiCrop {
  /// The mean of the scores of the four corners and the middle of each image, [N, K].
  ///
  /// - Throws: `InputError` where a crop is larger than the images or does not fit the network.
  public static func scores<Scalar: TensorScalar>(
    of images: Tensor<Scalar>, crop: Extent, by network: some Layer<Scalar>
  ) throws(InputError) -> Tensor<Scalar> {
    let shape = images.shape
    guard shape.rank == 4, crop.rows <= shape[2], crop.columns <= shape[3] else {
      throw InputError(
        "crops of \(crop)", expects: "images [N, C, H, W] as large at least", got: "\(shape)")
    }
    let (down, across) = (shape[2] - crop.rows, shape[3] - crop.columns)
    let layer = AnyLayer(network)
    var sum: Tensor<Scalar>?
    for (row, column) in [
      (0, 0), (0, across), (down, 0), (down, across), (down / 2, across / 2),
    ] {
      let part = images.slice(row..<row + crop.rows, along: 2)
        .slice(column..<column + crop.columns, along: 3)
      let scores = try layer.forward(part, in: ForwardContext(.inference)).output
      sum = sum.map { $0 + scores } ?? scores
    }
    return sum! / 5
  }
}

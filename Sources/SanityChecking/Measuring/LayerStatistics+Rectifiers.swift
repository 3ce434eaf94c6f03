import Diagnostics
import Layers
import Tensors

extension LayerStatistics {
  /// What comes out of every ReLU in a pass.
  static func rectifiers<Scalar: TensorScalar>(in trace: Trace<Scalar>) -> [LayerStatistics] {
    trace.leaves.compactMap { leaf in
      leaf.layer.base is ReLU<Scalar>
        ? leaf.output.tensor.map { LayerStatistics(leaf.name, leaf.layer.base, output: $0) } : nil
    }
  }
}

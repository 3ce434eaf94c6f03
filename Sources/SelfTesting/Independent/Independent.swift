extension Specimen {
  /// Mistakes written from the mathematics of each subject alone.
  static var independent: [Specimen] {
    independentLayers + independentLosses + independentRegularizers + independentFunctions
  }

  private static var independentLayers: [Specimen] {
    independentLinear + independentConvolution + independentPooling + independentBatchNorm
      + independentActivations + independentSoftmax + independentDropout + independentFlatten
      + independentStack + independentResidual + independentLSTM
  }
}

extension Specimen {
  /// Mistakes that have a story, and those of the same kind as them.
  public static func told() -> [Specimen] {
    linear + convolution + maxPool + averagePool + batchNorm + rectifiers + smoothActivations
      + dropout + flatten + stack + labelLosses + regressionLosses + regularizers + indexing
      + algebra + singular + exponentials + clamp + recurrent + traps
  }

  /// All specimens, each with a name of its own.
  public static func catalogue() throws -> [Specimen] { try told() + doubled() }
}

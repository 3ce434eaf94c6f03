/// A floating-point type in which closures may compute.
public protocol MapScalar: BinaryFloatingPoint, Sendable {
  /// The precision that a map of this type declares.
  static var precision: Precision { get }
  /// These numbers in this type.
  static func rounding(_ numbers: [Double]) -> [Self]
  /// These numbers as the checker has them.
  static func widening(_ numbers: [Self]) -> [Double]
}

extension Double: MapScalar {
  public static var precision: Precision { .double }
  public static func rounding(_ numbers: [Double]) -> [Double] { numbers }
  public static func widening(_ numbers: [Double]) -> [Double] { numbers }
}

extension Float: MapScalar {
  public static var precision: Precision { .float }
  public static func rounding(_ numbers: [Double]) -> [Float] { numbers.map { Float($0) } }
  public static func widening(_ numbers: [Float]) -> [Double] { numbers.map { Double($0) } }
}

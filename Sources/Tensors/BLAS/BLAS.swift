import Synchronization

/// The matrix products of the CBLAS that was found at run time.
///
/// OpenBLAS, BLIS, MKL or Apple's Accelerate where one is installed; else GSL's own CBLAS, which is
/// correct everywhere and an order of magnitude slower. A library is asked to use one thread: the
/// work is spread over the cores further out, where results do not depend on how many there are.
public struct BLAS: Sendable {
  /// The library in use, found at the first product.
  public static let shared = {
    defer { isLoaded.store(true, ordering: .releasing) }
    return BLAS(BLASLibrary.findFastest())
  }()

  /// The library in use; nil where there was no product so far, and nothing is loaded.
  public static var loaded: BLAS? { isLoaded.load(ordering: .acquiring) ? shared : nil }

  private static let isLoaded = Atomic(false)

  typealias DGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32,
      Double, UnsafePointer<Double>, Int32, UnsafePointer<Double>, Int32,
      Double, UnsafeMutablePointer<Double>, Int32
    ) -> Void
  typealias SGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32,
      Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32,
      Float, UnsafeMutablePointer<Float>, Int32
    ) -> Void

  let dgemm: DGEMM
  let sgemm: SGEMM

  /// The library by name, with its version and kernels where it tells them.
  public let name: String
  /// Whether the library is tuned for the processor, as all but the fallback are.
  public let isTuned: Bool

  // The enumerators of the CBLAS standard, the same in every implementation.
  static let rowMajor: Int32 = 101
  static func transposition(_ isTransposed: Bool) -> Int32 { isTransposed ? 112 : 111 }

  private init(_ library: BLASLibrary?) {
    guard let library,
      let dgemm = library.function("cblas_dgemm", as: DGEMM.self),
      let sgemm = library.function("cblas_sgemm", as: SGEMM.self)
    else {
      preconditionFailure("no CBLAS was found: install libgsl-dev (or libopenblas0 for speed)")
    }
    self.dgemm = dgemm
    self.sgemm = sgemm
    name = library.name
    isTuned = library.isTuned
  }
}

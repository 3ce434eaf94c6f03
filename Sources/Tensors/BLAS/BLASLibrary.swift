#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A CBLAS loaded into this process.
struct BLASLibrary {
  /// What is looked for, fastest first.
  private enum Candidate: CaseIterable {
    case accelerate
    case openBLAS
    case mkl
    case blis
    case gsl

    var files: [String] {
      switch self {
      case .accelerate: ["/System/Library/Frameworks/Accelerate.framework/Accelerate"]
      case .openBLAS: ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"]
      case .mkl: ["libmkl_rt.so.2", "libmkl_rt.so"]
      case .blis: ["libblis.so.4", "libblis.so"]
      case .gsl: ["libgslcblas.so.0", "libgslcblas.so", "libgslcblas.dylib"]
      }
    }
  }

  private let handle: UnsafeMutableRawPointer
  let name: String
  let isTuned: Bool

  /// The fastest CBLAS that this machine has, nil where it has none.
  static func findFastest() -> BLASLibrary? {
    for candidate in Candidate.allCases {
      guard let handle = load(candidate) else { continue }
      switch candidate {
      case .accelerate: return BLASLibrary(handle: handle, name: "Accelerate", isTuned: true)
      case .openBLAS: return openBLAS(handle)
      case .mkl: return mkl(handle)
      case .blis: return BLASLibrary(handle: handle, name: "BLIS", isTuned: true)
      case .gsl: return BLASLibrary(handle: handle, name: "GSL CBLAS", isTuned: false)
      }
    }
    return nil
  }

  /// The address of one of the library's functions.
  func function<Function>(_ symbol: String, as type: Function.Type) -> Function? {
    dlsym(handle, symbol).map { unsafeBitCast($0, to: type) }
  }

  private static func load(_ candidate: Candidate) -> UnsafeMutableRawPointer? {
    for file in candidate.files {
      if let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) { return handle }
    }
    return nil
  }
}

// MARK: - OpenBLAS

extension BLASLibrary {
  /// OpenBLAS chooses its kernels by the processor's model number, and falls back to old ones for a
  /// model younger than itself. The choice is made while the library loads, so a better one needs
  /// the variable set and the library loaded anew.
  private static func openBLAS(_ handle: UnsafeMutableRawPointer) -> BLASLibrary {
    let library = BLASLibrary(openBLAS: handle)
    guard getenv(coreTypeVariable) == nil, let chosen = library.openBLASCore,
      let better = ProcessorKernels.supported, better > ProcessorKernels(openBLASCore: chosen)
    else { return library }

    dlclose(handle)
    setenv(coreTypeVariable, better.openBLASCore, 1)
    defer { unsetenv(coreTypeVariable) }
    guard let reloaded = load(.openBLAS) else {
      preconditionFailure("OpenBLAS loaded once and then no more")
    }
    return BLASLibrary(openBLAS: reloaded)
  }

  private static let coreTypeVariable = "OPENBLAS_CORETYPE"

  private init(openBLAS handle: UnsafeMutableRawPointer) {
    self.handle = handle
    isTuned = true
    let library = BLASLibrary(handle: handle, name: "", isTuned: true)
    typealias SetThreads = @convention(c) (Int32) -> Void
    if getenv("OPENBLAS_NUM_THREADS") == nil {
      library.function("openblas_set_num_threads", as: SetThreads.self)?(1)
    }
    let version = library.text("openblas_get_config")?.split(separator: " ").dropFirst().first
    let kernels = library.openBLASCore.map { " (\($0) kernels)" }
    name = "OpenBLAS \(version ?? "")\(kernels ?? "")"
  }

  private var openBLASCore: String? { text("openblas_get_corename") }

  private func text(_ symbol: String) -> String? {
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    return function(symbol, as: Text.self)?().map { String(cString: $0) }
  }
}

// MARK: - MKL

extension BLASLibrary {
  private static func mkl(_ handle: UnsafeMutableRawPointer) -> BLASLibrary {
    let library = BLASLibrary(handle: handle, name: "MKL", isTuned: true)
    typealias SetThreads = @convention(c) (Int32) -> Void
    if getenv("MKL_NUM_THREADS") == nil {
      library.function("MKL_Set_Num_Threads", as: SetThreads.self)?(1)
    }
    return library
  }
}

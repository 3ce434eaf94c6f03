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
      guard hasRoom(for: candidate), let handle = load(candidate) else { continue }
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

  /// Whether the address space, which may be limited, has room for what the library takes in its products.
  /// OpenBLAS asks for its memory again and again where it is not given any, and for ever.
  private static func hasRoom(for candidate: Candidate) -> Bool {
    guard candidate == .openBLAS else { return true }
    let size = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) * openBLASBuffer + openBLASSize
    let room = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let room, room != MAP_FAILED else { return false }
    munmap(room, size)
    return true
  }

  /// What a thread of OpenBLAS 0.3 works in, and what the library itself takes.
  private static let (openBLASBuffer, openBLASSize) = ((128 << 20) + 4096, 48 << 20)

  /// The address of one of the library's functions.
  func function<Function>(_ symbol: String, as type: Function.Type) -> Function? {
    dlsym(handle, symbol).map { unsafeBitCast($0, to: type) }
  }

  private static func load(_ candidate: Candidate) -> UnsafeMutableRawPointer? {
    func open() -> UnsafeMutableRawPointer? {
      for file in candidate.files {
        if let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) { return handle }
      }
      return nil
    }
    return candidate == .openBLAS ? withVariable(threadsVariable, "1", open) : open()
  }

  /// What `body` returns where an environment variable that the user has not set has this value.
  private static func withVariable<Result>(
    _ name: String, _ value: String, _ body: () -> Result
  ) -> Result {
    guard getenv(name) == nil else { return body() }
    setenv(name, value, 1)
    defer { unsetenv(name) }
    return body()
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
    let reloaded = withVariable(coreTypeVariable, better.openBLASCore) { load(.openBLAS) }
    guard let reloaded else {
      preconditionFailure("OpenBLAS loaded once and then no more")
    }
    return BLASLibrary(openBLAS: reloaded)
  }

  private static let coreTypeVariable = "OPENBLAS_CORETYPE"
  /// Said before the library loads: threads that it has started it waits for when it is unloaded, for ever
  /// where there was no memory for them.
  private static let threadsVariable = "OPENBLAS_NUM_THREADS"

  private init(openBLAS handle: UnsafeMutableRawPointer) {
    self.handle = handle
    isTuned = true
    let library = BLASLibrary(handle: handle, name: "", isTuned: true)
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

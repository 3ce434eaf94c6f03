#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The generations of x86 matrix kernels, by the widest instructions they use.
enum ProcessorKernels: Int, Comparable {
  case baseline
  case avx2
  case avx512

  static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The generation of the kernels that OpenBLAS calls by this name.
  init(openBLASCore name: String) {
    switch name.lowercased() {
    case "skylakex", "cooperlake", "sapphirerapids": self = .avx512
    case "haswell", "zen": self = .avx2
    default: self = .baseline
    }
  }

  /// OpenBLAS's name for the kernels of this generation.
  var openBLASCore: String {
    switch self {
    case .baseline: "Nehalem"
    case .avx2: "Haswell"
    case .avx512: "SkylakeX"
    }
  }

  /// The best generation that this processor can run, nil where that cannot be told.
  static let supported: ProcessorKernels? = {
    #if os(Linux) && arch(x86_64)
      guard let flags = processorFlags() else { return nil }
      if flags.isSuperset(of: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]) {
        return .avx512
      }
      return flags.isSuperset(of: ["avx2", "fma"]) ? .avx2 : .baseline
    #else
      return nil
    #endif
  }()

  /// The flags of the first processor in /proc/cpuinfo: what both it and the kernel support.
  private static func processorFlags() -> Set<Substring>? {
    guard let file = fopen("/proc/cpuinfo", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 8192)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix("flags") else { continue }
      return Set(text.split(whereSeparator: \.isWhitespace).dropFirst(2))
    }
    return nil
  }
}

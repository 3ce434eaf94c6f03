import Foundation
import NamedTensors
import Tensors
import Testing

@Suite("FileReplacement")
struct FileReplacementTests {
  private let array = TensorData(Tensor<Double>([2], [1, 2]))

  private func refusal(of path: String) -> String? {
    NamedTensorsTests.refusal { () throws(InputError) in try NPY.write(array, to: path) }
  }

  @Test("A file is replaced as a whole, keeps its permissions, and leaves nothing beside it")
  func replacement() throws {
    let folder = try ScratchFolder()
    let path = folder.file("a.npy")
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try NPY.write(array, to: path)
    #expect(try NPY.read(path) == array)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try folder.files == ["a.npy"])
  }

  @Test("A symbolic link stays, and what it leads to is replaced")
  func link() throws {
    let folder = try ScratchFolder()
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder.file("real.npy")))
    #expect(symlink("real.npy", folder.file("link.npy")) == 0)
    try NPY.write(array, to: folder.file("link.npy"))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link.npy"))
        == "real.npy")
    #expect(try NPY.read(folder.file("real.npy")) == array)
  }

  @Test("Where no file can be, the path and the system's reason are told, and nothing is left")
  func refusals() throws {
    let folder = try ScratchFolder()
    #expect(
      refusal(of: folder.file("no/a.npy"))
        == "writing \"\(folder.file("no/a.npy"))\" expects a place for a file, "
        + "got No such file or directory")
    #expect(refusal(of: folder.path)?.hasSuffix("got a directory") == true)
    #expect(refusal(of: "/dev/null")?.hasSuffix("got a device, pipe or socket") == true)
    #expect(try folder.files == [])
  }

  @Test("A full disk leaves the old file as it was")
  func fullDisk() async {
    // A limit on the size of files is as good as a full disk; it holds for the process, so in one of its own.
    await #expect(processExitsWith: .success) {
      let folder = try ScratchFolder()
      let path = folder.file("a.npy")
      let old = TensorData([1, 2, 3], shape: [3])
      try NPY.write(old, to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      #if canImport(Darwin)
        let resource = RLIMIT_FSIZE
      #else
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      #endif
      guard setrlimit(resource, &limit) == 0 else { exit(2) }
      let message = NamedTensorsTests.refusal { () throws(InputError) in
        try NPY.write(TensorData(Tensor<Double>([1000])), to: path)
      }
      guard message?.hasSuffix("got File too large") == true else { exit(3) }
      guard try NPY.read(path) == old, try folder.files == ["a.npy"] else { exit(4) }
    }
  }
}

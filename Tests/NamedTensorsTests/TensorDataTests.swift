import NamedTensors
import Tensors
import Testing

@Suite("TensorData")
struct TensorDataTests {
  private func bits(_ x: Tensor<Double>) -> [UInt64] { x.elements.map(\.bitPattern) }
  private func bits(_ x: Tensor<Float>) -> [UInt64] { x.elements.map { UInt64($0.bitPattern) } }

  @Test("Numbers of a tensor's own precision keep every bit, into the data and out of them")
  func ownPrecision() {
    let double = Tensor<Double>([3, 4], specialDoubleBits.map { Double(bitPattern: $0) })
    #expect(TensorData(double) == .golden(.float64, bits: specialDoubleBits))
    #expect(bits(Tensor<Double>(TensorData(double))) == specialDoubleBits)
    let single = Tensor<Float>([3, 4], specialSingleBits.map { Float(bitPattern: UInt32($0)) })
    #expect(TensorData(single) == .golden(.float32, bits: specialSingleBits))
    #expect(bits(Tensor<Float>(TensorData(single))) == specialSingleBits)
  }

  @Test(
    "Every type converts to either precision, exactly where that can hold the number",
    arguments: ElementType.allCases)
  func conversion(type: ElementType) {
    func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
      let expected: [Scalar] = (0..<15).map { k in
        let whole = 7 * k % 23
        return switch type {
        case .bool: whole > 11 ? 1 : 0
        case .uint8, .uint16, .uint32, .uint64: Scalar(whole)
        case .int8, .int16, .int32, .int64: Scalar(whole - 11)
        case .float16, .bfloat16, .float32, .float64: Scalar(whole - 11) / 4
        }
      }
      #expect(Tensor<Scalar>(TensorData.golden(type, [3, 5])) == Tensor([3, 5], expected))
    }
    check(Double.self)
    check(Float.self)
  }

  @Test("Halves are −0, 1, the infinities, 65504, 2⁻¹⁴, 1023·2⁻²⁴, −2⁻²⁴, and what is not a number")
  func halves() {
    let numbers = Tensor<Double>(.golden(.float16, bits: specialHalfBits)).elements
    #expect(
      Array(numbers.prefix(8))
        == [-0.0, 1, .infinity, -.infinity, 65504, 0x1p-14, 1023 * 0x1p-24, -0x1p-24])
    #expect(numbers[0].sign == .minus)
    #expect(numbers.suffix(4).allSatisfy { $0.isNaN })
  }

  @Test("Numbers beyond a type go to the nearest one, and beyond the largest to infinity")
  func rounding() throws {
    let large = TensorData(Tensor<Double>([3], [1 + 0x1p-30, 1e300, -1e300]))
    #expect(Tensor<Float>(large).elements == [1, .infinity, -.infinity])
    let whole = TensorData([(1 << 53) + 1], shape: [1])
    #expect(Tensor<Double>(whole)[0] == 0x1p53)
    #expect(try whole.integers() == [(1 << 53) + 1])
  }

  @Test("Whole numbers come back as they were, from every integer type")
  func integers() throws {
    #expect(try TensorData([.min, -1, 0, .max], shape: [2, 2]).integers() == [.min, -1, 0, .max])
    for type: ElementType in [.int8, .int16, .int32, .int64] {
      let expected = (0..<9).map { 7 * $0 % 23 - 11 }
      #expect(try TensorData.golden(type, [9]).integers() == expected)
    }
    for type: ElementType in [.uint8, .uint16, .uint32, .uint64] {
      #expect(try TensorData.golden(type, [9]).integers() == (0..<9).map { 7 * $0 % 23 })
    }
    #expect(try TensorData(.bool, [3], bytes: [0, 1, 2]).integers() == [0, 1, 1])
  }

  @Test("Real numbers are no integers, and one above Int.max is none")
  func noIntegers() {
    #expect(
      refusal { () throws(InputError) in try TensorData.golden(.float32, [2]).integers() }
        == "integers() expects elements of an integer type, got float32")
    let huge = TensorData(.uint64, [1, 2], bytes: [UInt8](repeating: 0, count: 15) + [0x80])
    #expect(
      refusal { () throws(InputError) in try huge.integers() }
        == "integers() expects numbers up to 9223372036854775807, got a larger one at [0, 1]")
  }

  @Test("Data are equal where type, shape and all bits are")
  func equality() {
    let nan = TensorData(Tensor<Double>([1], [.nan]))
    #expect(nan == nan)
    #expect(TensorData(Tensor<Double>([1], [0])) != TensorData(Tensor<Double>([1], [-0.0])))
    #expect(TensorData.golden(.int8, [3]) != .golden(.int8, [3, 1]))
    #expect(TensorData(.int8, [1], bytes: [1]) != TensorData(.uint8, [1], bytes: [1]))
  }
}

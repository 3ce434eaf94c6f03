import Tensors
import Testing

@Suite("Tensor arithmetic")
struct TensorArithmeticTests {
  private typealias Operation<Scalar> = (
    name: String, number: (Scalar, Scalar) -> Scalar,
    tensors: (Tensor<Scalar>, Tensor<Scalar>) -> Tensor<Scalar>,
    right: (Tensor<Scalar>, Scalar) -> Tensor<Scalar>,
    left: (Scalar, Tensor<Scalar>) -> Tensor<Scalar>,
    inPlace: (inout Tensor<Scalar>, Tensor<Scalar>) -> Void,
    numberInPlace: (inout Tensor<Scalar>, Scalar) -> Void
  ) where Scalar: TensorScalar

  private func operations<Scalar: TensorScalar>() -> [Operation<Scalar>] {
    [
      ("+", { $0 + $1 }, { $0 + $1 }, { $0 + $1 }, { $0 + $1 }, { $0 += $1 }, { $0 += $1 }),
      ("-", { $0 - $1 }, { $0 - $1 }, { $0 - $1 }, { $0 - $1 }, { $0 -= $1 }, { $0 -= $1 }),
      ("*", { $0 * $1 }, { $0 * $1 }, { $0 * $1 }, { $0 * $1 }, { $0 *= $1 }, { $0 *= $1 }),
      ("/", { $0 / $1 }, { $0 / $1 }, { $0 / $1 }, { $0 / $1 }, { $0 /= $1 }, { $0 /= $1 }),
    ]
  }

  /// Elements in thirds, so that results are rounded, and none is 0.
  private func elements<Scalar: TensorScalar>(_ shape: Shape, seed: UInt64) -> Tensor<Scalar> {
    Tensor.wholeNumbers(shape, seed: seed).map { ($0 + 4.5) / 3 }
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ shape: Shape) {
    let x: Tensor<Scalar> = elements(shape, seed: 1)
    let y: Tensor<Scalar> = elements(shape, seed: 2)
    let number: Scalar = -0.7
    for operation in operations() as [Operation<Scalar>] {
      let pairs = Tensor(
        shape, (0..<x.count).map { operation.number(x[$0], y[$0]) })
      let withNumber = Tensor(shape, x.elements.map { operation.number($0, number) })
      let fromNumber = Tensor(shape, x.elements.map { operation.number(number, $0) })
      #expect(operation.tensors(x, y) == pairs, "x \(operation.name) y")
      #expect(operation.right(x, number) == withNumber, "x \(operation.name) number")
      #expect(operation.left(number, x) == fromNumber, "number \(operation.name) x")
      var z = x
      operation.inPlace(&z, y)
      #expect(z == pairs, "x \(operation.name)= y")
      z = x
      operation.numberInPlace(&z, number)
      #expect(z == withNumber, "x \(operation.name)= number")
    }
    #expect(-x == Tensor(shape, x.elements.map { -$0 }))
    var sum = x
    sum.add(y, times: number)
    #expect(sum == Tensor(shape, (0..<x.count).map { x[$0] + number * y[$0] }))
  }

  @Test(
    "Every operator is the loop over the elements, in either precision", arguments: algebraShapes)
  func loops(shape: Shape) {
    check(Double.self, shape)
    check(Float.self, shape)
  }

  @Test("In place arithmetic leaves copies alone, and takes the tensor itself as the other one")
  func values() {
    let original = Tensor<Double>([2, 2], [1, 2, 3, 4])
    var changed = original
    changed += 1
    changed *= changed
    #expect(original.elements == [1, 2, 3, 4])
    #expect(changed.elements == [4, 9, 16, 25])
    changed -= changed
    #expect(changed == Tensor([2, 2]))
  }

  @Test("Operators on literals and chains of them mean what they say")
  func chains() {
    let a = Tensor<Float>([3], [1, 2, 4])
    let b = Tensor<Float>([3], [2, 2, 8])
    #expect((1 - (a + b) / 2 * a).elements == [-0.5, -3, -23])
    #expect((2 * a - b / 2).elements == [1, 3, 4])
  }

  @Test("The negative of 0 is −0, and what is not a number stays so")
  func specials() {
    let x = Tensor<Double>([3], [0, .nan, .infinity])
    let negative = -x
    #expect(negative[0] == 0 && negative[0].sign == .minus)
    #expect(negative[1].isNaN)
    #expect((x - x)[2].isNaN)
  }

  @Test("Tensors of two shapes end the program with both shapes")
  func shapes() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor<Double>([2, 3]) + Tensor<Double>([3, 2])
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("x + y expects tensors of one shape, got [2, 3] and [3, 2]"))
  }
}

import GradientChecking
import Testing

@Suite("Failure messages")
struct FailureMessageTests {
  @Test("A check that passed has none")
  func passed() {
    #expect(message([block("x", [derivative(1, 1, .agree)])], warnings: ["a warning"]) == nil)
  }

  @Test("The worst coordinate comes first, then the rest of its block, then other blocks")
  func wrong() {
    let right = derivative(1, 1, .agree)
    let text = message(
      [
        block("input", [right, derivative(1.01, 1, .disagree), derivative(1.02, 1, .disagree)]),
        block("bias", [right, right]),
        block(
          "weight", shape: [2, 2],
          [right, derivative(0.5, 0.4, .disagree), derivative(2.4, 1.2, .disagree), right]),
      ],
      warnings: ["the batch has one sample"])
    #expect(
      text == """
        wrong gradient of Affine: weight[1, 0] is 2.4 analytically, 1.2 numerically (relative error \
        0.5; wrong)
          weight[0, 1] is 0.5 analytically, 0.4 numerically (relative error 0.2; wrong)
          weight: wrong at 2 of 4 checked coordinates
          input[2] is 1.02 analytically, 1 numerically (relative error 0.02; wrong)
          input: wrong at 2 of 3 checked coordinates
          the batch has one sample
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("At most five coordinates are listed")
  func many() {
    let text = message([block("x", (1...9).map { derivative(2 * Double($0), 1, .disagree) })])
    #expect(text?.components(separatedBy: "analytically").count == 6)
    #expect(text?.contains("x: wrong at 9 of 9 checked coordinates") == true)
  }

  @Test("There are as many digits as it takes to see the difference")
  func digits() {
    #expect(
      message([block("x", shape: [], [derivative(1.000_001_234, 1.000_001, .disagree)])]) == """
        wrong gradient of Affine: x is 1.00000123 analytically, 1.000001 ± 1e-12 numerically (relative error \
        2.3e-07; too much where the function is smooth)
          x: wrong at 1 of 1 checked coordinates
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("An explanation ends the sentence")
  func explanation() {
    let wrong = derivative(3, 1, .disagree, "outside the kink of relu1")
    #expect(
      message([block("x", [wrong])])?.hasPrefix(
        "wrong gradient of Affine: x[0] is 3 analytically, 1 numerically (relative error 0.67; "
          + "wrong): outside the kink of relu1\n") == true)
  }

  @Test("A zero gradient is remarked upon")
  func zero() {
    #expect(
      message([block("x", [derivative(0, 1, .disagree)])]) == """
        wrong gradient of Affine: x[0] is 0 analytically, 1 numerically (relative error 1; wrong)
          x: wrong at 1 of 1 checked coordinates
          x: the analytic gradient is zero everywhere, the numeric one is not
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("A direction that disagrees where no coordinate does")
  func direction() {
    let text = message([
      block("x", [derivative(1, 1, .agree)], direction: derivative(2, 4, .disagree))
    ])
    #expect(
      text == """
        wrong gradient of Affine: x along a random direction is 2 analytically, 4 numerically \
        (relative error 0.5; wrong), though none of the 1 checked coordinates is
          x: coordinates that were not sampled are wrong: a random direction disagrees
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("A jump")
  func jump() {
    let jump = derivative(1, 5e4, .jump, "the function jumps by 1 here, however small the step")
    #expect(
      message([block("x", [jump])]) == """
        Affine has no derivative at x[0]: the function jumps by 1 here, however small the step
          x: wrong at 1 of 1 checked coordinates
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("Too much that cannot be told")
  func inconclusive() {
    let open = derivative(1, .nan, .inconclusive, "the function has no finite values on both sides")
    let vague = derivative(1, 2, .inconclusive, "off by 1, with an uncertainty of 0.5")
    #expect(
      message([block("x", [open, derivative(1, 1, .agree), vague])]) == """
        inconclusive gradient of Affine: x[0] is 1 analytically, nan numerically: the function has no \
        finite values on both sides
          x[2] is 1 analytically, 2 numerically: off by 1, with an uncertainty of 0.5
          x: 2 of 3 coordinates are inconclusive
          reproduce with seed 0, step 1e-05
        """)
  }

  @Test("Broken promises, each with its evidence")
  func promises() {
    let text = message(
      [],
      probes: [
        ContractProbe("shapes match", violation: nil),
        ContractProbe("value is repeatable", violation: "output 0 is 1.0 at first, 2.0 later"),
        ContractProbe("variables are left alone", violation: "the variables' values have changed"),
      ])
    #expect(
      text == """
        Affine cannot be checked: output 0 is 1.0 at first, 2.0 later (broken promise: value is \
        repeatable)
          the variables' values have changed (broken promise: variables are left alone)
          reproduce with seed 0, step 1e-05
        """)
  }
}

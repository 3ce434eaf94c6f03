import GSL
import Testing

@Suite("RandomKey")
struct RandomKeyTests {
  @Test("A seed's bits are SplitMix64's outputs for the states that start at 1234567")
  func splitMix() {
    // Published with Vigna's splitmix64.c on Rosetta Code. The state grows by the golden ratio.
    let outputs: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    for (step, output) in outputs.enumerated() {
      let state = 1_234_567 &+ UInt64(step) &* 0x9E37_79B9_7F4A_7C15
      #expect(RandomKey(state).bits == output)
    }
  }

  @Test("Keys of different labels differ, and so do keys of different parents")
  func distinct() {
    let parents = (0..<10).map { RandomKey(UInt64($0)) }
    let labels = Array(-500..<500) + [.min, .max]
    var keys = Set(parents)
    for parent in parents { keys.formUnion(labels.map(parent.derived)) }
    #expect(keys.count == 10 + 10 * 1002)
  }

  @Test("A key does not depend on what else was derived, or in which order")
  func orderIndependence() {
    let key = RandomKey(9)
    let forward = (0..<10).map { key.derived($0) }
    let backward = (0..<10).reversed().map { key.derived($0) }
    #expect(forward == backward.reversed())
    #expect(key == RandomKey(9))
  }

  @Test("The way to a key matters: label 1 of label 2 is not label 2 of label 1")
  func path() {
    let key = RandomKey(4)
    #expect(key.derived(1).derived(2) != key.derived(2).derived(1))
    #expect(key.derived(1).derived(1) != key)
    #expect(key.derived(0) != key)
  }

  @Test("Half of the bits change from one label to the next")
  func avalanche() {
    let key = RandomKey(11)
    let changed = (0..<1000).reduce(0) {
      $0 + (key.derived($1).bits ^ key.derived($1 + 1).bits).nonzeroBitCount
    }
    // 64,000 bits, each changed with probability ½: five deviations are 633.
    #expect(abs(changed - 32_000) < 633)
  }

  @Test("Generators of derived keys are not correlated")
  func correlation() throws {
    let key = RandomKey(12)
    for label in 0..<20 {
      let a = RandomGenerator(key.derived(label)).normals(2000)
      let b = RandomGenerator(key.derived(label + 1)).normals(2000)
      let correlation = try #require(Statistics.mean(zip(a, b).map { $0 * $1 }))
      #expect(abs(correlation) < 5 / 2000.0.squareRoot())
    }
  }
}

import Testing

@testable import SelfTesting

@Suite struct SelfTestTextTests {
  private static func specimen(
    _ mistake: Mistake, _ title: String, verdict: Verdict, isLocated: Bool? = true,
    naming: Naming? = nil
  ) -> SpecimenResult {
    SpecimenResult(
      id: "gather: \(title)", subject: "gather", mistake: mistake, appearance: mistake, threads: [],
      telling: .facts, dilution: Dilution(portion: .entry, share: 1e-4), seed: 3, error: 3.2e-5,
      verdict: verdict,
      isLocated: isLocated, brokenPromises: [], diagnosis: nil, naming: naming)
  }

  private static func correct(_ verdict: Verdict, inconclusive: Int) -> CorrectResult {
    CorrectResult(
      subject: "relu", title: "ReLU on [3]", number: 7, verdict: verdict, coordinates: 40,
      inconclusive: inconclusive, worst: verdict == .passed ? nil : "input[2]: disagree")
  }

  @Test func `names are graded in a table of their own, where they were asked for`() {
    let report = SelfTestReport(
      extent: .selection, seed: 3,
      specimens: [
        Self.specimen(.scale(2), "doubled", verdict: .refuted, naming: .right),
        Self.specimen(.scale(2), "doubled", verdict: .refuted, naming: Naming.none),
        Self.specimen(.layout("flipped"), "flipped", verdict: .refuted, naming: .wrong),
      ], correct: [])
    #expect(
      SelfTestText.render(report).contains(
        """
          mistake  named right  named wrong     no name
          scale     1 (50.0 %)    0 (0.0 %)  1 (50.0 %)
          layout     0 (0.0 %)  1 (100.0 %)   0 (0.0 %)
          all       1 (33.3 %)   1 (33.3 %)  1 (33.3 %)

        """))
    #expect(report.share(named: .right) == 1.0 / 3)
  }

  @Test func `all is well`() {
    let report = SelfTestReport(
      extent: .selection, seed: 3,
      specimens: [Self.specimen(.scale(2), "doubled", verdict: .refuted)],
      correct: [Self.correct(.passed, inconclusive: 0)])
    #expect(
      SelfTestText.render(report) == """
        1 mistakes, 1 wrong gradients in all; 1 right ones; seed 3

          mistake  caught  missed  located  smallest error caught
          scale         1       0      1/1                  3e-05
          all           1       0      1/1                  3e-05

          right gradient of  cases  false alarms  undecided  inconclusive
          relu                   1             0          0        0.00 %
          all                    1             0          0        0.00 %

        Every mistake was caught, and no right gradient called wrong.

        """)
  }

  @Test func `what is missed and what is a false alarm is listed`() {
    let report = SelfTestReport(
      extent: .selection, seed: 3,
      specimens: [
        Self.specimen(.place("overlaps"), "overwritten", verdict: .passed, isLocated: false),
        Self.specimen(.state("accumulated"), "added", verdict: .refuted, isLocated: nil),
      ],
      correct: [Self.correct(.refuted, inconclusive: 1), Self.correct(.open, inconclusive: 3)])
    #expect(!report.isPassed)
    #expect(
      SelfTestText.render(report) == """
        2 mistakes, 2 wrong gradients in all; 2 right ones; seed 3

          mistake  caught  missed  located  smallest error caught
          place         0       1      0/1                      –
          state         1       0        –                  3e-05
          all           1       1      0/1                  3e-05

          right gradient of  cases  false alarms  undecided  inconclusive
          relu                   2             1          1        5.00 %
          all                    2             1          1        5.00 %

        Missed:
          gather: overwritten: entry, 0.01 %, seed 3, passed

        False alarms:
          7: ReLU on [3]
            input[2]: disagree

        1 mistakes missed, 1 false alarms.

        """)
  }
}

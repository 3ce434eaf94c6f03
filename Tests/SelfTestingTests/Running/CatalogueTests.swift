import SelfTesting
import Testing

/// The checker against everything that is known to be wrong, and ten thousand gradients that are right.
@Suite(.serialized) struct CatalogueTests {
  /// Specimens that the checker leaves open, each with why.
  static let beyondReach: [String: Comment] = [
    "elu: input of ELU(α 1.0) on [4, 7], with exact zeros doubled":
      "one entry on a kink of the second derivative"
  ]

  /// Kinds of right gradients of which some are called wrong, each with why.
  static let knownAlarms: [String: Comment] = [
    "stack": "a bias in front of a batch norm has no gradient but rounding"
  ]

  static let report = Result {
    var test = SelfTest()
    test.extent = .everything
    return try test.run()
  }

  @Test func `everything was asked`() throws {
    let report = try Self.report.get()
    #expect(Set(report.specimens.map(\.id)).count >= 350)
    #expect(report.specimens.count >= 3900)
    #expect(report.correct.count >= 10_000)
    #expect(Set(report.specimens.map(\.mistake.family)) == Set(MistakeFamily.allCases))
  }

  @Test func `every mistake is caught, at every strength`() throws {
    let missed = try Self.report.get().missed
    for result in missed where Self.beyondReach[result.id] == nil {
      Issue.record("\(result.id), \(result.dilution): \(result.verdict)")
    }
    for (id, reason) in Self.beyondReach {
      withKnownIssue(reason) { #expect(!missed.contains { $0.id == id }, "\(id)") }
    }
  }

  @Test func `what is caught is caught in its own block`() throws {
    for result in try Self.report.get().specimens where result.verdict == .refuted {
      #expect(result.isLocated != false, "\(result.id), \(result.dilution)")
    }
  }

  @Test func `no right gradient is called wrong`() throws {
    let alarms = try Self.report.get().falseAlarms
    for alarm in alarms where alarm.number == nil || Self.knownAlarms[alarm.subject] == nil {
      Issue.record("\(alarm.number ?? -1) \(alarm.title): \(alarm.worst ?? "")")
    }
    for (subject, reason) in Self.knownAlarms {
      withKnownIssue(reason) {
        #expect(!alarms.contains { $0.subject == subject }, "\(subject)")
      }
    }
    #expect(alarms.count <= 2)
  }

  @Test func `little is left undecided`() throws {
    let report = try Self.report.get()
    #expect(report.undecided.count <= 10)
    #expect(report.inconclusiveShare < 0.0005)
  }
}

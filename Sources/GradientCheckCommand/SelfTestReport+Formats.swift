import Foundation
import Reporting
import SelfTesting

extension SelfTestReport: ReportDocument {
  public static let formats: [ReportFormat<SelfTestReport>] = [
    ReportFormat("text", "for the terminal") { Data(SelfTestText.render($0).utf8) },
    ReportFormat("json", "for programs") { try $0.json() },
  ]
}

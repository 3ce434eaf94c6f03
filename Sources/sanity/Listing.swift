import Commands
import Diagnostics
import Models
import Training

/// The text of `--list`.
enum Listing {
  static var text: String {
    [
      section("Models (--model)", ModelChoice.allCases.map { ($0.rawValue, $0.summary) }),
      section("Probes (--probe)", ProbeName.allCases.map { ($0.rawValue, $0.summary) }),
      section("Optimizers (--optimizer)", OptimizerName.allCases.map { ($0.rawValue, $0.summary) }),
      section(
        "Initializers (--initializer)", InitializerName.allCases.map { ($0.rawValue, $0.summary) }),
      section(
        "Activations (--activation)", Activation.allCases.map { ($0.rawValue, $0.summary) }),
    ].joined(separator: "\n")
  }
}

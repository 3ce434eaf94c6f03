import LayerChecking
import GradientChecking
import Tensors

let seed = CommandLine.arguments.count > 1 ? UInt64(CommandLine.arguments[1])! : 0
let precision: Precision = CommandLine.arguments.count > 2 ? .float : .double
let clock = ContinuousClock()
func run(_ e: any CatalogueEntry) {
  for s in try! e.subjects(precision: precision, seed: seed) {
    var c = CheckConfiguration(); c.seed = seed
    let t = clock.now
    let r = try! GradientChecker(c).check(s.map, named: s.title)
    print(r.isPassed ? "PASS" : "FAIL", s.title, r.evaluations, "evals", clock.now - t, "noise", r.noise)
    for p in r.probes where !p.isKept { print("   ", p.promise, p.evidence ?? "") }
    for b in r.blocks {
      print("   ", b.name, b.checked, b.counts, "plain", b.plainRelativeError ?? -1, "worst", b.worstRelativeError ?? -1, "dir", b.direction.relativeError, b.direction.status, b.notes)
      for w in b.worst where w.status == .disagree || w.status == .inconclusive || w.status == .jump || w.relativeError > 1e-7 { print("       ", w.index, w.analytic, w.numeric, w.error, w.status, w.explanation ?? "") }
    }
  }
}
for e in LayerName.allCases { run(e) }
for e in LossName.allCases { run(e) }
for e in RegularizerName.allCases { run(e) }
print(BLAS.shared.name)

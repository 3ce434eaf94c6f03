import LayerChecking
import GradientChecking
import Datasets
import Tensors

let data = try CIFAR10.load("../shared/cifar10").training
let clock = ContinuousClock()
var m = ModelCheck(.vgg11, on: data)
if CommandLine.arguments.count > 1 { m.seed = UInt64(CommandLine.arguments[1])! }
var t = clock.now
let subjects = try m.subjects().suffix(1)
print("setup", clock.now - t)
for s in subjects {
    var c = CheckConfiguration(); c.seed = m.seed; c.samplesPerBlock = 20
    let t = clock.now
    let r = try! s.check(c)
    print(r.isPassed ? "PASS" : "FAIL", s.title, r.evaluations, "evals", clock.now - t, "noise", r.noise)
    for p in r.probes where !p.isKept { print("   ", p.promise, p.evidence ?? "") }
    for b in r.blocks {
      print("   ", b.name, b.checked, b.counts, "plain", b.plainRelativeError ?? -1, "worst", b.worstRelativeError ?? -1, "dir", b.direction.relativeError, b.direction.status, b.notes)
      for w in b.worst where w.status == .disagree || w.status == .inconclusive || w.status == .jump || w.relativeError > 1e-7 { print("       ", w.index, w.analytic, w.numeric, w.error, w.status, w.explanation ?? "") }
    }
}
print(BLAS.shared.name)

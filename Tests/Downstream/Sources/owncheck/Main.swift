import GradientCheckCommand

// The whole command with layers of one's own in its list:
//
//     swift run owncheck --list
//     swift run owncheck --layer swish --format html --output report.html
//     swift run owncheck --layer hasty-softplus        fails
@main
enum Main {
  static func main() { Gradcheck.start(layers: OwnLayer.allCases) }
}

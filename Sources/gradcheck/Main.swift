/// Chooses between checking, `merge` and `self-test`.
///
/// Not by subcommands of the argument parser: a command with options of its own takes those that follow
/// its subcommand's name too, and `gradcheck --layer …` is to need no name.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "self-test": SelfTestCommand.main(Array(arguments.dropFirst()))
    case "merge": MergeCommand.main(Array(arguments.dropFirst()))
    default: GradcheckCommand.main()
    }
  }
}

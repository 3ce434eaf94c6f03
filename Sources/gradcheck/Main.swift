/// Chooses between checking and `self-test`.
///
/// Not by subcommands of the argument parser: a command with options of its own takes those that follow
/// its subcommand's name too, and `gradcheck --layer …` is to need no name.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "self-test" {
      SelfTestCommand.main(Array(arguments.dropFirst()))
    } else {
      GradcheckCommand.main()
    }
  }
}

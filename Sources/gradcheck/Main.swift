import Commands

@main
enum Main {
  static func main() {
    CommandSet(
      GradcheckCommand.self, named: [MergeCommand.self, SelfTestCommand.self],
      completed: CompletedCommand.self
    ).start()
  }
}

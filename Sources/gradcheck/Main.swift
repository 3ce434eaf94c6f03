import Commands

@main
enum Main {
  static func main() {
    CommandSet(
      GradcheckCommand.self, named: CompletedCommand.named,
      completed: CompletedCommand.self
    ).start()
  }
}

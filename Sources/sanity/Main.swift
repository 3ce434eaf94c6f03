import Commands

@main
enum Main {
  static func main() {
    CommandSet(
      SanityCommand.self, named: CompletedCommand.named, completed: CompletedCommand.self
    ).start()
  }
}

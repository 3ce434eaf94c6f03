import Commands

@main
enum Main {
  static func main() {
    CommandSet(SanityCommand.self, named: [ReadCommand.self], completed: CompletedCommand.self)
      .start()
  }
}

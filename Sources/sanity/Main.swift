import Commands

@main
enum Main {
  static func main() { CommandSet(SanityCommand.self).start() }
}

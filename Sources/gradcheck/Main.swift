import GradientCheckCommand

@main
enum Main {
  static func main() { Gradcheck.start() }
}

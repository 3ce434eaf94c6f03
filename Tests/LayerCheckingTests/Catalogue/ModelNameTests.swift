import LayerChecking
import Models
import Testing

@Suite("ModelName")
struct ModelNameTests {
  @Test("Every network has a name")
  func names() {
    #expect(ModelName.allCases.map(\.rawValue) == VGG.allCases.map(\.rawValue))
  }

  @Test(
    "The summary counts the convolutions",
    arguments: [(ModelName.vgg11, 8), (.vgg13, 10), (.vgg16, 13), (.vgg19, 16)])
  func summary(name: ModelName, convolutions: Int) {
    #expect(name.summary.hasPrefix("\(convolutions) convolutions "))
  }
}

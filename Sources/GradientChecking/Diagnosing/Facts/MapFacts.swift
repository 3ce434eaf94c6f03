/// What a map knows of itself: the numbers, places and terms by which a mistake can be named. All of it is
/// optional.
public struct MapFacts: Sendable {
  /// A number that a gradient may be multiplied or divided by, such as N, the number of samples.
  public struct Quantity: Sendable, Equatable {
    /// "N"
    public let symbol: String
    /// "the number of samples"
    public let meaning: String
    public let value: Double

    public init(_ symbol: String, _ meaning: String, _ value: Double) {
      self.symbol = symbol
      self.meaning = meaning
      self.value = value
    }
  }

  /// A number for every value of a block, or for every output.
  public struct Field: Sendable, Equatable {
    public let name: String
    /// The variable whose values it belongs to; nil for the outputs.
    public let block: String?
    public let values: [Double]

    public init(_ name: String, of block: String?, _ values: [Double]) {
      self.name = name
      self.block = block
      self.values = values
    }
  }

  /// Coordinates of a block that have something in common, such as lying where windows overlap.
  public struct Place: Sendable, Equatable {
    public let name: String
    public let block: String
    public let coordinates: Set<Int>

    public init(_ name: String, in block: String, _ coordinates: Set<Int>) {
      self.name = name
      self.block = block
      self.coordinates = coordinates
    }
  }

  /// One of the terms that the gradient of a block is the sum of.
  public struct Term: Sendable, Equatable {
    public let name: String
    /// What the name stands for: "the batch's mean"; empty where it speaks for itself.
    public let meaning: String
    public let block: String
    public let values: [Double]

    public init(_ name: String, _ meaning: String = "", of block: String, _ values: [Double]) {
      self.name = name
      self.meaning = meaning
      self.block = block
      self.values = values
    }
  }

  /// Another function of the same variables, whose gradient may have been taken for this one's.
  public struct Variant: Sendable {
    /// What is different: "α = 1".
    public let name: String
    public let family: MistakeFamily
    public let map: any DifferentiableMap

    public init(_ name: String, _ family: MistakeFamily, _ map: some DifferentiableMap) {
      self.name = name
      self.family = family
      self.map = map
    }
  }

  /// The shape of the outputs, and what an index along each axis counts: "sample", "channel".
  public var outputShape: [Int]?
  public var outputAxes: [String] = []
  /// What an index along each axis of a block counts, by the block's name.
  public var axes: [String: [String]] = [:]
  public var quantities: [Quantity] = []
  public var fields: [Field] = []
  public var places: [Place] = []
  public var terms: [Term] = []
  public var variants: [Variant] = []

  public init() {}
}

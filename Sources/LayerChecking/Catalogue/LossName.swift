import GSL
import GradientChecking
import Layers
import Tensors

/// The losses that can be checked by name.
public struct LossName: CatalogueEntry, Hashable {
  /// Every loss, in the order in which they are listed. A new one is a line here.
  private static let entries: [any LossEntry.Type] = [
    SoftmaxCrossEntropyEntry.self,
    CrossEntropyEntry.self,
    MeanSquaredErrorEntry.self,
    MeanAbsoluteErrorEntry.self,
    HuberEntry.self,
    HingeEntry.self,
    SquaredHingeEntry.self,
    BinaryHingeEntry.self,
    SoftCrossEntropyEntry.self,
    NegativeLogLikelihoodEntry.self,
    BinaryCrossEntropyEntry.self,
    FocalLossEntry.self,
    KLDivergenceEntry.self,
    LogCoshEntry.self,
    GaussianLikelihoodEntry.self,
    PoissonLikelihoodEntry.self,
    EvidenceLowerBoundEntry.self,
    CosineEmbeddingEntry.self,
    TripletMarginEntry.self,
    NTXentEntry.self,
    PolicyGradientEntry.self,
    ClippedPolicyEntry.self,
    QLearningEntry.self,
    DiscriminatorLossEntry.self,
    GeneratorLossEntry.self,
    DiceLossEntry.self,
    TotalVariationEntry.self,
    StyleLossEntry.self,
    WeightedHeadsEntry.self,
    RegionProposalLossEntry.self,
    MaskLossEntry.self,
    LocalizationLossEntry.self,
  ]

  public static let allCases = entries.map { LossName(entry: $0) }

  package let entry: any LossEntry.Type

  private init(entry: any LossEntry.Type) { self.entry = entry }

  public init?(rawValue: String) {
    guard let own = LossName.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = own
  }

  public var rawValue: String { entry.name }

  public var summary: String { entry.summary }

  public static func == (a: LossName, b: LossName) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  public func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    var cases = LossCases<Scalar>(shape: shape, key: key)
    try entry.add(to: &cases)
    return cases.subjects
  }
}

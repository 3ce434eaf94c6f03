import GSL
import GradientChecking
import Layers
import Tensors

/// The layers that can be checked by name.
public struct LayerName: CatalogueEntry, Hashable {
  /// Every layer, in the order in which they are listed. A new one is a line here.
  private static let entries: [any LayerEntry.Type] = [
    LinearEntry.self,
    Conv2DEntry.self,
    MaxPool2DEntry.self,
    AveragePool2DEntry.self,
    BatchNormEntry.self,
    ReLUEntry.self,
    LeakyReLUEntry.self,
    ELUEntry.self,
    SigmoidEntry.self,
    TanhEntry.self,
    SoftmaxEntry.self,
    DropoutEntry.self,
    DropConnectEntry.self,
    FlattenEntry.self,
    StackEntry.self,
    ResidualEntry.self,
    LSTMEntry.self,
    GRUEntry.self,
    RNNEntry.self,
    EmbeddingEntry.self,
    InceptionEntry.self,
    LayerNormEntry.self,
    DotProductAttentionEntry.self,
    MultiHeadAttentionEntry.self,
    AdditiveAttentionEntry.self,
    LogSoftmaxEntry.self,
    SoftplusEntry.self,
    LogSigmoidEntry.self,
    GELUEntry.self,
    SELUEntry.self,
    SiLUEntry.self,
    MishEntry.self,
    PReLUEntry.self,
    ReLU6Entry.self,
    HardTanhEntry.self,
    HardSigmoidEntry.self,
    HardSwishEntry.self,
    SoftsignEntry.self,
    GLUEntry.self,
    AbsoluteValueEntry.self,
    ExponentialEntry.self,
    SquareEntry.self,
    MaxoutEntry.self,
    GroupNormEntry.self,
    InstanceNormEntry.self,
    RMSNormEntry.self,
    L2NormalizeEntry.self,
    LocalResponseNormEntry.self,
    GroupedConv2DEntry.self,
    TransposedConv2DEntry.self,
    WeightNormLinearEntry.self,
    MaskedConv2DEntry.self,
    Upsample2DEntry.self,
    ZeroPad2DEntry.self,
    AdaptivePool2DEntry.self,
    ReversedEntry.self,
    DelayedEntry.self,
    ReshapeEntry.self,
    PositionalEncodingEntry.self,
    StackedRecurrentEntry.self,
    OriginalGRUEntry.self,
    StatefulRecurrentEntry.self,
    ConcatenationEntry.self,
    SumEntry.self,
    ProductEntry.self,
    BatchedProductEntry.self,
    PatchEmbeddingEntry.self,
    ReparameterizationEntry.self,
    RegionPoolEntry.self,
    RegionAlignEntry.self,
    RegionProposalHeadEntry.self,
    MaskHeadEntry.self,
    GoogLeNetEntry.self,
    SequenceToSequenceEntry.self,
    VariationalAutoencoderEntry.self,
  ]

  public static let allCases = entries.map { LayerName(entry: $0) }

  /// Those that are no networks of many others.
  package static let single = allCases.filter { !$0.entry.isNetwork }

  package let entry: any LayerEntry.Type

  private init(entry: any LayerEntry.Type) { self.entry = entry }

  public init?(rawValue: String) {
    guard let own = LayerName.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = own
  }

  public var rawValue: String { entry.name }

  public var summary: String { entry.summary }

  public static func == (a: LayerName, b: LayerName) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  public func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    var cases = LayerCases<Scalar>(rawValue, shape: shape, key: key)
    try entry.add(to: &cases)
    return cases.subjects
  }
}

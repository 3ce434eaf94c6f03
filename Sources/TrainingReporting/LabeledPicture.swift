import Reporting

/// A sample of the data as it is, under what its label says: what was read in another order of pixels or channels, or
/// under other labels, is seen at a glance.
public struct LabeledPicture: Sendable, Equatable {
  public let label: String
  public let picture: Picture

  public init(_ label: String, _ picture: Picture) {
    (self.label, self.picture) = (label, picture)
  }

  var figure: HTML {
    """
    <figure><img class="sample" alt="a sample of \(label)" \
    src="data:image/png;base64,\(picture.png.base64EncodedString())"><figcaption>\(label)</figcaption></figure>
    """
  }
}

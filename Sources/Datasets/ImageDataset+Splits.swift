public import GSL

extension ImageDataset {
  /// Two data sets that share no image: `count` randomly chosen images for validation, and the
  /// others for training. The same seed makes the same split.
  public func split(
    validation count: Int, seed: UInt64
  ) -> (training: ImageDataset, validation: ImageDataset) {
    precondition(0 <= count && count <= self.count, "cannot set aside \(count) of \(self.count)")
    let order = RandomGenerator(seed: seed).permutation(self.count)
    return (training: subset(order[count...]), validation: subset(order[..<count]))
  }

  /// The indices of `count` distinct, randomly chosen images, balanced over the classes.
  ///
  /// Classes take turns, in a random order each round, and one that has no image left is passed
  /// over. So two classes differ by at most one image, unless one of them was used up; and every
  /// prefix of the result is balanced as well.
  public func stratified(_ count: Int, key: RandomKey) -> [Int] {
    precondition(0 <= count && count <= self.count, "cannot choose \(count) of \(self.count)")
    let generator = RandomGenerator(key)
    var unused = [[Int]](repeating: [], count: classNames.count)
    for index in generator.permutation(self.count) { unused[labels[index]].append(index) }
    var chosen: [Int] = []
    while chosen.count < count {
      let round = generator.permutation(classNames.count).compactMap { unused[$0].popLast() }
      chosen += round.prefix(count - chosen.count)
    }
    return chosen
  }
}

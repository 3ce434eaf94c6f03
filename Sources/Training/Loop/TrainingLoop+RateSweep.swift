import Layers
import Tensors

extension TrainingLoop {
  /// Lets the learning rate grow from step to step on a copy, and tells what the loss does.
  ///
  ///     if let rate = try loop.rateSweep(batches).suggestion { … }
  ///
  /// This loop stays as it is, to the bit: parameters, running statistics, what the optimizer remembers, steps and
  /// random key. ``schedule`` is left out of the sweep.
  ///
  /// - Parameters:
  ///   - source: Where the batches come from.
  ///   - rates: The rates, ascending; see ``RateSweep/rates(_:steps:)``.
  ///   - goesOn: Asked before each step with what there is so far; false ends the sweep.
  /// - Throws: `InputError` where a batch does not fit the network or the objective.
  public func rateSweep(
    _ source: BatchSource<Network.Input, Objective.Target>,
    rates: [Double] = RateSweep.rates(1e-7...10, steps: 100),
    while goesOn: (RateSweep) -> Bool = { _ in true }
  ) throws(InputError) -> RateSweep {
    var copy = self
    copy.schedule = .constant
    var sweep = RateSweep()
    for (number, rate) in rates.enumerated() where !sweep.hasDiverged {
      guard goesOn(sweep) else { break }
      copy.initialRate = Scalar(rate)
      let (input, target) = source[number]
      let loss = Double(try copy.step(input, target: target).loss)
      sweep.add(.init(rate: rate, loss: loss))
    }
    return sweep
  }
}

import Datasets
import GradientChecking

/// An error that the input data are to blame for.
package protocol DataFault: Error {}

extension BadData: DataFault {}
extension DatasetError: DataFault {}
extension ShardError: DataFault {}

import Tensors

/// The sentence of the error that `body` throws, nil where it throws none.
func refusal(_ body: () throws(InputError) -> some Any) -> String? {
  do throws(InputError) {
    _ = try body()
    return nil
  } catch { return error.description }
}

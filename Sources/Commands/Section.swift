/// A list of names with what each stands for, under a title.
package func section(_ title: String, _ rows: [(name: String, summary: String)]) -> String {
  // Names of this package are shorter; others may be of any length.
  let width = max(23, (rows.map(\.name.count).max() ?? 0) + 2)
  let lines = rows.map { name, summary in
    "  \(name)\(String(repeating: " ", count: width - name.count))\(summary)"
  }
  return "\(title)\n\(lines.joined(separator: "\n"))\n"
}

import Entries

/// Takes note of the first omission, for who wants all or an end.
final class StrictReport {
  private let report: Report
  private var first: StoreError?

  /// - Parameter report: told of what is no omission.
  init(_ report: @escaping Report) { self.report = report }

  func take(_ error: StoreError) {
    // What is read without its index is all read.
    if error.code == .indexUnusable { return report(error) }
    first = first ?? error
  }

  /// Throws the omission that was reported, if there was one.
  func check() throws(StoreError) {
    if let first { throw first }
  }
}

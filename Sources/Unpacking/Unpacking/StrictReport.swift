import Entries

/// Keeps the first omission, so that it can end the work where nothing may be left out.
final class StrictReport {
  private let report: Report
  private var first: StoreError?

  /// - Parameter report: called with errors that are no omissions.
  init(_ report: @escaping Report) { self.report = report }

  func take(_ error: StoreError) {
    // Reading without the index leaves nothing out.
    if error.code == .indexUnusable { return report(error) }
    first = first ?? error
  }

  /// Throws the first omission, if there was one.
  func check() throws(StoreError) {
    if let first { throw first }
  }
}

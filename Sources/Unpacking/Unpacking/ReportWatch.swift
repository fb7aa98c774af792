import Entries

/// Passes reports on, and notes that there were any.
final class ReportWatch {
  private let report: Report
  private(set) var hasReported = false

  init(_ report: @escaping Report) { self.report = report }

  func take(_ error: StoreError) {
    hasReported = true
    report(error)
  }
}

/// The conditions of a piece of work: whether to stop, what may come out of an archive, and who
/// hears of what is passed over.
package struct Context {
  package let interruption: Interruption
  package let limits: Limits
  package let report: Report

  package init(
    interruption: Interruption = .never, limits: Limits = .standard, report: @escaping Report
  ) {
    self.interruption = interruption
    self.limits = limits
    self.report = report
  }

  /// Returns the conditions of a question whose asker wants an answer or none, and no messages.
  package static func silent(
    _ interruption: Interruption = .never, limits: Limits = .standard
  ) -> Context {
    Context(interruption: interruption, limits: limits) { _ in }
  }

  /// The same conditions without messages.
  package var silenced: Context { reporting { _ in } }

  /// Returns the same conditions with another place for reports.
  package func reporting(to report: @escaping Report) -> Context {
    Context(interruption: interruption, limits: limits, report: report)
  }

  /// - Throws: `StoreError.Code.interrupted` if somebody has asked to stop.
  package func check(_ action: StoreError.Action, _ subject: @autoclosure () -> [UInt8])
    throws(StoreError)
  {
    try interruption.check(action, subject())
  }
}

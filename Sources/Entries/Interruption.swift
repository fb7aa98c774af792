/// Tells an operation whether to stop. It is checked between members and between the pieces of a
/// large one.
package struct Interruption: Sendable {
  /// Whether somebody has asked to stop.
  package let isRequested: @Sendable () -> Bool

  package init(isRequested: @escaping @Sendable () -> Bool) {
    self.isRequested = isRequested
  }

  /// An interruption that nobody ever asks for.
  package static let never = Interruption { false }

  package func check(_ action: StoreError.Action, _ subject: @autoclosure () -> [UInt8])
    throws(StoreError)
  {
    if isRequested() {
      throw .interrupted(action, subject())
    }
  }
}

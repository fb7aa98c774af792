/// A way to be asked to stop, looked at between members and between the pieces of a large one.
package struct Interruption: Sendable {
  /// Whether somebody asked.
  package let isRequested: @Sendable () -> Bool

  package init(isRequested: @escaping @Sendable () -> Bool) {
    self.isRequested = isRequested
  }

  /// Nobody ever asks.
  package static let never = Interruption { false }

  package func check(_ action: StoreError.Action, _ subject: @autoclosure () -> [UInt8])
    throws(StoreError)
  {
    if isRequested() {
      throw .interrupted(action, subject())
    }
  }
}

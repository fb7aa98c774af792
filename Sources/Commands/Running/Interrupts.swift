package import Entries

/// The ways in which requests to stop reach the work; the executable connects them to the signals
/// of the process.
package struct Interrupts {
  /// Makes requests wait until the work checks for them, so that nothing is left half-written.
  package let hold: () -> Interruption

  /// Lets requests end the process again, once nothing can be left half-written.
  package let release: () -> Void

  /// From now on, makes an interrupt from the keyboard stop only the running command.
  package let watchKeyboard: () -> Interruption

  /// Forgets an interrupt from the keyboard, since the command that it was meant for has ended.
  ///
  /// Returns whether the process may go on, which it may not if something else asked it to stop.
  package let forgetKeyboard: () -> Bool

  package init(
    hold: @escaping () -> Interruption, release: @escaping () -> Void,
    watchKeyboard: @escaping () -> Interruption, forgetKeyboard: @escaping () -> Bool
  ) {
    self.hold = hold
    self.release = release
    self.watchKeyboard = watchKeyboard
    self.forgetKeyboard = forgetKeyboard
  }
}

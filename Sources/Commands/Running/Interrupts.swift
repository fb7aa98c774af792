package import Entries

/// How requests to stop reach what is done; the executable binds it to the process's signals.
package struct Interrupts {
  /// Makes requests wait until the work has looked, so that nothing is left half-written.
  package let hold: () -> Interruption

  /// Lets requests end the process again, once nothing can be left half-written.
  package let release: () -> Void

  /// Makes an interrupt from the keyboard a word to the running command alone, from now on.
  package let watchKeyboard: () -> Interruption

  /// Forgets an interrupt from the keyboard: the command that it was meant for has ended.
  ///
  /// Returns whether the process may go on; not, if something else asked it to stop.
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

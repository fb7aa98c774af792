/// A prompt whose styles are marked, since libedit counts the columns of everything else.
enum StyledPrompt {
  /// The mark before and after the control sequences of styles.
  static let mark: CChar = 1

  /// Puts marks around each run of sequences that select styles, all of which end with an `m`.
  static func marked(_ prompt: String) -> String {
    let mark = Unicode.Scalar(UInt8(mark))
    var marked = String.UnicodeScalarView()
    var (isInRun, isInSequence) = (false, false)
    for scalar in prompt.unicodeScalars {
      let isStart = scalar == "\u{1B}"
      if isInRun != (isStart || isInSequence) {
        marked.append(mark)
        isInRun.toggle()
      }
      marked.append(scalar)
      isInSequence = isStart || isInSequence && scalar != "m"
    }
    return String(marked)
  }
}

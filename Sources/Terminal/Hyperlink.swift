import View

/// A link's target that a terminal may be given as a hyperlink.
struct Hyperlink: Equatable {
  /// Printable ASCII alone, so that nothing in it ends the control sequence.
  let target: String

  /// Takes a link as a post has it; nil where a terminal should not be given it.
  init?(_ link: String) {
    guard Layout.canBeHyperlink(link) else { return nil }
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in link.utf8 {
      if byte != UInt8(ascii: " "), ASCII.printable.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
      if bytes.count > Layout.longestHyperlink { return nil }
    }
    target = String(decoding: bytes, as: UTF8.self)
  }
}

import Posts
import View

/// The target of a link in the form that a terminal gets as a hyperlink.
struct Hyperlink: Equatable {
  /// The target, in printable ASCII only, so that nothing in it ends the control sequence.
  let target: String

  /// Takes a link as a post has it; nil if a terminal should not get it as a hyperlink.
  init?(_ link: String) {
    guard Layout.canBeHyperlink(link) else { return nil }
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in link.utf8 {
      if byte != .space, byte.isPrintable {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
      if bytes.count > Layout.longestHyperlink { return nil }
    }
    target = String(decoding: bytes, as: UTF8.self)
  }
}

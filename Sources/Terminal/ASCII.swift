/// The ASCII bytes that the console treats specially.
package enum ASCII {
  package static let tab: UInt8 = 0x09
  package static let newline: UInt8 = 0x0A
  package static let carriageReturn: UInt8 = 0x0D
  package static let quote: UInt8 = 0x27
  package static let backslash: UInt8 = 0x5C

  /// The bytes that a terminal shows as they are, the space included.
  package static let printable: ClosedRange<UInt8> = 0x20...0x7E
}

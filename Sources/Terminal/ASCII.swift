/// The bytes that the console treats by name.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let newline: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let quote: UInt8 = 0x27
  static let backslash: UInt8 = 0x5C

  /// What stands for itself wherever it is written; the space is among them.
  static let printable: ClosedRange<UInt8> = 0x20...0x7E
}

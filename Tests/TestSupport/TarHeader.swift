/// The block of 512 bytes at the start of a tar member, in which any field can be forged.
///
///     offset size  field          offset size  field
///          0  100  name              257    6  magic
///        100    8  mode              263    2  version
///        108    8  user              265   32  user name
///        116    8  group             297   32  group name
///        124   12  size              329    8  device, major
///        136   12  time              337    8  device, minor
///        148    8  checksum          345  155  prefix
///        156    1  type              500   12  nothing
///        157  100  link target
///
/// From POSIX, pax, "ustar Interchange Format". Setting a field corrects the checksum, unless the
/// field is the checksum itself.
package struct TarHeader: Sendable {
  package enum Field: Sendable {
    case name, mode, user, group, size, modified, checksum, type, linkTarget, magic, version
    case userName, groupName, majorDevice, minorDevice, prefix

    var range: Range<Int> {
      switch self {
      case .name: 0..<100
      case .mode: 100..<108
      case .user: 108..<116
      case .group: 116..<124
      case .size: 124..<136
      case .modified: 136..<148
      case .checksum: 148..<156
      case .type: 156..<157
      case .linkTarget: 157..<257
      case .magic: 257..<263
      case .version: 263..<265
      case .userName: 265..<297
      case .groupName: 297..<329
      case .majorDevice: 329..<337
      case .minorDevice: 337..<345
      case .prefix: 345..<500
      }
    }
  }

  /// The types of members, by the character for each; any other byte can be set too.
  package enum Kind: UInt8, Sendable {
    case file = 0x30
    case hardLink, symbolicLink, characterDevice, blockDevice, folder, fifo, contiguousFile
    case gnuLongTarget = 0x4B
    case gnuLongName = 0x4C
    case gnuSparse = 0x53
    case paxGlobal = 0x67
    case pax = 0x78
  }

  package private(set) var block = [UInt8](repeating: 0, count: TarBuilder.blockSize)

  /// Creates a header that is correct in every way.
  ///
  /// - Parameter size: The content's length in bytes; from 8 GiB on, it is written in GNU's binary
  ///   form.
  package init(
    _ name: some Sequence<UInt8>, _ kind: Kind = .file, size: Int = 0, mode: UInt16 = 0o644,
    modified: Int = 1_700_000_000, linkTarget: some Sequence<UInt8> = []
  ) {
    self[.name] = Array(name)
    self[.mode] = Self.octal(Int(mode), digits: 7)
    self[.user] = Self.octal(0, digits: 7)
    self[.group] = Self.octal(0, digits: 7)
    self[.size] = Self.number(size)
    self[.modified] = Self.number(modified)
    self[.type] = [kind.rawValue]
    self[.linkTarget] = Array(linkTarget)
    self[.magic] = "ustar".bytes
    self[.version] = "00".bytes
  }

  /// The bytes of a field; a new value is cut to the field's length, or filled up with zeros.
  package subscript(_ field: Field) -> [UInt8] {
    get { Array(block[field.range]) }
    set {
      let range = field.range
      let bytes = newValue.prefix(range.count)
      let zeros = repeatElement(0 as UInt8, count: range.count - bytes.count)
      block.replaceSubrange(range, with: bytes + zeros)
      if field != .checksum { block.replaceSubrange(Field.checksum.range, with: rightChecksum) }
    }
  }

  /// Returns this header with one field forged.
  package func with(_ field: Field, _ bytes: [UInt8]) -> TarHeader {
    var forged = self
    forged[field] = bytes
    return forged
  }

  /// The sum of all bytes, with spaces in place of the checksum itself.
  private var rightChecksum: [UInt8] {
    let range = Field.checksum.range
    let others = block.indices.lazy.filter { !range.contains($0) }.map { Int(block[$0]) }
    return Self.octal(others.reduce(range.count * 0x20, +), digits: 6) + [0, 0x20]
  }

  /// Returns a number in octal digits if eleven can hold it, else in GNU's binary form.
  package static func number(_ value: Int) -> [UInt8] {
    if 0..<(1 << 33) ~= value { return octal(value, digits: 11) }
    let low = (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    return (value < 0 ? [0xFF, 0xFF, 0xFF, 0xFF] : [0x80, 0, 0, 0]) + low
  }

  private static func octal(_ value: Int, digits: Int) -> [UInt8] {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)).bytes + text.bytes
  }
}

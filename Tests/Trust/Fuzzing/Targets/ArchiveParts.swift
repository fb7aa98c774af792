import ArchiveFormat
import FormatSupport
import TestSupport

/// The decoded frames of an archive, which can be changed and put together again.
struct ArchiveParts {
  enum Part {
    /// The decoded content of a zstd frame.
    case content([UInt8])
    /// The payload of an index.
    case index([UInt8])
    /// All bytes of any other skippable frame.
    case skippable([UInt8])
  }

  private(set) var list: [Part] = []

  /// The length in bytes that a decoded frame must stay below.
  private static let maximumContent = 1 << 20

  /// Takes an archive apart. Nil where it has anything but frames, or a frame that is too large.
  init?(_ archive: [UInt8]) {
    guard let decompressor = try? FrameDecompressor() else { return nil }
    var rest = archive[...]
    while !rest.isEmpty {
      let bytes = Array(rest)
      guard let length = try? FrameLength.find(bytes.span.bytes), length > 0, length <= rest.count
      else { return nil }
      let frame = bytes.span.bytes.extracting(first: length)
      switch FrameStart(frame) {
      case .neither: return nil
      case .zstd:
        guard let content = try? decompressor.decompress(frame),
          content.count < Self.maximumContent
        else { return nil }
        list.append(.content(content))
      case .skippable(IndexedArchive.indexMagic, _):
        list.append(.index(Array(bytes[IndexedArchive.skippableHeaderLength..<length])))
      case .skippable(IndexedArchive.seekTableMagic, _) where length == rest.count: break
      case .skippable: list.append(.skippable(Array(bytes[..<length])))
      }
      rest = rest.dropFirst(length)
    }
  }

  /// Changes one part, and at times removes, doubles or moves it. Rows of an index are changed
  /// decoded.
  mutating func change(by change: FuzzTarget.Change, _ generator: inout FixedGenerator) {
    let place = generator.below(list.count)
    switch list[place] {
    case .content(let content):
      let changed = change(content, content.count + 64)
      // Three times in four the checksums are repaired, so that the headers are read at all.
      list[place] = .content(generator.below(4) > 0 ? TarChecksums.repaired(changed) : changed)
    case .index(let payload):
      let block = generator.below(64)
      let rows = IndexRepair.replacing(block, of: payload) { change($0, $0.count + 64) }
      if let rows, generator.below(3) > 0 {
        list[place] = .index(rows)
      } else {
        list[place] = .index(IndexParts.repaired(change(payload, payload.count + 64)))
      }
    case .skippable(let frame): list[place] = .skippable(change(frame, frame.count + 16))
    }
    switch generator.below(16) {
    case 0: list.remove(at: place)
    case 1: list.insert(list[place], at: generator.below(list.count + 1))
    case 2: list.swapAt(place, generator.below(list.count))
    default: break
    }
  }

  /// The bytes of the archive, with a seek table that is right.
  var bytes: [UInt8] {
    guard let compressor = try? FrameCompressor(level: 1) else { return [] }
    var bytes: [UInt8] = []
    var table = SeekTable()
    for part in list {
      let (frame, decoded) = stored(part, by: compressor)
      bytes += frame
      guard (try? table.append(compressed: frame.count, decoded: decoded)) != nil else { continue }
    }
    return bytes + table.encode()
  }

  /// Returns the frame of a part, and the length that it decodes to.
  private func stored(
    _ part: Part, by compressor: FrameCompressor
  ) -> (frame: [UInt8], decoded: Int) {
    switch part {
    case .content(let content):
      return ((try? compressor.compress(content.span.bytes)) ?? [], content.count)
    case .index(let payload):
      let header = [IndexedArchive.indexMagic, UInt32(payload.count)].flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
      return (header + payload, 0)
    case .skippable(let frame): return (frame, 0)
    }
  }
}

/// The checksums of the headers in a tar (POSIX pax, ustar header block).
enum TarChecksums {
  private static let record = 512
  private static let field = 148..<156

  /// Returns the tar with a right checksum in each record that claims to be a header.
  static func repaired(_ tar: [UInt8]) -> [UInt8] {
    var tar = tar
    for start in stride(from: 0, to: tar.count - record + 1, by: record)
    where tar[(start + 257)...].starts(with: "ustar".utf8) {
      var sum = 0
      for offset in 0..<record { sum += field ~= offset ? 0x20 : Int(tar[start + offset]) }
      let digits = String(sum, radix: 8)
      let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
      tar.replaceSubrange((start + field.lowerBound)..<(start + field.upperBound), with: text.utf8)
    }
    return tar
  }
}

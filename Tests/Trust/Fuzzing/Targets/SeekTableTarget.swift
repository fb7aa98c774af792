import ArchiveFormat

/// Takes the input for the end of a file with a seek table.
enum SeekTableTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    let bytes = input.span.bytes
    // The first 8 bytes are the length of the file before the table, so that a table can be right.
    guard bytes.byteCount >= IndexedArchive.seekTableFooterLength + 8 else { return }
    let before = input[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let table = bytes.extracting(droppingFirst: 8)
    let fileLength = Int64(truncatingIfNeeded: before & (1 << 50 - 1)) + Int64(table.byteCount)
    let footer = table.extracting(last: IndexedArchive.seekTableFooterLength)
    guard
      let length = try? SeekTable.encodedLength(footer: footer, fileLength: fileLength),
      length <= table.byteCount,
      let decoded = try? SeekTable(table.extracting(last: length), fileLength: fileLength)
    else { return }
    var end: Int64 = 0
    for frame in 0..<decoded.count {
      let extent = decoded.extent(of: frame)
      try require(extent.lowerBound == end && !extent.isEmpty, "frames do not follow each other")
      end = extent.upperBound
    }
    try require(end + Int64(length) == fileLength, "frames and table do not fill the file")
    try require(
      decoded.indexFrames.allSatisfy { decoded.decodedLength(of: $0) == 0 },
      "a frame of content is taken for an index")
    let encoded = decoded.encode()
    let again = try? SeekTable(
      encoded.span.bytes, fileLength: end + Int64(encoded.count))
    try require(again == decoded, "a table differs after it was written and read")
  }
}

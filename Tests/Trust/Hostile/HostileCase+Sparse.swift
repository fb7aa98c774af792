import TestSupport

extension HostileCase {
  /// The ways in which a tar stores the map of a sparse file.
  private enum SparseForm: String, CaseIterable {
    /// The map is in the header, which has GNU tar's type `S`.
    case oldGNU = "GNU's old form"
    /// The map is in a pax record.
    case pax01 = "form 0.1"
    /// The map is before the content; pax records announce it.
    case pax10 = "form 1.0"

    /// Adds a file `s.bin`.
    ///
    /// - Parameters:
    ///   - map: The offset and length of each part of the content, at most four.
    ///   - size: The length of the file with its holes.
    func add(map: [(Int, Int)], size: Int, to builder: inout TarBuilder) {
      let content = [UInt8](repeating: 0x78, count: map.reduce(0) { $0 + $1.1 })
      switch self {
      case .oldGNU:
        // From byte 386 of the header: the map, a flag for more of it, and the size (GNU tar's
        // manual, "Basic Tar Format").
        let numbers = map.flatMap { Self.field($0.0) + Self.field($0.1) }
        let fields =
          [UInt8](repeating: 0, count: 386 - 345) + numbers
          + [UInt8](repeating: 0, count: 96 - numbers.count + 1) + Self.field(size)
        builder.add(
          TarHeader("s.bin".bytes, .gnuSparse, size: content.count)
            .with(.magic, "ustar ".bytes).with(.version, " ".bytes).with(.prefix, fields),
          content: content)
      case .pax01:
        let numbers = map.flatMap { ["\($0.0)", "\($0.1)"] }.joined(separator: ",")
        builder.pax([
          ("GNU.sparse.size", "\(size)".bytes), ("GNU.sparse.numblocks", "\(map.count)".bytes),
          ("GNU.sparse.map", numbers.bytes),
        ])
        builder.file("s.bin".bytes, content)
      case .pax10:
        builder.pax([
          ("GNU.sparse.major", "1".bytes), ("GNU.sparse.minor", "0".bytes),
          ("GNU.sparse.name", "s.bin".bytes), ("GNU.sparse.realsize", "\(size)".bytes),
        ])
        let numbers = map.map { "\($0.0)\n\($0.1)\n" }.joined()
        let lines = "\(map.count)\n\(numbers)".bytes
        let zeros = [UInt8](repeating: 0, count: TarBuilder.blockSize - lines.count)
        builder.file("GNUSparseFile.0/s.bin".bytes, lines + zeros + content)
      }
    }

    /// Returns a number as a field of twelve bytes.
    private static func field(_ number: Int) -> [UInt8] {
      let bytes = TarHeader.number(number)
      return bytes + [UInt8](repeating: 0, count: 12 - bytes.count)
    }
  }

  /// Sparse files with false maps.
  static let sparse: [HostileCase] = SparseForm.allCases.flatMap { form in
    // libarchive reads on after a bad map only where the map is in a pax record.
    let isRecord = form == .pax01
    return [
      sparse(
        form, "of a file that is larger than any disk", map: [(0, 1)], size: .max,
        says: ["s.bin in h.tar: it expands to more than 1000 times its size"], status: 2),
      sparse(form, "that overlaps", map: [(0, 512), (256, 512)], size: 1024, says: [misplaced]),
      sparse(
        form, "that goes backwards", map: [(512, 512), (0, 512)], size: 1024, says: [misplaced]),
      sparse(form, "that is beyond the file", map: [(1 << 40, 512)], size: 10, says: [misplaced]),
      sparse(
        form, "that overflows", map: [(.max - 100, 512)], size: 1024,
        says: isRecord
          ? ["s.bin in h.tar: Malformed sparse map data", "h.tar: Damaged tar archive"]
          : ["h.tar: Malformed sparse map data"],
        keeps: isRecord ? ["s.bin"] : [], endsEarly: !isRecord),
      sparse(
        form, "of negative numbers", map: [(-512, 512)], size: 1024,
        says: [isRecord ? "s.bin in h.tar: " : "h.tar: "], keeps: isRecord ? ["s.bin"] : [],
        status: isRecord ? 3 : 1, endsEarly: !isRecord),
    ]
  }

  private static let misplaced = "s.bin in h.tar: Damaged tar archive: a content does not match"

  private static func sparse(
    _ form: SparseForm, _ what: String, map: [(Int, Int)], size: Int, says said: [String],
    keeps kept: [String] = [], status: Int = 1, endsEarly: Bool = true
  ) -> HostileCase {
    HostileCase(
      "a sparse map \(what), in \(form.rawValue)", keeps: kept, says: said, status: status,
      isJudged: false, endsEarly: endsEarly
    ) { form.add(map: map, size: size, to: &$0) }
  }
}

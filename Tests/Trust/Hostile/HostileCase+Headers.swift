import TestSupport

extension HostileCase {
  /// Headers that are false or malformed.
  static let headers: [HostileCase] = [
    HostileCase("negative times", keeps: ["a.md"]) {
      $0.file("a.md", "x", modified: -1)
    },
    HostileCase("huge times", keeps: ["a.md", "b.md"], isJudged: false) {
      $0.file("a.md", "x", modified: Int.max)
      $0.pax([("mtime", "99999999999999999999999999.5".bytes)])
      $0.file("b.md", "x")
    },
    HostileCase(
      "a pax record without a length", keeps: ["a.md"],
      says: ["a.md in h.tar: Ignoring malformed pax extended attribute"], isJudged: false
    ) {
      $0.pax(raw: "path=evil\n".bytes)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax record that is longer than its header", keeps: ["a.md"],
      says: ["a.md in h.tar: Ignoring malformed pax extended attribute"], isJudged: false
    ) {
      $0.pax(raw: "999 path=evil\n".bytes)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax record whose length overflows", keeps: ["a.md"],
      says: ["a.md in h.tar: Rejecting pax extended attribute"], isJudged: false
    ) {
      $0.pax(raw: "99999999999999999999999 path=evil\n".bytes)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax record of length 0", keeps: ["a.md"],
      says: ["a.md in h.tar: Ignoring malformed pax extended attribute"], isJudged: false
    ) {
      $0.pax(raw: "0 path=evil\n".bytes)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax record without '='", keeps: ["a.md"],
      says: ["a.md in h.tar: Invalid pax extended attributes"], isJudged: false
    ) {
      $0.pax(raw: "9 pathx\n\n".bytes)
      $0.file("a.md", "x")
    },
    HostileCase("a global pax header that names all members", keeps: ["a.md"], isJudged: false) {
      $0.pax([("path", "../outside/victim.md".bytes)], global: true)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax header of 10 MiB", says: ["h.tar: Special header too large"], status: 1,
      isJudged: false, endsEarly: true
    ) {
      $0.pax([("comment", [UInt8](repeating: 0x61, count: 10 << 20))])
      $0.file("a.md", "x")
    },
    HostileCase(
      "100,000 pax records", says: ["h.tar: Special header too large"], status: 1, isJudged: false,
      endsEarly: true
    ) {
      $0.pax(raw: (0..<100_000).flatMap { TarBuilder.paxRecord("SCHILY.xattr.user.\($0)", [0x61]) })
      $0.file("a.md", "x")
    },
    HostileCase("a bad checksum", says: ["h.tar: Damaged tar archive"], status: 1, isJudged: false)
    {
      $0.add(TarHeader("a.md".bytes, size: 1).with(.checksum, "0000000".bytes), content: "x".bytes)
    },
  ]

  /// False sizes.
  static let sizes: [HostileCase] = [
    HostileCase(
      "a negative size", says: ["h.tar: Tar entry has negative size"], status: 1, isJudged: false,
      endsEarly: true
    ) {
      $0.add(TarHeader("a.md".bytes).with(.size, TarHeader.number(-512)))
    },
    HostileCase(
      "a size that overflows", says: ["h.tar: Tar entry size overflow"], status: 1, isJudged: false,
      endsEarly: true
    ) {
      $0.add(TarHeader("a.md".bytes).with(.size, TarHeader.number(.max)))
    },
    HostileCase(
      "a size of more than 64 bits", says: ["h.tar: Tar entry size overflow"], status: 1,
      isJudged: false, endsEarly: true
    ) {
      $0.add(TarHeader("a.md".bytes).with(.size, [0x80] + [UInt8](repeating: 0xFF, count: 11)))
    },
    HostileCase("a size that pax contradicts", keeps: ["a.md"]) {
      $0.pax([("size", "5".bytes)])
      $0.add(TarHeader("a.md".bytes, size: 512), content: "12345".bytes)
    },
    HostileCase(
      "a negative pax size", says: ["h.tar: Tar size attribute is negative"], status: 1,
      isJudged: false, endsEarly: true
    ) {
      $0.pax([("size", "-1".bytes)])
      $0.file("a.md", "x")
    },
    HostileCase(
      "a pax size on a long name", keeps: ["long-name.md"], says: ["h.tar: Damaged tar archive"],
      status: 1, isJudged: false,
      endsEarly: true
    ) {
      $0.pax([("size", "1024".bytes)])
      $0.gnuLongName("long-name.md".bytes)
      $0.file("a.md", "x")
    },
    HostileCase(
      "a long name that has a size of 1 GiB", says: ["h.tar: Special header too large"], status: 1,
      isJudged: false, endsEarly: true
    ) {
      $0.add(TarHeader("././@LongLink".bytes, .gnuLongName, size: 1 << 30))
      $0.file("a.md", "x")
    },
    HostileCase("a long name without a member", keeps: ["two.md"], isJudged: false, endsEarly: true)
    {
      $0.gnuLongName("one.md".bytes)
      $0.gnuLongName("two.md".bytes)
    },
  ]
}

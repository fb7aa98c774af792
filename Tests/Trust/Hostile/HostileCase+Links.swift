import TestSupport

extension HostileCase {
  /// Links, and members that would be written through them.
  static let links: [HostileCase] = [
    HostileCase(
      "a link to a folder, then members through it", keeps: ["l"],
      says: ["l/victim.md in h.tar: a link", "l/new.md in h.tar: a link", "l/f in h.tar"]
    ) {
      $0.symbolicLink("l", to: "../outside")
      $0.file("l/victim.md", "x")
      $0.file("l/new.md", "x")
      $0.folder("l/f/", mode: 0o777)
    },
    HostileCase(
      "a chain of links to the folder above", keeps: ["a", "b"],
      says: ["b/outside/victim.md in h.tar: a link"]
    ) {
      $0.symbolicLink("a", to: "..")
      $0.symbolicLink("b", to: "a")
      $0.file("b/outside/victim.md", "x")
    },
    HostileCase("a link, then a file of its name", keeps: ["l"]) {
      $0.symbolicLink("l", to: "../outside/victim.md")
      $0.file("l", "mine now\n")
    },
    HostileCase(
      "a folder entry for a link's name", says: [], status: 0
    ) {
      $0.symbolicLink("l", to: "../outside")
      $0.folder("l/", mode: 0o777, modified: 5)
    },
    HostileCase(
      "a folder that a link replaces, and a member in it", keeps: ["d"],
      says: ["d/victim.md in h.tar: a link or a file is in the place of a folder"]
    ) {
      $0.folder("d/")
      $0.file("d/a.md", "a\n")
      $0.symbolicLink("d", to: "../outside")
      $0.file("d/victim.md", "x\n")
    },
    HostileCase(
      "a link into a folder that a link is to replace", keeps: ["d"],
      says: ["d/l in h.tar: a link or a file is in the place of a folder"]
    ) {
      $0.symbolicLink("d/l", to: "../../outside/victim.md")
      $0.symbolicLink("d", to: "../outside")
      $0.file("d/l", "x")
    },
    HostileCase(
      "a hard link that leads out",
      says: [
        "h1 in h.tar: it has a component '..'", "h2 in h.tar: it is absolute",
      ]
    ) {
      $0.hardLink("h1", to: "../outside/victim.md")
      $0.hardLink("h2", to: "/etc/passwd")
    },
    HostileCase(
      "a hard link through a link", keeps: ["l"],
      says: ["h in h.tar: it is a hard link to l/victim.md"]
    ) {
      $0.symbolicLink("l", to: "../outside")
      $0.hardLink("h", to: "l/victim.md")
    },
    HostileCase("a hard link to a link that leads out, and a file over it", keeps: ["h", "l"]) {
      $0.symbolicLink("l", to: "../outside/victim.md")
      $0.hardLink("h", to: "l")
      $0.file("h", "mine now\n")
    },
    HostileCase("a hard link to itself", says: ["h in h.tar"]) { $0.hardLink("h", to: "h") },
    HostileCase("hard links in a cycle", says: ["a in h.tar", "b in h.tar"]) {
      $0.hardLink("a", to: "b")
      $0.hardLink("b", to: "a")
    },
    HostileCase("a hard link to a later member", keeps: ["h", "late.md"]) {
      $0.hardLink("h", to: "late.md")
      $0.file("late.md", "late\n")
    },
    HostileCase("a hard link to a folder", says: ["h in h.tar"]) {
      $0.folder("d/")
      $0.hardLink("h", to: "d")
    },
    HostileCase(
      "links in a cycle", keeps: ["a", "b", "self"],
      says: ["a/x.md in h.tar", "self/x.md in h.tar"]
    ) {
      $0.symbolicLink("a", to: "b")
      $0.symbolicLink("b", to: "a")
      $0.symbolicLink("self", to: "self")
      $0.file("a/x.md", "x")
      $0.file("self/x.md", "x")
    },
    HostileCase("a link with a target of 3,000 bytes", keeps: ["l"], isJudged: false) {
      $0.pax([("linkpath", [UInt8](repeating: 0x61, count: 3000))])
      $0.symbolicLink("l", to: "short")
    },
  ]

  /// Kinds and modes that a collection cannot have.
  static let kinds: [HostileCase] = [
    HostileCase(
      "devices and FIFOs",
      says: [
        "null in h.tar: it is not a file", "disk in h.tar: it is not a file",
        "pipe in h.tar: it is not a file",
      ]
    ) {
      for (name, kind) in [
        ("null", TarHeader.Kind.characterDevice), ("disk", .blockDevice), ("pipe", .fifo),
      ] {
        $0.add(
          TarHeader(name.bytes, kind).with(.majorDevice, "0000001".bytes).with(
            .minorDevice, "0000003".bytes))
      }
    },
    HostileCase("an unknown type", keeps: ["odd.md"], isJudged: false) {
      $0.add(TarHeader("odd.md".bytes, size: 1).with(.type, "~".bytes), content: "x".bytes)
    },
    HostileCase(
      "set-ID bits", keeps: ["gid", "uid"],
      says: ["d", "uid", "gid"].map { "\($0) in h.tar: its set-user-ID" }
    ) {
      $0.file("uid", "x", mode: 0o4755)
      $0.file("gid", "x", mode: 0o2755)
      $0.folder("d/", mode: 0o7755)
    },
    HostileCase("a socket, as cpio marks one", keeps: ["s"], isJudged: false) {
      $0.add(TarHeader("s".bytes, size: 0).with(.mode, "0140644".bytes))
    },
  ]
}

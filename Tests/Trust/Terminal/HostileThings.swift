import ProgramSupport
import TestSupport
import Testing

/// Collections and archives in which every name and every text is hostile.
struct HostileThings {
  private let folder: TemporaryFolder
  private let text: [UInt8]
  /// The meaning of each placeholder in a command line.
  private let paths: [String: [UInt8]]

  /// Makes the collections and the archives.
  ///
  /// - Parameters:
  ///   - text: The hostile text, without a slash, and short enough for a name.
  ///   - outside: The hostile text in the names of collections and archives. If nil, `text`.
  init(in folder: TemporaryFolder, text: [UInt8], outside: [UInt8]? = nil) throws {
    self.folder = folder
    self.text = text
    let outside = outside ?? text
    paths = [
      "NAME": "post/".bytes + text + ".md".bytes, "LINK": "post/l".bytes + text,
      "COLLECTION": "c".bytes + outside, "OTHER": "o".bytes + outside,
      "TAR": outside + ".tar".bytes, "ZST": outside + ".tar.zst".bytes,
      "HISTORY": "h".bytes + outside + ".tar.zst".bytes,
      "BROKEN": "b".bytes + outside + ".tar.zst".bytes, "EVIL": "e".bytes + outside + ".tar".bytes,
      "FRESH": "n".bytes + outside, "TEXT": text,
      "MESSAGE": String(decoding: text, as: UTF8.self).bytes,
    ]
    try writeCollection("COLLECTION", text: text)
    try writeCollection("OTHER", text: text + "other".bytes)
    try folder.write(meaning(of: "OTHER") + "/only".bytes + text, text)
    for archive in ["TAR", "ZST"] { try blogsh("-C", "COLLECTION", "pack", "-o", archive) }
    try blogsh("-C", "OTHER", "backup", "--to", "HISTORY", "-m", "MESSAGE")
    try blogsh("-C", "COLLECTION", "backup", "--to", "HISTORY", "-m", "MESSAGE")
    var bytes = try folder.contents(meaning(of: "ZST"))
    // This damages a frame of members, so that some of them are lost and reported.
    bytes[bytes.count / 4] ^= 0x55
    try folder.write(meaning(of: "BROKEN"), bytes)
    try folder.write(meaning(of: "EVIL"), evilTar)
  }

  /// Runs a command line at a terminal.
  func run(_ words: [String]) throws -> Outcome {
    try folder.atTerminal([Surroundings.blogsh.bytes] + words.map(meaning))
  }

  /// Returns the bytes of a word with each placeholder in it replaced.
  private func meaning(of word: String) -> [UInt8] {
    for (name, path) in paths {
      guard let place = word.firstRange(of: name) else { continue }
      return meaning(of: String(word[..<place.lowerBound])) + path
        + meaning(of: String(word[place.upperBound...]))
    }
    return word.bytes
  }

  private func blogsh(_ words: String...) throws {
    let made = try Program.run(
      Surroundings.blogsh, words.map(meaning), in: folder.path)
    try #require(made.status == 0, "\(made.testDescription)")
  }

  private func writeCollection(_ word: String, text: [UInt8]) throws {
    let root = meaning(of: word) + "/".bytes
    let line = text.filter { $0 != 0x0A && $0 != 0x0D }
    let quoted = text.flatMap { byte in
      byte < 0x20 || byte == 0x7F ? "\\x".bytes + hexadecimal(byte) : [byte]
    }
    func write(_ path: [UInt8], _ parts: [UInt8]...) throws {
      try folder.write(root + path, Array(parts.joined()), modified: 1_000_000_000)
    }
    try write(
      meaning(of: "NAME"), "---\ntitle: \"".bytes, quoted, "\"\ntags: [\"".bytes, quoted,
      "\"]\nauthor: ".bytes,
      line, "\n---\n".bytes, text, "\nx pwned\n".bytes)
    try write(
      "post/toml.md".bytes, "+++\ntitle = \"x".bytes, quoted, "\"\n+++\n".bytes, text, "\n".bytes)
    try write(
      "post/json.md".bytes, "{\"title\": \"x\\u001b]0;pwned\\u0007\\u009b31m\"}\n\n".bytes, text)
    try write(
      "post/pelican.md".bytes, "Title: x".bytes, line, "\nTags: ".bytes, line, "\n\n".bytes, text,
      "\n".bytes)
    try write(
      "post/markdown.md".bytes, "# x".bytes, line, "\n\n*".bytes, line, "* **".bytes, line,
      "** `".bytes, line, "` [".bytes, line, "](http://x/".bytes, line, " \"".bytes, line,
      "\") ![".bytes, line, "](<".bytes, line, ">) &#27;[31m &#x9b;31m &#8238;x <b title='".bytes,
      line, "'>\n\n```".bytes, line, "\n".bytes, text, "\n```\n\n    ".bytes, line, "\n\n> ".bytes,
      line, "\n\n- ".bytes, line, "\n- [ ] ".bytes, line, "\n\n| ".bytes, line,
      " | x |\n|---|---|\n| ".bytes,
      line, " | ".bytes, line, " |\n\n<div ".bytes, line, ">\n".bytes, text,
      "\n</div>\n\nx[^".bytes, line,
      "]\n\n[^".bytes, line, "]: ".bytes, line, "\n\n[r]: http://y/\u{1B}[31m\n[r]\n".bytes)
    try write("post/asset.bin".bytes, [0], text, [0, 1, 2])
    try write("post/d".bytes + text + "/in ".bytes + text, text)
    try folder.makeSymbolicLink(root + meaning(of: "LINK"), to: text)
    try folder.makeHardLink(root + "post/z".bytes + text, to: root + meaning(of: "NAME"))
  }

  /// The bytes of a tar with members that `unpack` and `reindex` refuse, and hostile texts in
  /// messages.
  private var evilTar: [UInt8] {
    TarBuilder.archive {
      $0.file("post/".bytes + text.prefix(60), text)
      $0.file("../".bytes + text.prefix(60), text)
      $0.file("/".bytes + text.prefix(60), text)
      $0.add(TarHeader("fifo".bytes + text.prefix(60), .fifo))
      $0.add(TarHeader("suid".bytes + text.prefix(60), size: 1, mode: 0o4755), content: [0x78])
      $0.add(TarHeader("hard".bytes + text.prefix(60), .hardLink, linkTarget: text.prefix(90)))
      $0.add(TarHeader("link".bytes + text.prefix(60), .symbolicLink, linkTarget: text.prefix(90)))
      // The message of libarchive names this record.
      $0.pax([(key: "path", value: text + [0xFF]), (key: "hdrcharset", value: text)])
      $0.file("x", "x")
      $0.pax(raw: "99 ".bytes + text)
      $0.file("y", "y")
      $0.add(
        TarHeader("owner".bytes + text.prefix(60)).with(.userName, text).with(.groupName, text))
      $0.add(TarHeader("size".bytes + text.prefix(60)).with(.size, text))
    }
  }

  private func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16).bytes
    return digits.count == 1 ? "0".bytes + digits : digits
  }
}

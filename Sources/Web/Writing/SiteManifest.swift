import Posts

/// The list of the files that a run has written into the folder of a site, so that the next run
/// replaces and removes only these.
///
/// ```
/// blogsh site 1
/// <digest> <key> <owner> <path>
/// ```
///
/// A line for each file, in the order of their paths. The digest is the SHA-256 of the file's
/// bytes, or `-` while the file may not be written yet. The key says what the file was made from;
/// while that is the same, so is the file. The owner is the post that the file is made for besides
/// its page, or `-`. Paths are percent-encoded.
struct SiteManifest: Equatable {
  struct File: Equatable {
    /// The SHA-256 of the bytes in hexadecimal digits; nil if the file may not be there.
    var digest: String?
    var key: String
    var owner: Path?
  }

  var files: [Path: File] = [:]

  private static let firstLine = Array("blogsh site 1".utf8)

  init() {}

  /// Reads a manifest; nil if the bytes are not one.
  init?(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: .newline)[...]
    guard lines.popFirst()?.elementsEqual(Self.firstLine) == true else { return nil }
    for line in lines {
      let parts = line.split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 4, let path = Path(address: parts[3], in: .root), !path.isRoot else {
        return nil
      }
      let owner = parts[2] == "-" ? nil : Path(address: parts[2], in: .root)
      files[path] = File(digest: parts[0] == "-" ? nil : parts[0], key: parts[1], owner: owner)
    }
  }

  /// The manifest as bytes.
  var bytes: [UInt8] {
    var bytes = Self.firstLine + [.newline]
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      bytes += "\(file.digest ?? "-") \(file.key) \(file.owner?.address ?? "-") ".utf8
      bytes += "\(path.address)\n".utf8
    }
    return bytes
  }
}

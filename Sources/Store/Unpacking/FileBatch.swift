import Posts
import SystemPackage

/// Small files of one folder with their contents, on their way to be written.
struct FileBatch: Sendable {
  /// What became of one file: nil if it is written.
  struct Outcome: Sendable {
    let entry: Entry
    let errno: Errno?
  }

  let path: Path
  let folder: FolderDescriptor
  private var files: [(entry: Entry, content: Range<Int>)] = []
  private var bytes: [UInt8] = []

  /// A larger file is worth no copy, and is written from the archive directly.
  static let largestFile: Int64 = 128 * 1024

  /// Enough files for handing over to cost little, and few enough for all threads to have some.
  private static let mostFiles = 64
  private static let mostBytes = 512 * 1024

  init(path: Path, folder: FolderDescriptor) {
    self.path = path
    self.folder = folder
  }

  var isFull: Bool { files.count >= Self.mostFiles || bytes.count >= Self.mostBytes }

  /// Reads a file's content in.
  mutating func add(_ entry: Entry, from scan: ArchiveScan) throws(StoreError) {
    let start = bytes.count
    while let piece = try scan.nextPiece() {
      unsafe piece.forEachRun { unsafe bytes.append(contentsOf: $0) }
    }
    files.append((entry, start..<bytes.count))
  }

  /// Writes each file.
  func write(with writer: FileWriter) -> [Outcome] {
    files.map { file in
      do throws(WriteFailure<Errno>) {
        try writer.write(file.entry, in: folder, mayReplace: false) { (output) throws(Errno) in
          try output.write(all: bytes[file.content])
        }
        return Outcome(entry: file.entry, errno: nil)
      } catch {
        switch error {
        case .system(let errno), .content(let errno):
          return Outcome(entry: file.entry, errno: errno)
        }
      }
    }
  }
}

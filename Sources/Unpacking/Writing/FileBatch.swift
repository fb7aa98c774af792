import Entries
import Files
import Posts
import SystemPackage
import Tar

/// Small files of one folder with their contents, on their way to be written.
struct FileBatch: Sendable {
  /// What became of one file: nil if it is written.
  struct Outcome: Sendable {
    let entry: Entry
    let errno: Errno?
  }

  let path: Path
  let folder: FolderDescriptor
  /// What is known of all places in the folder.
  let place: FileWriter.Place
  private var files: [(entry: Entry, place: FileWriter.Place, content: Content)] = []
  private var size: Int64 = 0

  private enum Content: Sendable {
    case own([UInt8])
    case shared(SharedContent)
  }

  /// A larger file is worth no copy, and is written from the archive directly.
  static let largestFile: Int64 = 128 * 1024

  /// Enough files for handing over to cost little, and few enough for all threads to have some.
  private static let mostFiles = 512
  private static let mostBytes: Int64 = 2 * 1024 * 1024

  init(path: Path, folder: FolderDescriptor, place: FileWriter.Place) {
    self.path = path
    self.folder = folder
    self.place = place
  }

  var isFull: Bool { files.count >= Self.mostFiles || size >= Self.mostBytes }

  /// Reads in the content of a file for a place in the folder.
  mutating func add(
    _ entry: Entry, at place: FileWriter.Place, from stream: any MemberStream
  ) throws(StoreError) {
    size += entry.size
    if let shared = stream.wholeContent() {
      files.append((entry, place, .shared(shared)))
      return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(entry.size))
    while let piece = try stream.nextPiece() {
      unsafe piece.forEachRun { unsafe bytes.append(contentsOf: $0) }
    }
    files.append((entry, place, .own(bytes)))
  }

  /// Writes each file.
  func write(with writer: FileWriter) -> [Outcome] {
    files.map { file in
      do throws(WriteFailure<Errno>) {
        try writer.write(file.entry, in: folder, at: file.place) { (output) throws(Errno) in
          switch file.content {
          case .own(let bytes): try output.write(all: bytes[...])
          case .shared(let shared): unsafe try output.write(shared.bytes[shared.range], at: 0)
          }
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

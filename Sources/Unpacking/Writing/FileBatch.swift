import Entries
import Files
import Posts
import SystemPackage
import Tar

/// Small files of one folder with their contents, to be written together.
struct FileBatch: Sendable {
  /// The outcome for one file; `errno` is nil if it was written.
  struct Outcome: Sendable {
    let entry: Entry
    let errno: Errno?
  }

  let path: Path
  let folder: FolderDescriptor
  /// The state of every place in the folder, as far as it is known.
  let place: FileWriter.Place
  private var files: [(entry: Entry, place: FileWriter.Place, content: Content)] = []
  private var size: Int64 = 0

  private enum Content: Sendable {
    case own([UInt8])
    case shared(SharedContent)
  }

  /// The maximum length in bytes of a file in a batch; a larger one is written from the archive
  /// directly.
  static let largestFile: Int64 = 128 * 1024

  /// The limits of a batch: enough files that handing it over costs little, and few enough that
  /// every thread gets some.
  private static let maximumFiles = 512
  private static let maximumBytes: Int64 = 2 * 1024 * 1024

  init(path: Path, folder: FolderDescriptor, place: FileWriter.Place) {
    self.path = path
    self.folder = folder
    self.place = place
  }

  var isFull: Bool { files.count >= Self.maximumFiles || size >= Self.maximumBytes }

  /// Reads the content of a file that is to be written to a place in the folder.
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

  /// Writes the files, and returns the outcome for each.
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

package import ArchiveFormat
import Synchronization

/// Gathers the terms of frames on several threads.
package final class TermGatherers: Sendable {
  private let listsRichFrames: Bool
  private let all = Mutex<[ThreadTermGatherer]>([])

  /// - Parameter listsRichFrames: As for `TermGatherer`.
  package init(listsRichFrames: Bool = false) { self.listsRichFrames = listsRichFrames }

  /// Makes a gatherer for one thread.
  package func make() -> ThreadTermGatherer {
    let gatherer = ThreadTermGatherer(TermGatherer(listsRichFrames: listsRichFrames))
    all.withLock { $0.append(gatherer) }
    return gatherer
  }

  /// Returns the sections of all frames so far, and forgets them.
  ///
  /// - Precondition: No thread gathers, and the caller has received what each has made of its
  ///   frames.
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  package func takeSections() throws(IndexError) -> [[UInt8]] {
    var sections: [[UInt8]] = []
    for gatherer in all.withLock({ $0 }) { sections += try gatherer.takeSections() }
    return sections
  }
}

/// Gathers the terms of the frames of one thread, in bounded memory.
///
/// The files of a frame are added between `beginFrame` and `endFrame`. The sections are taken on
/// another thread, but only when this one has done: so nothing is used by two threads at once.
package final class ThreadTermGatherer: @unchecked Sendable {
  private let gatherer: TermGatherer
  private var sections: [[UInt8]] = []

  fileprivate init(_ gatherer: TermGatherer) { self.gatherer = gatherer }

  /// Begins a frame.
  ///
  /// - Parameter frame: As for `TermGatherer`.
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  package func beginFrame(_ frame: Int) throws(IndexError) {
    if gatherer.isFull { sections.append(try gatherer.takeSection()) }
    gatherer.beginFrame(frame)
  }

  /// Adds the whole content of a file.
  package func add(_ content: UnsafeRawBufferPointer) { unsafe gatherer.add(content) }

  /// Notes that every search has to read the frame.
  package func addUnknown() { gatherer.addUnknown() }

  /// Adds a part of the content of a file that comes in parts, each of any length.
  package func addPart(_ part: UnsafeRawBufferPointer) { unsafe gatherer.addPart(part) }

  /// Ends the content of a file that comes in parts.
  package func endParts() { gatherer.endParts() }

  /// Ends the frame.
  package func endFrame() { gatherer.endFrame() }

  fileprivate func takeSections() throws(IndexError) -> [[UInt8]] {
    defer { sections = [] }
    return sections + [try gatherer.takeSection()]
  }
}

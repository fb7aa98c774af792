import Archives
package import Checking
package import Entries
import Glibc
package import Packing
package import Posts
package import Store
import Synchronization
import SystemPackage
package import TestSupport
import Testing
package import Unpacking

/// The reports in order.
package final class Reports {
  package private(set) var errors: [StoreError] = []

  package init() {}

  /// The context whose reports are kept here.
  package var context: Context { Context { [self] in errors.append($0) } }

  /// Each report as its code and its subject.
  package var briefly: [Brief] {
    errors.map { Brief($0.code, String(decoding: $0.subject, as: UTF8.self)) }
  }

  package struct Brief: Hashable, CustomStringConvertible {
    package let code: StoreError.Code
    package let subject: String

    package init(_ code: StoreError.Code, _ subject: String) {
      self.code = code
      self.subject = subject
    }

    package var description: String { "\(code) \(subject)" }
  }
}

/// Returns a path from a text that is known to be one.
package func path(_ text: String) -> Path { Path(uncheckedBytes: text.bytes) }

extension TemporaryFolder {
  /// Writes an archive and opens it.
  package func archive(
    _ name: String = "a.tar", _ body: (inout TarBuilder) -> Void
  ) throws -> PostCollection {
    try write(name.bytes, TarBuilder.archive(body))
    return try PostCollection.open(path(name))
  }

  /// Opens a folder or an archive in this folder.
  package func collection(_ name: String) throws -> PostCollection {
    try PostCollection.open(path(name))
  }

  /// Packs `source` as `name` and returns the reports.
  @discardableResult
  package func pack(
    _ source: String, as name: String, _ change: (inout Packer.Options) -> Void = { _ in },
    visit: @escaping (Entry) -> Void = { _ in }
  ) throws -> [Reports.Brief] {
    let reports = Reports()
    var options = Packer.Options(form: try #require(ArchiveForm(fileName: name)))
    change(&options)
    _ = try Packer(
      collection(source), options: options, context: reports.context, visit: visit
    ).pack(to: .file(path(name), ifChanged: false))
    return reports.briefly
  }

  /// Unpacks an archive into a folder in this folder and returns the reports.
  @discardableResult
  package func unpack(
    _ archive: PostCollection, into name: String = "out",
    _ change: (inout Unpacker.Options) -> Void = { _ in }
  ) throws -> [Reports.Brief] {
    let reports = Reports()
    var options = Unpacker.Options()
    change(&options)
    _ = try Unpacker(archive, options: options, context: reports.context).unpack(into: path(name))
    return reports.briefly
  }

  /// Returns the content of a folder as it is on the disk.
  package func tree(_ name: String, times: Bool = true) throws -> FileTree {
    try FileTree(of: self, name, times: times)
  }

  /// Writes posts that compress badly enough to fill some frames.
  package func writePosts(
    _ count: Int, in folder: String, bytes: Int = 4_000, _ generator: inout FixedGenerator
  ) throws {
    for number in 0..<count {
      let words = (0..<(bytes / 6)).map { _ in String(generator.next() % 100_000) }
      let text = "---\ntitle: Post \(number)\n---\n\n" + words.joined(separator: " ")
      let name = "\(folder)/post/\(number / 50)/\(number).md"
      try write(name, text)
      try setTime(name, 1_600_000_000 + number)
    }
  }
}

/// Returns the members of a pack as GNU tar lists them, one per line.
package func listing(_ archive: String) throws -> [String] {
  let listed = try Program.run("tar", "--quoting-style=literal", "-tf", archive)
  #expect(listed.status == 0 && listed.errors == "")
  return listed.text.split(separator: "\n").map(String.init)
}

extension Context {
  /// A context in which each report fails the test.
  package static var failing: Context { Context { Issue.record("\($0)") } }
}

extension PostCollection {
  /// Returns the whole content at a path as text.
  package func text(_ name: String) throws -> String {
    String(
      decoding: try contents(of: [path(name)]).reader(for: path(name)).all(limit: 1 << 24),
      as: UTF8.self)
  }

  /// Returns the error of reading the content at a path; nil if there is none.
  package func failure(_ name: String) throws -> StoreError.Code? {
    do {
      _ = try text(name)
      return nil
    } catch let error as StoreError {
      return error.code
    }
  }

  package func changes(to other: PostCollection) throws -> [Change] {
    try Comparison(self, other, context: .failing).changes()
  }
}

/// A counter for any thread.
package final class Counter: Sendable {
  private let count = Mutex(0)

  package init() {}

  package var value: Int { count.withLock(\.self) }

  package func add() { count.withLock { $0 += 1 } }
}

import Glibc
import Posts
import Store
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// The reports in order.
final class Reports {
  private(set) var errors: [StoreError] = []

  var report: Report { { [self] in errors.append($0) } }

  /// Each report as its code and its subject.
  var briefly: [Brief] {
    errors.map { Brief($0.code, String(decoding: $0.subject, as: UTF8.self)) }
  }

  struct Brief: Hashable, CustomStringConvertible {
    let code: StoreError.Code
    let subject: String

    init(_ code: StoreError.Code, _ subject: String) {
      self.code = code
      self.subject = subject
    }

    var description: String { "\(code) \(subject)" }
  }
}

/// Returns a path from a text that is known to be one.
func path(_ text: String) -> Path { Path(uncheckedBytes: text.bytes) }

extension TemporaryFolder {
  /// Writes an archive and opens it.
  func archive(
    _ name: String = "a.tar", _ body: (inout TarBuilder) -> Void
  ) throws -> PostCollection {
    try write(name.bytes, TarBuilder.archive(body))
    return try PostCollection.open(path(name))
  }

  /// Opens a folder or an archive in this folder.
  func collection(_ name: String) throws -> PostCollection { try PostCollection.open(path(name)) }

  /// Packs `source` as `name` and returns the reports.
  @discardableResult
  func pack(
    _ source: String, as name: String, _ change: (inout Packer.Options) -> Void = { _ in },
    visit: @escaping (Entry) -> Void = { _ in }
  ) throws -> [Reports.Brief] {
    let reports = Reports()
    var options = Packer.Options(form: try #require(ArchiveForm(fileName: name)))
    change(&options)
    _ = try Packer(
      collection(source), options: options, visit: visit, report: reports.report
    ).pack(to: .file(path(name), ifChanged: false))
    return reports.briefly
  }

  /// Unpacks an archive into a folder in this folder and returns the reports.
  @discardableResult
  func unpack(
    _ archive: PostCollection, into name: String = "out",
    _ change: (inout Unpacker.Options) -> Void = { _ in }
  ) throws -> [Reports.Brief] {
    let reports = Reports()
    var options = Unpacker.Options()
    change(&options)
    _ = try Unpacker(archive, options: options, report: reports.report).unpack(into: path(name))
    return reports.briefly
  }

  /// Returns the content of a folder as it is on the disk.
  func tree(_ name: String, times: Bool = true) throws -> FileTree {
    try FileTree(of: self, name, times: times)
  }
}

/// Returns the members of a pack as GNU tar lists them, one per line.
func listing(_ archive: String) throws -> [String] {
  let listed = try Program.run("tar", "--quoting-style=literal", "-tf", archive)
  #expect(listed.status == 0 && listed.errors == "")
  return listed.text.split(separator: "\n").map(String.init)
}

extension PostCollection {
  /// Returns the whole content at a path as text.
  func text(_ name: String) throws -> String {
    String(
      decoding: try contents(of: [path(name)]).reader(for: path(name)).all(limit: 1 << 24),
      as: UTF8.self)
  }

  /// Returns the error of reading the content at a path; nil if there is none.
  func failure(_ name: String) throws -> StoreError.Code? {
    do {
      _ = try text(name)
      return nil
    } catch let error as StoreError {
      return error.code
    }
  }

  func changes(to other: PostCollection) throws -> [Change] {
    try Comparison(self, other, report: { Issue.record("\($0)") }).changes()
  }
}

/// A counter for any thread.
final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock(\.self) }

  func add() { count.withLock { $0 += 1 } }
}

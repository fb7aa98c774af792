import ArchiveFormat
import Archives
import Entries
import Posts
import Store
import Terminal
import View

/// The completion of words that name tags, fields of front matters, or snapshots of a collection.
///
/// Reading ends with the patience of the person who types; what has been found by then is offered.
struct FactCompletion {
  typealias Candidate = LineCompletion.Candidate

  private let collection: PostCollection
  private let context: Context

  init(of collection: PostCollection, context: Context) {
    self.collection = collection
    self.context = context
  }

  /// Returns the tags of posts that begin with what was typed, whatever the case.
  ///
  /// - Parameter head: what precedes the tag in the same word.
  func tags(_ typed: [UInt8], after head: [UInt8]) -> [Candidate] {
    guard let catalog = try? collection.catalog(describe: PostPage.facts, context: context) else {
      return []
    }
    var names = NameCounts()
    for item in catalog.listed { names.add(item.facts?.tags ?? []) }
    return Self.candidates(names.names, typed, after: head)
  }

  /// Returns the keys of front matters that begin with what was typed or, after a key and `=`, the
  /// values that it has.
  ///
  /// - Parameter head: what precedes the field in the same word.
  func fields(_ typed: [UInt8], after head: [UInt8]) -> [Candidate] {
    guard let equals = typed.firstIndex(of: .equals) else {
      return Self.candidates(names(\.keys), typed, after: head).map {
        Candidate(word: $0.word + [.equals], shown: $0.shown + [.equals], isWhole: false)
      }
    }
    let key = String(decoding: typed[..<equals], as: UTF8.self)
    return Self.candidates(
      names { $0.texts(at: key) }, Array(typed[(equals + 1)...]), after: head + typed[...equals])
  }

  /// Returns the numbers of snapshots that begin with what was typed, the newest first.
  ///
  /// - Parameter head: what precedes the number in the same word.
  func snapshots(_ typed: [UInt8], after head: [UInt8]) -> [Candidate] {
    ((try? collection.snapshots()) ?? []).reversed().compactMap { snapshot in
      let record = snapshot.record
      let number = Array("\(record.number)".utf8)
      guard number.starts(with: typed) else { return nil }
      let title = Sanitizer.line(record.title(more: "…"))
      return Candidate(
        word: head + number, shown: number,
        remark: "\(SnapshotTime(record.time))\(title.isEmpty ? "" : "  \(title)")")
    }
  }

  /// Returns the names that the front matters of all posts have, in order.
  private func names(_ find: @escaping @Sendable (Value) -> [String]) -> [String] {
    var names = NameCounts()
    // What has been found before an error, or when time is over, is enough to go on typing.
    try? collection.readFrontMatter(below: [.root], context: context) {
      find(.table($1.fields))
    } take: {
      for found in $0.findings { names.add(found) }
    }
    return names.names
  }

  /// Returns the names that begin with what was typed, whatever the case. The words begin exactly
  /// as typed, so that what follows can be appended.
  private static func candidates(
    _ names: [String], _ typed: [UInt8], after head: [UInt8]
  ) -> [Candidate] {
    let beginning = String(decoding: typed, as: UTF8.self)
    return names.filter { $0.lowercased().hasPrefix(beginning.lowercased()) }
      .prefix(PathCompletion.limit)
      .map {
        let rest = $0.dropFirst(beginning.count)
        return Candidate(word: head + typed + Array(rest.utf8), shown: Array($0.utf8))
      }
  }
}

extension Value {
  /// The keys of a table, and those of the tables in it after a dot.
  fileprivate var keys: [String] {
    guard case .table(let fields) = self else { return [] }
    return fields.flatMap { field in
      [field.key] + field.value.keys.map { "\(field.key).\($0)" }
    }
  }

  /// Returns the texts of the values at a key, as `FieldCondition` finds them.
  fileprivate func texts(at key: String) -> [String] { values(at: key[...]).flatMap(\.texts) }

  private var texts: [String] {
    switch self {
    case .list(let values): values.flatMap(\.texts)
    case .table: []
    case .null, .bool, .integer, .double, .string: text.map { [$0] } ?? []
    }
  }
}

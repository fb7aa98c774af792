/// Makes a tar byte by byte, well-formed or as ill-formed as an attack needs it.
///
/// The order of calls is the order in the file. `TarHeader` forges the fields of a header.
package struct TarBuilder: Sendable {
  package static let blockSize = 512

  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Returns a whole archive: the members that `body` adds, and the end mark.
  package static func archive(_ body: (inout TarBuilder) -> Void) -> [UInt8] {
    var builder = TarBuilder()
    body(&builder)
    builder.end()
    return builder.bytes
  }

  /// Adds a header, and a content that is filled up to whole blocks.
  package mutating func add(_ header: TarHeader, content: [UInt8] = []) {
    bytes += header.block
    add(raw: content)
    let rest = content.count % Self.blockSize
    if rest > 0 { add(raw: [UInt8](repeating: 0, count: Self.blockSize - rest)) }
  }

  /// Adds bytes unchanged.
  package mutating func add(raw: [UInt8]) { bytes += raw }

  /// Adds the end mark: `blocks` blocks of zeros; a complete tar has two or more.
  package mutating func end(blocks: Int = 2) {
    add(raw: [UInt8](repeating: 0, count: blocks * Self.blockSize))
  }

  package mutating func file(
    _ name: [UInt8], _ content: [UInt8] = [], mode: UInt16 = 0o644, modified: Int = 1_700_000_000
  ) {
    let header = TarHeader(name, size: content.count, mode: mode, modified: modified)
    add(header, content: content)
  }

  package mutating func file(
    _ name: String, _ content: String = "", mode: UInt16 = 0o644, modified: Int = 1_700_000_000
  ) {
    file(name.bytes, content.bytes, mode: mode, modified: modified)
  }

  package mutating func folder(
    _ name: String, mode: UInt16 = 0o755, modified: Int = 1_700_000_000
  ) {
    add(TarHeader(name.bytes, .folder, mode: mode, modified: modified))
  }

  package mutating func symbolicLink(_ name: String, to target: String) {
    add(TarHeader(name.bytes, .symbolicLink, mode: 0o777, linkTarget: target.bytes))
  }

  package mutating func hardLink(_ name: String, to target: String) {
    add(TarHeader(name.bytes, .hardLink, linkTarget: target.bytes))
  }

  /// Adds a name of any length for the next member, as GNU tar does.
  package mutating func gnuLongName(_ name: [UInt8]) {
    let content = name + [0]
    add(TarHeader("././@LongLink".bytes, .gnuLongName, size: content.count), content: content)
  }

  /// Adds pax records for the next member, or for all that follow.
  package mutating func pax(_ records: [(key: String, value: [UInt8])], global: Bool = false) {
    pax(raw: records.flatMap { Self.paxRecord($0.key, $0.value) }, global: global)
  }

  /// Adds a pax header whose records are any bytes.
  package mutating func pax(raw records: [UInt8], global: Bool = false) {
    let header = TarHeader("PaxHeader/x".bytes, global ? .paxGlobal : .pax, size: records.count)
    add(header, content: records)
  }

  /// Returns a record `LENGTH KEY=VALUE\n`, whose length includes its own digits.
  package static func paxRecord(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = " \(key)=".bytes + value + "\n".bytes
    var length = rest.count
    while String(length).utf8.count + rest.count != length {
      length = String(length).utf8.count + rest.count
    }
    return String(length).bytes + rest
  }
}

extension String {
  /// The bytes of the text in UTF-8.
  package var bytes: [UInt8] { Array(utf8) }
}

package import Entries
package import Posts
package import Web

/// Decides the answers to requests for the files of a site.
///
/// Paths are looked up among the files of the site and nowhere else, so that no request reaches
/// anything besides them.
package struct Answerer: Sendable {
  /// The greatest length of a target in bytes.
  package static let longestTarget = 8_192
  /// The greatest number of lines in a header.
  package static let mostFields = 100

  private let reader: SiteReader
  private let hosts: HostRule
  private let prefix: Path

  /// - Parameters:
  ///   - reader: The files.
  ///   - hosts: The hosts that requests may name.
  ///   - prefix: The path below which the site is, as a proxy passes it on; `.root` for none.
  package init(_ reader: SiteReader, hosts: HostRule, prefix: Path = .root) {
    self.reader = reader
    self.hosts = hosts
    self.prefix = prefix
  }

  /// Returns the answer to a request.
  ///
  /// - Parameter context: Where errors of reading are reported; the client learns only that there
  ///   was one.
  package func answer(_ request: Request, context: Context) -> Answer {
    let answer = refusal(of: request) ?? answerToPath(request, context)
    return request.method == "HEAD" ? answer.withoutBody : answer
  }

  /// Returns the answer to a request that is refused whatever it asks for; nil for all others.
  private func refusal(of request: Request) -> Answer? {
    func refuse(_ status: Int, _ sentence: String) -> Answer {
      Answer(status, saying: sentence, endsConnection: true)
    }
    guard request.target.utf8.count <= Self.longestTarget else {
      return refuse(414, "The address is longer than \(Self.longestTarget) bytes.")
    }
    guard request.fields.count <= Self.mostFields else {
      return refuse(431, "The header has more than \(Self.mostFields) lines.")
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return Answer(
        405, saying: "Only GET and HEAD are answered.", [.init("Allow", "GET, HEAD")],
        endsConnection: true)
    }
    // A body could be taken for the next request by one of two programs.
    let lengths = request.values(of: "content-length")
    guard request.values(of: "transfer-encoding").isEmpty, lengths.isEmpty || lengths == ["0"]
    else { return refuse(400, "A request has no body here.") }
    let named = request.values(of: "host")
    guard named.count == 1 else { return refuse(400, "A request names one host.") }
    return nil
  }

  private func answerToPath(_ request: Request, _ context: Context) -> Answer {
    guard let target = try? RequestTarget(request.target) else {
      return Answer(400, saying: "This is not an address.", endsConnection: true)
    }
    // The host in a target goes before the other one (RFC 9112, 3.2.2), and both are checked.
    guard (request.values(of: "host") + [target.host].compactMap(\.self)).allSatisfy(hosts.allows)
    else {
      return Answer(421, saying: "This host is not served here.", endsConnection: true)
    }
    guard target.path == prefix || prefix.contains(target.path),
      let path = target.path == prefix
        ? .root : target.path.dropping(leading: prefix.components.count)
    else { return notFound }
    if target.isFolder {
      return file(at: path.appending(component: Array("index.html".utf8)), request, context)
    }
    if path.isRoot || reader.hasFolder(at: path) {
      return Answer(
        301, saying: "This is a folder.", [.init("Location", "/\(target.path.address)/")])
    }
    return file(at: path, request, context)
  }

  private var notFound: Answer {
    Answer(404, pageFields + [.init("Cache-Control", "no-store")], body: reader.notFound)
  }

  /// The lines about a page of the site.
  private var pageFields: [Request.Field] {
    [
      .init("Content-Type", "text/html; charset=utf-8"),
      .init("Content-Security-Policy", reader.policy),
    ]
  }

  private func file(at path: Path, _ request: Request, _ context: Context) -> Answer {
    guard let file = reader.file(at: path) else { return notFound }
    if let tag = file.tag, request.hasAlready(tag) { return unchanged(tag) }
    do throws(StoreError) {
      let bytes = try reader.bytes(of: file, context: context)
      let tag = file.tag ?? SiteReader.tag(of: bytes)
      return request.hasAlready(tag) ? unchanged(tag) : whole(file, bytes, tag, request)
    } catch {
      context.report(error)
      switch error.code {
      case .notFound, .leftOut: return notFound
      case .changed:
        return Answer(503, saying: "This has just changed; ask again.", [.init("Retry-After", "1")])
      default: return Answer(500, saying: "This could not be read; the log says why.")
      }
    }
  }

  /// A client asks each time whether what it has is still right.
  private func validity(_ tag: String) -> [Request.Field] {
    [.init("ETag", "\"\(tag)\""), .init("Cache-Control", "no-cache")]
  }

  private func unchanged(_ tag: String) -> Answer { Answer(304, validity(tag)) }

  private func whole(
    _ file: SiteReader.File, _ bytes: [UInt8], _ tag: String, _ request: Request
  ) -> Answer {
    guard file.isAsset else {
      let type = MediaType(of: file)
      return Answer(
        200,
        validity(tag) + [
          .init("Content-Type", type.name), .init("Content-Security-Policy", reader.policy),
        ], body: bytes)
    }
    let type = MediaType(of: file)
    var fields =
      validity(tag) + [
        .init("Content-Type", type.name), .init("Content-Security-Policy", Answer.sandbox),
        .init("Accept-Ranges", "bytes"),
      ]
    if !type.isShown { fields.append(.init("Content-Disposition", "attachment")) }
    // `HEAD` has no ranges (RFC 9110, 14.2).
    switch request.method == "GET" ? request.range(of: tag, length: bytes.count) : .whole {
    case .whole: return Answer(200, fields, body: bytes)
    case .part(let range):
      let place = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
      return Answer(206, fields + [.init("Content-Range", place)], body: Array(bytes[range]))
    case .outside:
      return Answer(
        416, saying: "The file ends before that.",
        [.init("Content-Range", "bytes */\(bytes.count)")])
    }
  }
}

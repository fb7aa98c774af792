/// An answer to a request.
package struct Answer: Equatable, Sendable {
  /// The status (RFC 9110, section 15).
  package let status: Int
  package private(set) var fields: [Request.Field]
  /// The bytes that follow the header; none for `HEAD`, whatever the length in the header is.
  package private(set) var body: [UInt8]
  /// Whether the connection ends with it, since what follows on it cannot be trusted.
  package let endsConnection: Bool

  init(
    _ status: Int, _ fields: [Request.Field] = [], body: [UInt8] = [], endsConnection: Bool = false
  ) {
    self.status = status
    self.fields = fields + Self.always
    self.body = body
    self.endsConnection = endsConnection
    if status != 304 { self.fields.append(.init("Content-Length", String(body.count))) }
  }

  /// Creates an answer that says in a sentence why there is no file.
  init(
    _ status: Int, saying sentence: String, _ fields: [Request.Field] = [],
    endsConnection: Bool = false
  ) {
    let fields =
      fields + [
        .init("Content-Type", "text/plain; charset=utf-8"),
        .init("Content-Security-Policy", Self.sandbox), .init("Cache-Control", "no-store"),
      ]
    self.init(status, fields, body: Array("\(sentence)\n".utf8), endsConnection: endsConnection)
  }

  /// The same answer without the bytes after the header, as `HEAD` gets it.
  var withoutBody: Answer {
    var answer = self
    answer.body = []
    return answer
  }

  /// What a browser may do with a file that is not one of the site's own pages: show it, and run
  /// nothing.
  static let sandbox =
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

  /// The lines of every header: no guess of types, no trace of where a reader came from, no use of
  /// the files by other sites, no device of the reader.
  private static let always: [Request.Field] = [
    .init("X-Content-Type-Options", "nosniff"), .init("Referrer-Policy", "no-referrer"),
    .init("Cross-Origin-Resource-Policy", "same-origin"),
    .init("Cross-Origin-Opener-Policy", "same-origin"), .init("X-Frame-Options", "DENY"),
    .init(
      "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
  ]
}

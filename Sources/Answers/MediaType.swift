import Posts
import Web

/// How a browser is to take a file.
struct MediaType: Equatable {
  let name: String
  /// Whether a browser shows it; it saves all else.
  let isShown: Bool

  init(of file: SiteReader.File) {
    let suffix = file.path.fileExtension ?? ""
    let own = file.isAsset ? nil : Self.own[suffix]
    if let name = own ?? Self.shown[suffix] {
      self.name = name
      isShown = true
    } else {
      name = "application/octet-stream"
      isShown = false
    }
  }

  /// The types of the site's own files, where they differ from those of assets.
  private static let own = [
    "html": "text/html; charset=utf-8", "xml": "application/xml", "json": "application/feed+json",
  ]

  /// The types of files that a browser shows, by their suffixes. Text is never more than text.
  private static let shown = [
    "md": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "csv": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8",
    "xhtml": "application/xhtml+xml", "xml": "application/xml", "svg": "image/svg+xml",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon", "bmp": "image/bmp",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav",
    "flac": "audio/flac", "m4a": "audio/mp4", "mp4": "video/mp4", "webm": "video/webm",
    "ogv": "video/ogg", "pdf": "application/pdf", "woff2": "font/woff2",
  ]
}

import Posts

/// The edit that publishes a draft: its front matter marks it as a draft no more, and has a new
/// date. All other bytes of the post stay as they are.
struct Publication {
  /// The reason why a post cannot be published.
  enum Failure: Error, Equatable {
    case notADraft
    case noFrontMatter
    case broken(FrontMatterProblem)
    /// It is a draft because of the folder that it is in.
    case inDrafts
    /// It is in UTF-16.
    case encoded
    /// The value of this key is not where an edit could find it.
    case notFound(key: String)
    /// The edit would change more than it should.
    case notUnderstood

    /// The reason, worded as the end of a sentence.
    var reason: String {
      switch self {
      case .notADraft: "it is not a draft"
      case .noFrontMatter: "it has no front matter"
      case .broken(let problem): "its front matter does not parse: \(problem)"
      case .inDrafts: "it is a draft because it is in a folder named _drafts; move it out of there"
      case .encoded: "it is in UTF-16; only UTF-8 can be edited"
      case .notFound(let key):
        "its \(key) is not written in a way that can be edited safely; edit it yourself"
      case .notUnderstood:
        "its front matter is not written in a way that can be edited safely; edit it yourself"
      }
    }
  }

  private let bytes: [UInt8]
  private let path: Path
  private let source: PostSource
  private let frontMatter: FrontMatter
  private let places: FieldPlaces

  /// Reads a post.
  init(of bytes: [UInt8], at path: Path) throws(Failure) {
    guard bytes.decodedFromUTF16 == nil else { throw .encoded }
    source = PostSource(bytes)
    guard let frontMatter = source.frontMatter, let places = FieldPlaces(in: source) else {
      throw path.isBelowDrafts ? .inDrafts : .noFrontMatter
    }
    if let problem = frontMatter.problem { throw .broken(problem) }
    guard !path.isBelowDrafts else { throw .inDrafts }
    guard PostFacts(path: path, frontMatter: frontMatter).draft else { throw .notADraft }
    self.bytes = bytes
    self.path = path
    self.frontMatter = frontMatter
    self.places = places
  }

  /// The date that the front matter has; nil if it has none.
  var writtenDate: String? { dateKey.flatMap { frontMatter[$0]?.text } }

  /// The form of the front matter.
  var format: FrontMatter.Format { frontMatter.format }

  /// Returns the bytes of the post, published at a moment.
  ///
  /// - Parameters:
  ///   - form: the form of the date.
  ///   - moment, secondsEast: as for `DateForm.text`.
  func bytes(
    dated form: DateForm, at moment: Int64, secondsEast: Int64
  ) throws(Failure) -> [UInt8] {
    let date = (format == .toml ? form.inTOML : form).text(of: moment, secondsEast: secondsEast)
    var edits: [(place: Range<Int>, text: String)] = []
    for (key, text) in marks {
      guard let place = places.last(of: key) else { throw .notFound(key: key) }
      edits.append((place.value, quoted(text, as: place)))
    }
    if let key = dateKey {
      guard let place = places.last(of: key) else { throw .notFound(key: key) }
      edits.append((place.value, quoted(date, as: place)))
    } else if let place = marks.lazy.compactMap({ places.last(of: $0.key) }).first {
      edits.append(newDate(date, beside: place))
    }
    var edited = bytes
    for (place, text) in edits.sorted(by: { $0.place.lowerBound > $1.place.lowerBound }) {
      edited.replaceSubrange(place, with: text.utf8)
    }
    try requireSameBut(Set(marks.map(\.key) + [dateKey ?? "date"]), dated: date, in: edited)
    return edited
  }

  /// The keys that mark the post as a draft, with the values that do not.
  private var marks: [(key: String, text: String)] {
    var marks: [(String, String)] = []
    if frontMatter["draft"]?.isYes == true { marks.append(("draft", "false")) }
    if frontMatter["published"]?.isYes == false { marks.append(("published", "true")) }
    if frontMatter["status"]?.line?.isSameKey(as: "draft") == true {
      marks.append(("status", "published"))
    }
    return marks
  }

  /// The key of the date; nil if there is none.
  private var dateKey: String? {
    FactKeys.publishing.first { frontMatter[$0]?.text.flatMap { PostDate($0) } != nil }
      ?? (frontMatter["date"] == nil ? nil : "date")
  }

  /// Returns a value in the quotes that the one in its place has, and apart from the mark before
  /// it.
  private func quoted(_ text: String, as place: FieldPlaces.Place) -> String {
    guard let first = bytes[place.value].first else {
      return bytes[place.value.lowerBound - 1] == places.separator ? " " + text : text
    }
    guard first == .quote || first == .apostrophe else { return text }
    let quote = String(Unicode.Scalar(first))
    return quote + text + quote
  }

  /// Returns the edit that adds a date next to another field.
  private func newDate(
    _ date: String, beside place: FieldPlaces.Place
  ) -> (place: Range<Int>, text: String) {
    if format == .json {
      // What separates the field from the one before it separates the date from it.
      let start = bytes[..<place.line.lowerBound].lastIndex { !$0.isWhiteSpace } ?? 0
      let gap = String(decoding: bytes[(start + 1)..<place.line.lowerBound], as: UTF8.self)
      return (
        place.line.lowerBound..<place.line.lowerBound,
        "\"date\": \"\(date)\"," + (gap.isEmpty ? " " : gap)
      )
    }
    let isCapital = place.key.first?.isUppercase ?? false
    let margin = String(
      decoding: bytes[place.line].prefix(while: \.isBlank), as: UTF8.self)
    let line = margin + (isCapital ? "Date" : "date") + (format == .toml ? " = " : ": ") + date
    let end = place.line.upperBound
    let isCRLF = end < bytes.count && bytes[end] == .carriageReturn
    return (end..<end, (isCRLF ? "\r\n" : "\n") + line)
  }

  /// Reads an edited post, and throws unless it is the same but for what was to change.
  private func requireSameBut(
    _ keys: Set<String>, dated date: String, in edited: [UInt8]
  ) throws(Failure) {
    func others(_ frontMatter: FrontMatter) -> [Value.Field] {
      frontMatter.fields.filter { field in !keys.contains { $0.isSameKey(as: field.key) } }
    }
    let after = PostSource(edited)
    guard let now = after.frontMatter, now.problem == nil, now.format == format,
      after.body == source.body, others(now) == others(frontMatter),
      now[dateKey ?? "date"]?.text == date,
      !PostFacts(path: path, frontMatter: now).draft
    else { throw .notUnderstood }
  }
}

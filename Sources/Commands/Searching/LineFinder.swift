import Entries
import Glibc
import Posts
import Search
import Terminal
import View

/// A search for lines in files: the work of `grep` on each thread.
@safe final class LineFinder: FileVisitor {
  private let form: FindingForm
  private let posts: PostFilter
  private let searcher: Result<Searcher, SearchError>
  /// The choice of files; nil for all.
  private let chooser: Result<FileChooser, SearchError>?
  private var groups: LineGroups
  private var entry = Entry.impliedFolder(.root)
  /// Whether the file is to be searched at all.
  private var isMeant = true
  /// Whether the file is one of those that are chosen.
  private var isChosen = true
  /// Whether the file is taken for one in which nothing is found, since it is not text.
  private var isPassedOver = false
  private var isAtStart = true
  /// The content so far of a file in UTF-16, which is decoded and searched at its end.
  private var undecoded: [UInt8]?
  private var isBinary = false
  private var trouble: SearchError?
  /// The number of lines found in the file so far.
  private var count = 0

  /// - Parameters:
  ///   - posts: the posts to search; all files are searched if it is not narrow.
  ///   - none: an empty list of lines for the stream.
  init(_ query: CompiledQuery, _ form: FindingForm, _ posts: PostFilter, none: ReadyLines) {
    self.form = form
    self.posts = posts
    searcher = Result { () throws(SearchError) in try Searcher(query) }
    chooser =
      form.files.isEverything
      ? nil : Result { () throws(SearchError) in try FileChooser(form.files) }
    groups = LineGroups(form, FindingWriter(form, none: none))
  }

  func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int? {
    guard !form.needsAllFiles, case .success(let searcher) = searcher else { return 0 }
    let found = unsafe searcher.firstPlaceOfLines(in: tar)
    // The pattern does not occur in the bytes of a file in UTF-16.
    let bytes = unsafe tar.bindMemory(to: UInt8.self).span
    for start in stride(from: 0, to: found ?? bytes.count, by: Self.tarUnit)
    where bytes[start] >= 0xFE && UTF16Decoder(bytes.extracting(start...)) != nil {
      return start
    }
    return found
  }

  /// The unit in bytes to a multiple of which the contents in a tar are padded.
  private static let tarUnit = 512

  func passOver(_ count: Int) { groups.writer.passOver(count) }

  func begin(_ entry: Entry) {
    self.entry = entry
    isMeant = !posts.isNarrow
    isPassedOver = false
    isAtStart = true
    undecoded = nil
    isBinary = false
    trouble = nil
    count = 0
    do throws(SearchError) {
      isChosen = try chooser?.get().includes(entry.path) ?? true
    } catch {
      trouble = error
      isChosen = false
    }
    groups.begin()
    groups.writer.begin(entry.path)
  }

  func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
    guard isChosen, !isPassedOver else { return false }
    if isAtStart {
      isMeant = unsafe isMeant || holdsMeantPost(lines)
      guard isMeant else { return false }
      if unsafe UTF16Decoder(lines.bindMemory(to: UInt8.self).span) != nil { undecoded = [] }
    }
    guard var content = undecoded.take() else { return unsafe search(lines, isLast: isLast) }
    isAtStart = false
    unsafe content.append(contentsOf: lines)
    // A larger file is searched as it is, like one that is not text.
    guard content.count <= Self.largestDecoded else {
      return unsafe content.withUnsafeBytes { unsafe search($0, isLast: isLast) }
    }
    undecoded = content
    return true
  }

  /// The largest size in bytes of a file in UTF-16 that is decoded, since it is held as a whole.
  private static let largestDecoded = 64 << 20

  /// Searches the next lines of the file.
  private func search(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
    var skipped = (bytes: 0, lines: 0)
    if isAtStart, form.isOfBodies { skipped = unsafe frontMatter(of: lines) }
    isAtStart = false
    let text = unsafe UnsafeRawBufferPointer(rebasing: lines[skipped.bytes...])
    unsafe groups.beginWindow(text, skippedLines: skipped.lines)
    do throws(SearchError) {
      unsafe try find(in: text)
    } catch {
      trouble = error
      return false
    }
    groups.endWindow(isLast: isLast)
    if isBinary { return false }
    switch form.what {
    case .namesWithMatch, .namesWithoutMatch, .nothing: return count == 0
    case .lines, .matches, .counts: return !isFull || groups.linesDue > 0
    }
  }

  func end() -> Bool {
    if let text = undecoded.take()?.decodedFromUTF16 {
      isAtStart = true
      _ = unsafe text.withUnsafeBytes { unsafe search($0, isLast: true) }
    }
    if isListed { list() }
    if let trouble { groups.writer.remark(.cannotSearch(entry.path, trouble)) }
    if isBinary { groups.writer.remark(.binaryMatches(entry.path)) }
    return trouble != nil || isBinary
  }

  var hasFound: Bool { groups.writer.findings.isOfMoreThanFiles }

  func takeOutput() -> Findings { groups.writer.takeFindings() }

  /// Whether the file belongs to what was looked for.
  private var isListed: Bool {
    guard isMeant, isChosen else { return false }
    if form.what == .namesWithoutMatch { return count == 0 && trouble == nil }
    return count > 0 || trouble == nil && form.namedFiles.contains(entry.path)
  }

  private func list() {
    if count > 0 || form.what == .namesWithoutMatch { groups.writer.noteFound() }
    switch form.what {
    case .lines, .matches, .nothing: break
    case .counts: groups.writer.write(count: count)
    case .namesWithMatch, .namesWithoutMatch: groups.writer.writeName()
    }
  }

  /// Finds lines in a window, which begins at the start of a line.
  private func find(in text: UnsafeRawBufferPointer) throws(SearchError) {
    let searcher = try searcher.get()
    var lines = unsafe searcher.lines(of: text)
    while !isFull, let line = try lines.next() {
      if form.skipsBinaryFiles, count == 0, unsafe text.holdsNUL {
        isPassedOver = true
        return
      }
      switch form.what {
      case .namesWithMatch, .namesWithoutMatch, .nothing:
        count += 1
        return
      case .counts:
        count += 1
      case .lines, .matches:
        // Checked only where it matters: most files have no match.
        isBinary = unsafe !form.takesAllForText && text.holdsNUL
        count += 1
        if isBinary { return }
        try unsafe write(&lines, from: line, in: text, by: searcher)
        return
      }
    }
  }

  /// Writes the found lines of a window, from the first one on.
  private func write(
    _ lines: inout Searcher.LineCursor, from first: Range<Int>, in text: UnsafeRawBufferPointer,
    by searcher: Searcher
  ) throws(SearchError) {
    let wantsMatches =
      form.what == .matches || form.isJSON || groups.writer.findings.lines.showsStyles
    var next: Range<Int>? = first
    while let line = next {
      let matches = unsafe wantsMatches ? try searcher.matches(in: text, line: line) : []
      groups.write(line, matches: matches)
      guard !isFull else { return }
      next = try lines.next()
      if next != nil { count += 1 }
    }
  }

  private var isFull: Bool { form.maximumCount.map { count >= $0 } ?? false }

  /// Returns whether the file is a post that passes the filter, judged by its beginning.
  private func holdsMeantPost(_ start: UnsafeRawBufferPointer) -> Bool {
    guard entry.isPost else { return false }
    let facts = unsafe PostPage.facts(path: entry.path, content: Array(start))
    if facts.hasBrokenFrontMatter { groups.writer.remark(.brokenFrontMatter(entry.path)) }
    guard posts.fits(ListedEntry(entry: entry, facts: facts)) else { return false }
    return unsafe posts.fields.isEmpty || posts.fit(PostSource(Array(start)).frontMatter)
  }

  /// Returns the length of the front matter in bytes and lines, if it ends in the first window.
  private func frontMatter(of start: UnsafeRawBufferPointer) -> (bytes: Int, lines: Int) {
    guard entry.isPost else { return (0, 0) }
    let source = unsafe PostSource(Array(start))
    return (source.bodyStart, source.bodyLine - 1)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether it contains a NUL byte, as no text does.
  fileprivate var holdsNUL: Bool {
    guard let base = baseAddress else { return false }
    return unsafe memchr(base, 0, count) != nil
  }
}

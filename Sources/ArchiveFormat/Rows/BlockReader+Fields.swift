import Posts

extension BlockReader {
  /// Reads the fields of the next row; returns false after the last row.
  mutating func readFields() throws(IndexError) -> Bool {
    guard rowsRead < promise.rows.count else {
      guard cursor.isAtEnd, filesRead == promise.files.count else {
        throw .damagedIndex("the rows of a block do not match the directory")
      }
      return false
    }
    try readPath()
    let kind = try cursor.byte()
    guard let known = RowKind(rawValue: kind & ~RowKind.flags) else {
      throw .damagedIndex("a row has an unknown kind")
    }
    fields.kind = known
    if known == .removed { return try readRemoval(kind) }
    fields.mode = UInt16(try cursor.count(upTo: Int(IndexedArchive.maximumMode)))
    before.seconds &+= try cursor.zigzag()
    fields.nanoseconds = kind & RowKind.fractionFlag == 0 ? 0 : try fraction()
    let isMoved = kind & RowKind.movedFlag != 0
    guard !isMoved || known == .file && promise.isOfSnapshot else {
      throw .damagedIndex("a row has an unknown kind")
    }
    if isMoved { before.forgetMember() }
    try readPlace()
    try readRest(isMoved: isMoved, hasFacts: kind & RowKind.factsFlag != 0)
    before.move(to: fields.place, size: fields.size)
    if isMoved { before.forgetMember() }
    rowsRead += 1
    return true
  }

  /// Completes the reading of a row that has only a path and a kind.
  private mutating func readRemoval(_ kind: UInt8) throws(IndexError) -> Bool {
    guard promise.isOfSnapshot, kind == RowKind.removed.rawValue else {
      throw .damagedIndex("a row has an unknown kind")
    }
    fields.facts = nil
    rowsRead += 1
    return true
  }

  private mutating func readPath() throws(IndexError) {
    let shared = try cursor.count(upTo: before.path.count)
    let rest = try cursor.counted()
    let ascends =
      PathBytes.order(
        before.path.span.extracting(droppingFirst: shared), cursor.bytes.span.extracting(rest)) < 0
    guard ascends else { throw .damagedIndex("its rows are not sorted by path") }
    guard shared + rest.count <= IndexedArchive.maximumPath else {
      throw .damagedIndex("the path of a row is too long")
    }
    pathLength += shared + rest.count
    guard pathLength <= IndexedArchive.maximumBlockPaths else {
      throw .damagedIndex("the paths of a block are too long")
    }
    before.path.replaceSubrange(shared..., with: cursor.bytes[rest])
    guard PathBytes.isPath(before.path.span, from: shared) else {
      throw .damagedIndex("the path of a row is not valid")
    }
    if rowsRead == 0, before.path != promise.firstPath.bytes {
      throw .damagedIndex("the first path of a block does not match the directory")
    }
    if rowsRead == promise.rows.count - 1, let next = promise.nextPath,
      PathBytes.order(before.path.span, next.bytes.span) >= 0
    {
      throw .damagedIndex("its blocks are not sorted by path")
    }
  }

  private mutating func readPlace() throws(IndexError) {
    let frame = try readFrame()
    let gap = try cursor.varint()
    guard gap >= before.minimumGap(inFrame: frame),
      before.maximumGap(inFrame: frame) >= 0, gap <= before.maximumGap(inFrame: frame)
    else {
      throw .damagedIndex("the member of a row does not lie after the one before it")
    }
    let unit = before.expectedUnit(inFrame: frame) + Int(gap)
    fields.place = IndexRow.Place(frame: frame, position: unit * IndexedArchive.unit)
  }

  private mutating func readFrame() throws(IndexError) -> Int {
    let (frame, isTooLarge) = before.frame.addingReportingOverflow(Int(try cursor.zigzag()))
    guard !isTooLarge, 0..<promise.frames ~= frame else {
      throw .damagedIndex("the member of a row lies in a frame that does not exist")
    }
    return frame
  }

  private mutating func fraction() throws(IndexError) -> UInt32 {
    let number = try cursor.count(upTo: Int(FileTime.maximumNanoseconds))
    guard number > 0 else { throw .damagedIndex("the fraction of a time is 0") }
    return UInt32(number)
  }

  private mutating func readRest(isMoved: Bool, hasFacts: Bool) throws(IndexError) {
    fields.size = 0
    fields.member = nil
    fields.facts = nil
    switch fields.kind {
    case .file:
      fields.size = Int64(try cursor.count(upTo: Int(promise.tarLength)))
      guard filesRead < promise.files.count else {
        throw .damagedIndex("the rows of a block do not match the directory")
      }
      filesRead += 1
    case .folder, .removed: break
    case .symbolicLink:
      fields.target = try cursor.counted()
      guard RowForm.isTarget(cursor.bytes.span.extracting(fields.target)) else {
        throw .damagedIndex("the target of a link is not valid")
      }
    case .hardLink:
      fields.target = try cursor.counted()
      let target = cursor.bytes.span.extracting(fields.target)
      guard PathBytes.isPath(target), PathBytes.order(target, before.path.span) < 0 else {
        throw .damagedIndex("a hard link comes before the file that it names")
      }
    }
    if isMoved { fields.member = try memberPath() }
    guard hasFacts else { return }
    fields.facts = cursor.position
    try passFacts()
    guard cursor.position - (fields.facts ?? 0) <= IndexedArchive.maximumFacts else {
      throw .damagedIndex("the facts of a row are too long")
    }
  }

  private mutating func memberPath() throws(IndexError) -> Range<Int> {
    let range = try cursor.counted()
    let path = cursor.bytes.span.extracting(range)
    guard range.count <= IndexedArchive.maximumPath, PathBytes.isPath(path),
      !PathBytes.areEqual(path, before.path.span)
    else { throw .damagedIndex("the path of a member is not valid") }
    return range
  }

  private mutating func passFacts() throws(IndexError) {
    let flags = try cursor.byte()
    guard flags & ~FactFlag.all == 0, fields.kind == .file || fields.kind == .hardLink else {
      throw .damagedIndex("a row has facts of an unknown kind")
    }
    if flags & FactFlag.title != 0 { _ = try cursor.counted() }
    if flags & FactFlag.date != 0 {
      _ = try cursor.counted()
      _ = try cursor.varint()
      _ = try cursor.varint()
    }
    guard flags & FactFlag.tags != 0 else { return }
    for _ in 0..<(try tagCount()) { _ = try cursor.counted() }
  }

  /// Reads the number of tags: at least one, and at most as many as bytes remain, because each
  /// takes one.
  mutating func tagCount() throws(IndexError) -> Int {
    let count = try cursor.count(upTo: cursor.bytes.count - cursor.position)
    guard count > 0 else { throw .damagedIndex("a row has facts of an unknown kind") }
    return count
  }
}

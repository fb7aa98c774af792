/// Cuts a content that comes in pieces into windows of whole lines, for a visitor.
@safe package final class LineWindows<Visitor: FileVisitor> {
  /// The size of a window in bytes, unless a line is longer.
  package static var usualSize: Int { 1 << 20 }
  /// The length in bytes from which a line is treated as several.
  package static var maximumLine: Int { 256 << 20 }

  private let visitor: Visitor
  private var memory = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// The number of bytes in memory that wait for their window to become full.
  private var count = 0
  /// The offset in memory where the last whole line ends; 0 if there is none.
  private var lineEnd = 0

  package init(_ visitor: Visitor) { self.visitor = visitor }

  deinit { unsafe memory.deallocate() }

  /// Takes the next piece of the content.
  ///
  /// - Returns: whether more is wanted.
  package func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    reserve(count + piece.count)
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: piece)
    if let newline = unsafe piece.lastIndex(of: 0x0A) { lineEnd = count + newline + 1 }
    count += piece.count
    guard count >= Self.usualSize else { return true }
    if lineEnd == 0, count >= Self.maximumLine { lineEnd = count }
    guard lineEnd > 0 else { return true }
    let window = unsafe UnsafeRawBufferPointer(rebasing: memory[..<lineEnd])
    let isMoreWanted = unsafe visitor.visit(window, isLast: false)
    let rest = unsafe UnsafeRawBufferPointer(rebasing: memory[lineEnd..<count])
    unsafe memory.copyMemory(from: rest)
    count = rest.count
    lineEnd = 0
    return isMoreWanted
  }

  /// Ends the content and visits what is left of it.
  package func finish() {
    guard count > 0 else { return }
    _ = unsafe visitor.visit(UnsafeRawBufferPointer(rebasing: memory[..<count]), isLast: true)
    count = 0
    lineEnd = 0
  }

  private func reserve(_ needed: Int) {
    guard unsafe memory.count < needed else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(2 * Self.usualSize, unsafe memory.count * 2, needed), alignment: 64)
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    unsafe memory.deallocate()
    unsafe memory = larger
  }
}

/// Bytes at a fixed address, which stay in memory as long as anything refers to them.
@safe package final class SharedBytes: @unchecked Sendable {
  // The memory is not written to after this is made, so that threads may share it.
  package let bytes: UnsafeRawBufferPointer
  package let count: Int

  /// Takes over memory, which is freed with the last reference.
  package init(owning memory: UnsafeMutableRawBufferPointer) {
    unsafe bytes = UnsafeRawBufferPointer(memory)
    count = memory.count
  }

  deinit { unsafe bytes.deallocate() }

  package subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
  }
}

import Glibc

/// The distinct terms of many frames, numbered from 0 in the order in which they came first.
///
/// Terms of up to 8 bytes, which nearly all are, are keys of a hash table themselves; the bytes of
/// longer ones are in a heap.
@safe struct TermDictionary: ~Copyable {
  /// A term of up to 8 bytes, the first of them lowest; or the hash of a longer one.
  private struct Slot {
    /// 0 in a slot that is free.
    var key: UInt64 = 0
    var number: UInt32 = 0
    /// The mark that was last set for the term.
    var mark: UInt32 = 0
  }

  @safe private struct Table: ~Copyable {
    private(set) var slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: 1 << 10)
    var count = 0
    /// The number of bits of a hash that are not used.
    private var unusedBits: UInt64 = 54

    init() { unsafe slots.initialize(repeating: Slot()) }

    deinit { unsafe slots.deallocate() }

    /// Returns the first slot to look at for a key.
    @inline(__always)
    func home(_ key: UInt64) -> Int {
      Int(truncatingIfNeeded: TermDictionary.hash(key) >> unusedBits)
    }

    @inline(__always)
    func next(_ slot: Int) -> Int { unsafe (slot + 1) & (slots.count - 1) }

    /// Makes room if the table is half full.
    mutating func growIfNeeded() {
      guard unsafe 2 * count >= slots.count else { return }
      let old = unsafe slots
      unusedBits -= 1
      unsafe slots = .allocate(capacity: 2 * old.count)
      unsafe slots.initialize(repeating: Slot())
      for index in old.indices {
        let slot = unsafe old[index]
        if slot.key == 0 { continue }
        var place = home(slot.key)
        while unsafe slots[place].key != 0 { place = next(place) }
        unsafe slots[place] = slot
      }
      unsafe old.deallocate()
    }
  }

  /// The mark, which no term has at first.
  private var mark: UInt32 = 0
  private var short = Table()
  private var long = Table()
  /// The first 8 bytes of each term, the first of them highest, so that they have the order of the
  /// terms.
  private var beginnings: [UInt64] = []
  /// The places of long terms in the heap; empty ranges for short terms.
  private var places: [Range<UInt32>] = []
  private var heap: [UInt8] = []

  /// The number of terms.
  var count: Int { beginnings.count }

  /// Whether the heap could not take many more terms.
  var isFull: Bool { heap.count > 1 << 24 }

  /// Takes the marks off all terms.
  mutating func beginMarking() { mark += 1 }

  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 {
    // The multiplier of Fibonacci hashing: 2^64 divided by the golden ratio.
    key &* 0x9E37_79B9_7F4A_7C15
  }

  /// Finds or adds a term of up to 8 bytes, and marks it.
  ///
  /// - Returns: The number of the term; nil if it was marked.
  @inline(__always)
  mutating func mark(_ term: UInt64) -> UInt32? {
    var place = short.home(term)
    while unsafe short.slots[place].key != term {
      if unsafe short.slots[place].key == 0 { return add(term, at: place) }
      place = short.next(place)
    }
    if unsafe short.slots[place].mark == mark { return nil }
    unsafe short.slots[place].mark = mark
    return unsafe short.slots[place].number
  }

  private mutating func add(_ term: UInt64, at place: Int) -> UInt32 {
    let number = UInt32(count)
    unsafe short.slots[place] = Slot(key: term, number: number, mark: mark)
    short.count += 1
    short.growIfNeeded()
    beginnings.append(term.byteSwapped)
    places.append(0..<0)
    return number
  }

  /// Finds or adds a term of more than 8 bytes, and marks it.
  ///
  /// - Returns: The number of the term; nil if it was marked.
  mutating func mark(_ term: UnsafeRawBufferPointer) -> UInt32? {
    let key = unsafe Self.hash(term)
    var place = long.home(key)
    while unsafe long.slots[place].key != 0 {
      let found = unsafe long.slots[place]
      if found.key == key, unsafe isTerm(Int(found.number), term) {
        if found.mark == mark { return nil }
        unsafe long.slots[place].mark = mark
        return found.number
      }
      place = long.next(place)
    }
    let number = UInt32(count)
    unsafe long.slots[place] = Slot(key: key, number: number, mark: mark)
    long.count += 1
    long.growIfNeeded()
    let start = UInt32(heap.count)
    unsafe heap.append(contentsOf: term)
    beginnings.append(unsafe term.loadUnaligned(as: UInt64.self).bigEndian)
    places.append(start..<UInt32(heap.count))
    return number
  }

  private func isTerm(_ number: Int, _ term: UnsafeRawBufferPointer) -> Bool {
    let place = places[number]
    guard place.count == term.count, let base = term.baseAddress else { return false }
    return unsafe heap.withUnsafeBytes { heap in
      guard let start = heap.baseAddress else { return false }
      return unsafe memcmp(start + Int(place.lowerBound), base, term.count) == 0
    }
  }

  /// Returns a number other than 0 that differs for most terms.
  private static func hash(_ term: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(term.count)
    for place in stride(from: 0, to: term.count - 8, by: 8) {
      hash = unsafe mixed(hash, term.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    // The last 8 bytes, even if some of them have been mixed in.
    hash = unsafe mixed(hash, term.loadUnaligned(fromByteOffset: term.count - 8, as: UInt64.self))
    return hash | 1
  }

  @inline(__always)
  private static func mixed(_ hash: UInt64, _ eight: UInt64) -> UInt64 {
    let (high, low) = (hash ^ eight).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return high ^ low
  }

  /// Returns the numbers of the terms in the order of their bytes.
  func sortedNumbers() -> [UInt32] {
    var order = beginnings.enumerated().map { (beginning: $1, number: UInt32($0)) }
    order.sort { one, other in
      if one.beginning != other.beginning { return one.beginning < other.beginning }
      // A short term comes before all longer ones that it begins.
      return heap[range(one.number)].lexicographicallyPrecedes(heap[range(other.number)])
    }
    return order.map(\.number)
  }

  private func range(_ number: UInt32) -> Range<Int> {
    let place = places[Int(number)]
    return Int(place.lowerBound)..<Int(place.upperBound)
  }

  /// Replaces bytes with those of a term.
  func copyTerm(_ number: UInt32, to bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    let range = range(number)
    guard range.isEmpty else { return bytes.append(contentsOf: heap[range]) }
    var rest = beginnings[Int(number)]
    while rest != 0 {
      bytes.append(UInt8(truncatingIfNeeded: rest >> 56))
      rest <<= 8
    }
  }
}

import CollectionSupport
import Posts
import TestSupport
import Testing

@testable import Packing

/// The ends of frames.
@Suite struct PackingBordersTests {
  private func entry(_ name: String, _ size: Int64) -> Entry {
    Entry(path: path(name), kind: .file, mode: 0o644, modified: 0, size: size)
  }

  /// Returns the frames as the members in them.
  private func frames(_ entries: [Entry]) -> [[Entry]] {
    var cutter = FrameCutter()
    var frames: [[Entry]] = []
    var frame: [Entry] = []
    for entry in entries {
      for count in cutter.put(entry) {
        frames.append(Array(frame[..<count]))
        frame.removeFirst(count)
      }
      frame.append(entry)
    }
    return frame.isEmpty ? frames : frames + [frame]
  }

  private func collection(_ seed: UInt64) -> [Entry] {
    var generator = FixedGenerator(state: seed)
    return (0..<3_000).map { number in
      entry("post/\(10_000 + number).md", Int64.random(in: 0...12_000, using: &generator))
    }
  }

  private func cost(_ frame: [Entry]) -> Int64 {
    frame.map { 512 + ($0.size + 511) / 512 * 512 }.reduce(0, +)
  }

  @Test(arguments: 0..<5)
  func `a frame is neither too small nor too large`(seed: UInt64) {
    let frames = frames(collection(seed))
    #expect(frames.count > 20)
    for frame in frames { #expect(cost(frame) <= Int64(FrameCutter.greatest)) }
    for frame in frames.dropLast() { #expect(cost(frame) >= Int64(FrameCutter.least)) }
  }

  @Test func `adding or removing a member changes only the frames around it`() {
    var counts: [Int] = []
    for seed in 0..<20 as Range<UInt64> {
      let entries = collection(seed)
      var generator = FixedGenerator(state: seed)
      let before = Set(frames(entries))
      let place = Int.random(in: entries.indices, using: &generator)
      var more = entries
      more.insert(entry("\(entries[place].path)-a", 5_000), at: place + 1)
      var less = entries
      less.remove(at: place)
      var longer = entries
      longer[place].size += 3_000
      counts += [more, less, longer].map { frames($0).count { !before.contains($0) } }
    }
    // Of about thirty frames hardly ever more than one changes; a few do if the border itself has
    // moved.
    #expect(counts.count { $0 > 1 } <= 6, "\(counts)")
    #expect(counts.allSatisfy { $0 <= 10 }, "\(counts)")
  }

  @Test func `a member larger than a frame counts as large`() {
    let greatest = Int64(FrameCutter.greatest)
    #expect(!FrameCutter.isLarge(entry("a", greatest - 512)))
    #expect(FrameCutter.isLarge(entry("a", greatest - 511)))
    #expect(FrameCutter.isLarge(entry("a", .max)))
    #expect(!FrameCutter.isLarge(entry("a", 0)))
  }

  @Test func `long names do not make a frame longer than readers accept`() {
    let long = String(repeating: "ü", count: 2_000)
    let entries = (0..<2_000).map { number in
      Entry(
        path: path("\(long)\(number)"), kind: .symbolicLink(target: long.bytes), mode: 0o777,
        modified: 0, size: 0)
    }
    for frame in frames(entries) { #expect(frame.count * 10_000 < 16 << 20) }
  }
}

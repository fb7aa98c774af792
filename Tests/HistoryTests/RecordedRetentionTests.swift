import CollectionSupport
import History
import Store
import TestSupport
import Testing

/// The snapshots of random histories that restic and borg keep, as recorded by
/// `Tests/Reference/retention.py`.
struct RecordedRetentionTests {
  /// One history under one set of rules, with the answers of restic and borg.
  struct Judgement {
    let snapshots: [DatedSnapshot]
    let counts: [Retention.Rule: Int]
    let restic: [(place: Int, reasons: [String])]
    let borg: [Int]
  }

  let judgements: [Judgement]
  let zone: LocalClock

  init() throws {
    let file = #filePath.replacing(
      "HistoryTests/RecordedRetentionTests.swift", with: "Reference/retention.txt")
    let text = try Program.run("cat", file).text
    var times: [Int64] = []
    var offsets: [Int64: Int64] = [:]
    var snapshots: [DatedSnapshot] = []
    var counts: [Retention.Rule: Int] = [:]
    var restic: [(place: Int, reasons: [String])] = []
    var judgements: [Judgement] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int64($0) }
      switch words[0] {
      case "time":
        for index in stride(from: 0, to: numbers.count, by: 2) {
          times.append(numbers[index])
          offsets[numbers[index]] = numbers[index + 1]
        }
      case "history":
        snapshots = numbers.map { DatedSnapshot(number: Int($0), time: times[Int($0)]) }
      case "rules":
        counts = Dictionary(
          uniqueKeysWithValues: zip(Retention.Rule.allCases, numbers.map(Int.init)))
      case "restic":
        restic = try words.dropFirst().map { word in
          let parts = word.split(separator: ":")
          return (try #require(Int(parts[0])), parts[1].split(separator: ",").map(String.init))
        }
      case "borg":
        judgements.append(
          Judgement(
            snapshots: snapshots, counts: counts, restic: restic, borg: numbers.map(Int.init)))
      default:
        break
      }
    }
    try #require(judgements.count >= 100 && Set(offsets.values) == [3600, 7200])
    self.judgements = judgements
    zone = LocalClock { [offsets] in offsets[$0] ?? 0 }
  }

  @Test func `restic keeps the same snapshots for the same reasons except the oldest`() throws {
    for judgement in judgements {
      let decisions = try Retention(judgement.counts).decisions(for: judgement.snapshots, in: zone)
      // restic 0.14 does not have this reason; 0.16 has it.
      let ours = decisions.compactMap { decision -> String? in
        let reasons = decision.reasons.filter { !$0.isOldest }.map(\.description)
        return reasons.isEmpty ? nil : "\(decision.snapshot.number): \(reasons)"
      }
      let theirs = judgement.restic.compactMap { place, reasons -> String? in
        let reasons = reasons.filter { !$0.hasPrefix("oldest ") }
        return reasons.isEmpty ? nil : "\(place): \(reasons)"
      }
      #expect(ours == theirs, "\(judgement.counts)")
    }
  }

  @Test func `borg keeps every snapshot that blogsh keeps`() throws {
    var more = 0
    for judgement in judgements {
      let decisions = try Retention(judgement.counts).decisions(for: judgement.snapshots, in: zone)
      let ours = Set(decisions.filter(\.isKept).map(\.snapshot.number))
      #expect(ours.isSubset(of: judgement.borg), "\(judgement.counts)")
      if ours.count < judgement.borg.count { more += 1 }
    }
    #expect(more > 0)
  }

  @Test func `borg keeps the same snapshots as a single rule of blogsh`() throws {
    var compared = 0
    for judgement in judgements where judgement.counts.values.count(where: { $0 > 0 }) == 1 {
      let decisions = try Retention(judgement.counts).decisions(for: judgement.snapshots, in: zone)
      #expect(decisions.filter(\.isKept).map(\.snapshot.number) == judgement.borg)
      compared += 1
    }
    #expect(compared >= 20)
  }
}

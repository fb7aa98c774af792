import CollectionSupport
import History
import Store
import Testing

struct RetentionTests {
  /// Two days in January with three snapshots, and two in February with three.
  static let times = [
    "2026-01-01 10:00", "2026-01-01 12:00", "2026-01-02 10:00", "2026-02-03 10:00",
    "2026-02-04 10:00", "2026-02-04 11:00",
  ]

  /// Returns each kept snapshot with its reasons, the newest first.
  private func kept(
    _ counts: [Retention.Rule: Int], of times: [String], in zone: LocalClock = utc
  ) throws -> [String] {
    try Retention(counts).decisions(for: try history(times), in: zone).filter(\.isKept)
      .map { "\($0.snapshot.number) \($0.reasons.map(\.description).joined(separator: ", "))" }
  }

  @Test(
    arguments: [
      ([.last: 1], ["6 last"]),
      ([.last: 2], ["6 last", "5 last"]),
      ([.last: 100], ["6 last", "5 last", "4 last", "3 last", "2 last", "1 last"]),
      ([.daily: 1], ["6 daily"]),
      ([.daily: 3], ["6 daily", "4 daily", "3 daily"]),
      ([.daily: 4], ["6 daily", "4 daily", "3 daily", "2 daily"]),
      ([.daily: 5], ["6 daily", "4 daily", "3 daily", "2 daily", "1 oldest daily"]),
      ([.weekly: 2], ["6 weekly", "3 weekly"]),
      ([.monthly: 2], ["6 monthly", "3 monthly"]),
      ([.monthly: 3], ["6 monthly", "3 monthly", "1 oldest monthly"]),
      ([.yearly: 1], ["6 yearly"]),
      ([.yearly: 2], ["6 yearly", "1 oldest yearly"]),
      ([.last: 2, .daily: 2], ["6 last, daily", "5 last", "4 daily"]),
      ([.daily: 2, .monthly: 2], ["6 daily, monthly", "4 daily", "3 monthly"]),
      ([.last: 0, .daily: 0, .weekly: 0, .monthly: 1, .yearly: 0], ["6 monthly"]),
      (
        [.last: 1, .daily: 1, .weekly: 1, .monthly: 1, .yearly: 1],
        ["6 last, daily, weekly, monthly, yearly"]
      ),
      (
        [.daily: 9, .weekly: 9, .monthly: 9, .yearly: 9],
        [
          "6 daily, weekly, monthly, yearly", "4 daily", "3 daily, weekly, monthly", "2 daily",
          "1 oldest daily, oldest weekly, oldest monthly, oldest yearly",
        ]
      ),
    ] as [([Retention.Rule: Int], [String])])
  func `a rule keeps the newest snapshot of each period`(
    counts: [Retention.Rule: Int], expected: [String]
  ) throws {
    #expect(try kept(counts, of: Self.times) == expected)
  }

  @Test(
    arguments: [
      // A week of ISO 8601 is from Monday to Sunday, also across the end of a year.
      (
        .weekly, ["2020-12-27 23:59", "2020-12-28 00:00", "2021-01-03 23:59", "2021-01-04 00:00"],
        [4, 3, 1]
      ),
      (
        .weekly, ["1969-12-28 23:59", "1969-12-29 00:00", "1970-01-04 23:59", "1970-01-05 00:00"],
        [4, 3, 1]
      ),
      (.weekly, ["1969-12-21 12:00", "1969-12-22 12:00", "1969-12-28 12:00"], [3, 1]),
      (.monthly, ["2024-02-29 23:59:59", "2024-03-01 00:00", "2025-03-01 00:00"], [3, 2, 1]),
      (.yearly, ["2025-12-31 23:59:59", "2026-01-01 00:00", "2026-12-31 23:59:59"], [3, 1]),
      (.daily, ["2026-01-01 00:00", "2026-01-01 23:59:59", "2026-01-02 00:00"], [3, 2, 1]),
    ] as [(Retention.Rule, [String], [Int])])
  func `a period ends at midnight in the calendar`(
    rule: Retention.Rule, times: [String], numbers: [Int]
  ) throws {
    let decisions = try Retention([rule: 50]).decisions(for: try history(times), in: utc)
    #expect(decisions.filter(\.isKept).map(\.snapshot.number) == numbers)
  }

  @Test func `periods follow the clock of the zone`() throws {
    let times = ["2026-01-31 21:59", "2026-01-31 22:00", "2026-02-01 00:00"]
    #expect(try kept([.monthly: 9], of: times) == ["3 monthly", "2 monthly", "1 oldest monthly"])
    let east = LocalClock.fixed(secondsEast: 2 * 3600)
    #expect(try kept([.monthly: 9], of: times, in: east) == ["3 monthly", "1 monthly"])
  }

  @Test func `a day counts once even if the clock repeats an hour`() throws {
    // The clock goes back from 00:59:59 to 00:00:00 when the first hour of the day has passed.
    let change = try moment("2026-10-25 00:00")
    let zone = LocalClock { $0 < change ? 3600 : 0 }
    let times = ["2026-10-24 22:59", "2026-10-24 23:00", "2026-10-24 23:59", "2026-10-25 00:00"]
    #expect(try kept([.daily: 9], of: times, in: zone) == ["4 daily", "1 daily"])
  }

  @Test func `numbers decide the order even if a clock was set back`() throws {
    // The third snapshot was made while the clock was a year ahead.
    let times = ["2026-01-01 10:00", "2026-01-02 10:00", "2027-01-02 10:00", "2026-01-02 12:00"]
    #expect(try kept([.last: 2], of: times) == ["4 last", "3 last"])
    #expect(try kept([.daily: 2], of: times) == ["4 daily", "3 daily"])
    // A day that has already been seen does not count again.
    #expect(try kept([.daily: 3], of: times) == ["4 daily", "3 daily", "1 daily"])
    #expect(try kept([.yearly: 3], of: times) == ["4 yearly", "3 yearly", "1 oldest yearly"])
  }

  @Test func `the order of the input and gaps in the numbers do not matter`()
    throws
  {
    let snapshots = [(7, "2026-01-03 10:00"), (2, "2026-01-01 10:00"), (5, "2026-01-03 09:00")]
    let decisions = try Retention([.daily: 2]).decisions(
      for: try snapshots.map { DatedSnapshot(number: $0, time: try moment($1)) }, in: utc)
    #expect(decisions.map(\.snapshot.number) == [7, 5, 2])
    #expect(decisions.map(\.isKept) == [true, false, true])
  }

  @Test(arguments: [Int64.min, -62_167_219_201, 253_402_300_800, Int64.max])
  func `any time that a file claims is accepted`(time: Int64) throws {
    let counts = Dictionary(uniqueKeysWithValues: Retention.Rule.allCases.map { ($0, 1) })
    for zone in [utc, .local, .fixed(secondsEast: 86_399), .fixed(secondsEast: -86_399)] {
      let decisions = try Retention(counts).decisions(
        for: [DatedSnapshot(number: 1, time: time)], in: zone)
      #expect(decisions.map { $0.reasons.count } == [5])
    }
  }

  @Test func `an empty history gives no decisions`() throws {
    #expect(try Retention([.last: 1]).decisions(for: [], in: utc) == [])
  }

  @Test(
    arguments: [
      [:], [.last: 0], [.last: 0, .daily: 0, .weekly: 0, .monthly: 0, .yearly: 0],
    ] as [[Retention.Rule: Int]])
  func `rules that keep nothing are refused`(counts: [Retention.Rule: Int]) {
    #expect(throws: RetentionError.nothingToKeep) { try Retention(counts) }
  }

  @Test func `a negative count is refused`() {
    #expect(throws: RetentionError.negative(.weekly, -1)) {
      try Retention([.last: 3, .weekly: -1])
    }
  }
}

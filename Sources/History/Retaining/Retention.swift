import Posts
package import Store

/// Chooses the snapshots that a history keeps, only by their numbers and times.
///
/// The rules are those of restic's `forget`. Each rule goes from the newest snapshot to the oldest
/// and keeps the newest snapshot of each day, week (of ISO 8601), month or year that has one, up to
/// the rule's count. Every rule looks at all snapshots, and a snapshot is kept if any rule keeps
/// it. A rule that reaches the oldest snapshot before its count is used up keeps that one too:
/// restic does so from 0.16 on, but not in 0.14.
///
/// borg's `prune` differs in three ways: a snapshot kept by one rule does not count for the rules
/// of longer periods, so borg keeps more; its `--keep-last` counts the seconds that have a
/// snapshot; and a count of -1 means all.
///
/// The newest snapshot is the one with the highest number. If a clock was set back, times and
/// numbers disagree; a day or longer period still counts once, wherever its snapshots are in the
/// order.
package struct Retention: Sendable, Equatable {
  /// The kinds of rules, each by the period of which it keeps one snapshot.
  package enum Rule: String, Sendable, CaseIterable {
    case last, daily, weekly, monthly, yearly
  }

  /// The reason why a snapshot is kept.
  package struct Reason: Sendable, Hashable {
    package let rule: Rule
    /// Whether the rule kept it as the oldest of all, because its count was not used up.
    package let isOldest: Bool

    package init(_ rule: Rule, isOldest: Bool = false) {
      self.rule = rule
      self.isOldest = isOldest
    }
  }

  /// The decision about one snapshot.
  package struct Decision: Sendable, Equatable {
    package let snapshot: DatedSnapshot
    /// The rules that keep it, in the order of `Rule`; empty if it is removed.
    package let reasons: [Reason]

    package var isKept: Bool { !reasons.isEmpty }

    package init(_ snapshot: DatedSnapshot, _ reasons: [Reason]) {
      self.snapshot = snapshot
      self.reasons = reasons
    }
  }

  private let counts: [Rule: Int]

  /// Creates rules with their counts; a rule without a count keeps none.
  ///
  /// - Throws: `RetentionError` if a count is negative, or none is above 0. So the newest snapshot
  ///   is always kept.
  package init(_ counts: [Rule: Int]) throws(RetentionError) {
    for rule in Rule.allCases {
      if let count = counts[rule], count < 0 { throw .negative(rule, count) }
    }
    guard counts.values.contains(where: { $0 > 0 }) else { throw .nothingToKeep }
    self.counts = counts
  }

  /// Decides about each snapshot, the newest first.
  package func decisions(
    for snapshots: some Sequence<DatedSnapshot>, in zone: LocalClock
  ) -> [Decision] {
    let ordered = snapshots.sorted { $0.number > $1.number }
    var left = counts
    var seen: Set<Period> = []
    return ordered.enumerated().map { place, snapshot in
      let isOldest = place == ordered.count - 1
      var reasons: [Reason] = []
      for rule in Rule.allCases where left[rule, default: 0] > 0 {
        let isNew = seen.insert(Period(of: snapshot, rule, in: zone)).inserted
        guard isNew || isOldest else { continue }
        reasons.append(Reason(rule, isOldest: !isNew))
        left[rule, default: 0] -= 1
      }
      return Decision(snapshot, reasons)
    }
  }
}

extension Retention.Reason: CustomStringConvertible {
  /// The name of the rule, such as `daily` or `oldest daily`.
  package var description: String { isOldest ? "oldest \(rule.rawValue)" : rule.rawValue }
}

/// A period of which a rule keeps one snapshot.
private struct Period: Hashable {
  let rule: Retention.Rule
  /// The number that identifies the period among those of its rule.
  let number: Int

  init(of snapshot: DatedSnapshot, _ rule: Retention.Rule, in zone: LocalClock) {
    self.rule = rule
    let day = CivilTime(snapshot.time, in: zone).day
    number =
      switch rule {
      case .last: snapshot.number
      case .daily: CivilTime.dayNumber(of: snapshot.time, in: zone)
      case .weekly: Self.week(of: CivilTime.dayNumber(of: snapshot.time, in: zone))
      case .monthly: day.year * 12 + day.month
      case .yearly: day.year
      }
  }

  /// Returns the number of a week that begins on a Monday; 1 January 1970 was a Thursday.
  private static func week(of day: Int) -> Int {
    let sinceMonday = day + 3
    return sinceMonday < 0 ? (sinceMonday - 6) / 7 : sinceMonday / 7
  }
}

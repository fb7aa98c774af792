import Posts
package import Store

/// Chooses which snapshots a history keeps, by their numbers and times alone.
///
/// The rules are those of restic's `forget`. Each goes from the newest snapshot to the oldest and takes
/// the newest of each day, week (of ISO 8601), month or year that has any, as many as it may; all rules
/// look at all snapshots, and what one of them takes is kept. A rule that comes to the oldest snapshot
/// with some left takes that too: so does restic from 0.16 on, where 0.14 does not.
///
/// borg's `prune` differs in three ways: a snapshot that one rule takes does not count for the rules of
/// longer times, so that it keeps more; what its `--keep-last` counts are seconds that have a snapshot;
/// and it takes -1 for all.
///
/// Newest is what has the highest number. A clock that was put back makes times and numbers disagree;
/// then a day, or a longer time, still counts once, wherever its snapshots stand.
package struct Retention: Sendable, Equatable {
  /// Names what a rule takes one of.
  package enum Rule: String, Sendable, CaseIterable {
    case last, daily, weekly, monthly, yearly
  }

  /// Says why a snapshot is kept.
  package struct Reason: Sendable, Hashable {
    package let rule: Rule
    /// Whether the rule had some left, and this is the oldest of all.
    package let isOldest: Bool

    package init(_ rule: Rule, isOldest: Bool = false) {
      self.rule = rule
      self.isOldest = isOldest
    }
  }

  /// Tells what becomes of one snapshot.
  package struct Decision: Sendable, Equatable {
    package let snapshot: DatedSnapshot
    /// Gives the rules that keep it, in the order of `Rule`; none where it goes.
    package let reasons: [Reason]

    package var isKept: Bool { !reasons.isEmpty }

    package init(_ snapshot: DatedSnapshot, _ reasons: [Reason]) {
      self.snapshot = snapshot
      self.reasons = reasons
    }
  }

  private let counts: [Rule: Int]

  /// Takes how many each rule may keep; a rule that is left out keeps none.
  ///
  /// - Throws: `RetentionError` where a number is below 0, or none is above: so the newest snapshot is
  ///   always kept.
  package init(_ counts: [Rule: Int]) throws(RetentionError) {
    for rule in Rule.allCases {
      if let count = counts[rule], count < 0 { throw .negative(rule, count) }
    }
    guard counts.values.contains(where: { $0 > 0 }) else { throw .nothingToKeep }
    self.counts = counts
  }

  /// Decides for each snapshot, the newest first.
  package func decisions(
    for snapshots: some Sequence<DatedSnapshot>, in zone: TimeZone
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
  /// Gives the rule's name, `daily`, or `oldest daily`.
  package var description: String { isOldest ? "oldest \(rule.rawValue)" : rule.rawValue }
}

/// What a rule keeps one of.
private struct Period: Hashable {
  let rule: Retention.Rule
  /// Tells those of one rule apart.
  let number: Int

  init(of snapshot: DatedSnapshot, _ rule: Retention.Rule, in zone: TimeZone) {
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

  /// Counts weeks that begin on a Monday: 1970 began on a Thursday.
  private static func week(of day: Int) -> Int {
    let sinceMonday = day + 3
    return sinceMonday < 0 ? (sinceMonday - 6) / 7 : sinceMonday / 7
  }
}

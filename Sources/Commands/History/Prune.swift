import ArgumentParser
import Files
import History
import Posts
import Store
import Terminal

struct Prune: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "prune", "Remove old snapshots from an archive.",
    details: """
      Keeps every snapshot that any of the rules keeps, as restic's forget does: the newest ones, \
      and the newest of each day, week, month or year that has any. At least one rule is needed, \
      and the newest snapshot is always kept.

      The archive is rewritten without the frames that no snapshot needs any more, and replaced \
      as a whole; frames that are needed are copied as they are, with everything in them. \
      Snapshots keep their numbers.
      """,
    examples: [
      "blogsh prune -n history.tar.zst --keep-daily 7 --keep-monthly 12",
      "blogsh prune history.tar.zst --keep-last 10 --keep-yearly 100",
    ])

  @Option(help: ArgumentHelp("Keep this many of the newest snapshots.", valueName: "number"))
  var keepLast: Int?

  @Option(
    help: ArgumentHelp("Keep the newest of each day, for this many days.", valueName: "number"))
  var keepDaily: Int?

  @Option(
    help: ArgumentHelp("Keep the newest of each week, for this many weeks.", valueName: "number"))
  var keepWeekly: Int?

  @Option(
    help: ArgumentHelp("Keep the newest of each month, for this many months.", valueName: "number"))
  var keepMonthly: Int?

  @Option(
    help: ArgumentHelp("Keep the newest of each year, for this many years.", valueName: "number"))
  var keepYearly: Int?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: "Print what would be kept and removed, but write nothing.")
  var dryRun = false

  @Flag(help: "Wait until no other process is writing to the archive.")
  var wait = false

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var operand: HistoryArgument

  func validate() throws { _ = try retention }

  private var retention: Retention {
    get throws {
      let counts: [(Retention.Rule, Int?)] = [
        (.last, keepLast), (.daily, keepDaily), (.weekly, keepWeekly), (.monthly, keepMonthly),
        (.yearly, keepYearly),
      ]
      let given = counts.compactMap { rule, count in count.map { (rule, $0) } }
      do throws(RetentionError) {
        return try Retention(Dictionary(uniqueKeysWithValues: given))
      } catch {
        throw ValidationError(error.sentence)
      }
    }
  }

  func run(in session: Session) throws {
    let retention = try retention
    let archive = try session.archive(operand.archive, usesHistory: true, takesSnapshot: false).name
    var decisions: [Retention.Decision] = []
    let rewrite = HistoryRewrite(context: session.contextHeld())
    let summary = try rewrite.prune(archive, isDryRun: dryRun, waits: wait) { snapshots in
      decisions = retention.decisions(for: snapshots.map(\.dated), in: .local)
      return Set(decisions.lazy.filter(\.isKept).map(\.snapshot.number))
    }
    for decision in decisions.reversed() {
      if json {
        try session.console.print(object(of: decision).bytes)
      } else {
        try session.console.printLine { append(decision, to: &$0) }
      }
    }
    try session.console.print(
      json ? object(of: summary, archive).bytes : ArgumentText.bytes(of: line(of: summary)))
  }

  private func append(_ decision: Retention.Decision, to line: inout ReadyLines) {
    line.append(
      part: decision.isKept ? "keep" : "remove", as: decision.isKept ? .good : .removed)
    line.append(spaces: decision.isKept ? 4 : 2)
    line.append(part: "\(decision.snapshot.number)", as: .snapshot)
    line.append(part: "  \(SnapshotTime(decision.snapshot.time))")
    let reasons = decision.reasons.map(\.description).joined(separator: ", ")
    if !reasons.isEmpty { line.append(part: "  \(reasons)") }
  }

  private func object(of decision: Retention.Decision) -> JSONObject {
    var object = JSONObject()
    object.append("snapshot", Int64(decision.snapshot.number))
    object.append("time", SnapshotTime(decision.snapshot.time).machineReadable)
    object.append("kept", decision.isKept)
    object.append("reasons", decision.reasons.map(\.description))
    return object
  }

  private func line(of summary: HistoryRewrite.Summary) -> String {
    let kept = summary.kept.count
    let all = kept + summary.removed.count
    let line = "\(Figures.grouped(kept)) of \(Figures.count(all, "snapshot")) kept"
    let frames = Figures.count(summary.framesRemoved, "frame")
    guard !summary.removed.isEmpty else { return line }
    guard let after = summary.lengthAfter else { return "\(line), \(frames) would be removed" }
    return "\(line), \(frames) removed, "
      + "\(Figures.count(Int(summary.lengthBefore - after), "byte")) freed"
  }

  private func object(of summary: HistoryRewrite.Summary, _ archive: String) -> JSONObject {
    var object = JSONObject()
    object.append("archive", bytes: ArgumentText.bytes(of: archive))
    object.append("kept", Int64(summary.kept.count))
    object.append("removed", Int64(summary.removed.count))
    object.append("framesKept", Int64(summary.framesKept))
    object.append("framesRemoved", Int64(summary.framesRemoved))
    object.append("bytesFreed", summary.lengthAfter.map { summary.lengthBefore - $0 })
    return object
  }
}

extension RetentionError {
  fileprivate var sentence: String {
    switch self {
    case .nothingToKeep:
      "no rule keeps any snapshot: give one of "
        + Retention.Rule.allCases.map { "--keep-\($0.rawValue)" }.joined(separator: ", ")
        + " with 1 or more"
    case .negative(let rule, let count):
      "--keep-\(rule.rawValue) must be 0 or more, not \(count)"
    }
  }
}

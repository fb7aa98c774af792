import Terms

extension Query {
  /// Returns what the files must hold in which the query selects a line.
  ///
  /// - Parameter ignoresCase: Whether the patterns ignore case.
  func needs(ignoresCase: Bool) -> TermCondition {
    if isInverted { return .nothing }
    let groups = (patterns.isEmpty ? [] : [patterns]) + others.map { [$0] }
    return .all(of: groups.map { needs(anyOf: $0, ignoresCase: ignoresCase) })
  }

  /// Returns what a line must hold that matches one of some patterns, which are compiled together.
  private func needs(anyOf patterns: [[UInt8]], ignoresCase: Bool) -> TermCondition {
    // All patterns are matched byte by byte if one of them is no UTF-8.
    guard patterns.allSatisfy({ $0.span.isUTF8 }) else { return .nothing }
    let single = patterns.flatMap { $0.split(separator: 0x0A, omittingEmptySubsequences: false) }
    return .any(
      of: single.map { pattern in
        let scalars = Array(String(decoding: pattern, as: UTF8.self).unicodeScalars)
        guard let needed = requirement(of: scalars, ignoresCase: ignoresCase) else {
          return .nothing
        }
        return Requirement.sequence([edge, needed, edge]).condition
      })
  }

  /// The edge before and after a match.
  private var edge: Requirement {
    switch extent {
    case .anything: .gap
    case .words: .edge(.wordEnd)
    case .wholeLine: .edge(.space)
    }
  }

  private func requirement(of scalars: [Unicode.Scalar], ignoresCase: Bool) -> Requirement? {
    switch syntax {
    case .expression: return PatternReader.requirement(of: scalars, ignoresCase: ignoresCase)
    case .fixed:
      return .strings([
        scalars.map { .character(NeededText.Character($0, ignoresCase: ignoresCase)) }
      ])
    }
  }
}

import Search
import Terms
import TestSupport
import Testing

/// What patterns need of the texts that they match.
///
/// Texts are in quotes, `i` for those of any case; `|` before or after a text is the border of a
/// word, and `/` a white space or the border of a line.
@Suite struct NeedsTests {
  @Test(arguments: [
    ("", "nothing"), ("timeout", "'timeout'"), ("old box", "'old box'"), ("o.d", "'o' and 'd'"),
    ("a.*b", "'a' and 'b'"), ("\\bbox\\b", "|'box'|"), ("^box$", "/'box'/"),
    ("box\\.", "'box.'"), ("box\\s+old", "'box'/ and /'old'"), ("box\\W*old", "'box' and 'old'"),
    ("a\\Wb", "'a'| and |'b'"), ("box(es)?", "'boxes' or 'box'"),
    ("colou?r", "'colour' or 'color'"),
    ("(key|lock)s", "'keys' or 'locks'"), ("key|lock", "'key' or 'lock'"), ("key|", "nothing"),
    ("(a|b|)c", "'ac' or 'bc' or 'c'"), ("[Bb]ox", "'Box' or 'box'"), ("[a-z]ox", "'ox'"),
    ("[^b]ox", "'ox'"), ("[]x]a", "']a' or 'xa'"), ("[[:alpha:]]x", "'x'"),
    ("[\\x41\\]]", "'A' or ']'"),
    ("go+gle", "'go' and 'ogle'"), ("ab{2}c", "'abbc'"), ("ab{2,}c", "'ab' and 'bc'"),
    ("ab{0,}c", "'a' and 'c'"), ("ab{0}c", "'a' and 'c'"), ("ab*c", "'a' and 'c'"),
    ("a{x}", "'a{x}'"), ("{{<", "'{{<'"), ("a{,3}", "nothing"), ("a{ 2}", "nothing"),
    ("x{9}y", "'x' and 'xy'"), ("(?i)Box", "i'Box'"),
    ("a(?i)b|c", "'a'i'b' or i'c'"), ("(?i:a)b", "i'a''b'"), ("(?i)a(?-i)b", "i'a''b'"),
    ("((?i)a)b", "i'a''b'"), ("(?:ab)c", "'abc'"), ("(?>ab)c", "'abc'"), ("(?<n>ab)c", "'abc'"),
    ("(?P<n>a)(?P=n)b", "'a' and 'b'"), ("(a)\\1b", "'a' and 'b'"), ("(?'n'a)b", "'ab'"),
    ("(?=.*box)old", "'box' and 'old'"), ("(?<=box)old", "'box' and 'old'"),
    ("(?!box)old", "'old'"), ("(?<!box)old", "'old'"), ("(?!a)?b", "'b'"), ("(?=a)?b", "'b'"),
    ("\\Qa.b\\Ec", "'a.bc'"), ("\\Qab\\E*c", "'a' and 'c'"), ("a\\Eb", "nothing"),
    ("\\x{e9}\\x41\\t", "'éA\t'"), ("\\pLa\\p{Lu}b", "'a' and 'b'"), ("a\\d+b", "'a' and 'b'"),
    ("a\\Bb", "'a' and 'b'"), ("a\\Kb", "'a' and 'b'"), ("\\101", "nothing"), ("\\cA", "nothing"),
    ("(?x)a b", "nothing"), ("a(?#c)b", "nothing"), ("(*UCP)a", "nothing"), ("(?C)a", "nothing"),
    ("(a)(?(1)b|c)", "nothing"), ("(?R)?a", "nothing"), ("(?<n>a)\\k<n>", "nothing"),
    ("\\N{U+41}", "nothing"), ("\\Nb", "'b'"), ("[[:<:]]a", "nothing"), ("[\\Qa\\E]b", "nothing"),
    ("日本", "'日本'"), ("\\é", "nothing"), ("a\nb", "'a' or 'b'"), ("a\n", "nothing"),
    ("(a|b)(c|d)(e|f)(g|h)(i|j)xyz", nil), ("(?:a|b){3}", nil),
  ])
  func `a pattern needs the texts that each of its matches has`(
    pattern: String, needed: String?
  ) throws {
    let needs = try CompiledQuery(Query(pattern)).needs
    if let needed { #expect(needs.text == needed) }
  }

  @Test(arguments: [
    (Query("a.b").with { $0.syntax = .fixed }, "'a.b'"), (Query().with { _ in }, "nothing"),
    (Query("Box").with { $0.letterCase = .ignored }, "i'Box'"),
    (Query("box").with { $0.letterCase = .smart }, "i'box'"),
    (Query("Box").with { $0.letterCase = .smart }, "'Box'"),
    (Query("box").with { $0.extent = .words }, "|'box'|"),
    (Query("box|old").with { $0.extent = .wholeLine }, "/'box'/ or /'old'/"),
    (Query("box", "old"), "'box' or 'old'"),
    (Query("box").with { $0.isInverted = true }, "nothing"),
    (Query("box").with { $0.others = ["old".bytes, "key".bytes] }, "'box' and 'old' and 'key'"),
    (Query("box").with { $0.exclusions = ["old".bytes] }, "'box'"),
    (Query().with { $0.others = ["old".bytes] }, "'old'"),
    (Query(["box".bytes, [0xFF]]), "nothing"),
    (Query("box").with { $0.others = [[0xFF]] }, "'box'"),
  ])
  func `a query needs what all its patterns need`(query: Query, needed: String) throws {
    #expect(try CompiledQuery(query).needs.text == needed)
  }
}

extension TermCondition {
  /// The condition in the form of the tables above.
  var text: String {
    switch self {
    case .nothing: "nothing"
    case .text(let text): text.text
    case .all(let conditions): conditions.map(\.text).joined(separator: " and ")
    case .any(let conditions): conditions.map(\.text).joined(separator: " or ")
    }
  }
}

extension NeededText {
  fileprivate var text: String {
    var text = start.text
    var last: Bool?
    for character in characters {
      if character.ignoresCase != last {
        if last != nil { text += "'" }
        text += character.ignoresCase ? "i'" : "'"
      }
      last = character.ignoresCase
      text.unicodeScalars.append(character.scalar)
    }
    return text + "'" + end.text
  }
}

extension NeededText.Edge {
  fileprivate var text: String {
    switch self {
    case .open: ""
    case .wordEnd: "|"
    case .space: "/"
    }
  }
}

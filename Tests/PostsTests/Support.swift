import Posts

/// Splits a post given as text.
func split(_ text: String) -> PostSource { PostSource(Array(text.utf8)) }

/// Gives the body of a post as text.
func body(_ text: String) -> String { String(decoding: split(text).body, as: UTF8.self) }

/// Reads the fields of a YAML block.
func yaml(_ lines: String) -> FrontMatter? { split("---\n\(lines)\n---\n").frontMatter }

/// Reads the fields of a TOML block.
func toml(_ lines: String) -> FrontMatter? { split("+++\n\(lines)\n+++\n").frontMatter }

/// Makes a path that is known to be one.
func path(_ text: String) -> Path { Path(uncheckedBytes: Array(text.utf8)) }

/// Gives numbers that are the same in each run (SplitMix64).
struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

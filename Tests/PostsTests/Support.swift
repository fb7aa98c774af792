import Posts

/// Splits a post given as text.
func split(_ text: String) -> PostSource { PostSource(Array(text.utf8)) }

/// Returns the body of a post as text.
func body(_ text: String) -> String { String(decoding: split(text).body, as: UTF8.self) }

/// Reads the fields of a YAML block.
func yaml(_ lines: String) -> FrontMatter? { split("---\n\(lines)\n---\n").frontMatter }

/// Reads the fields of a TOML block.
func toml(_ lines: String) -> FrontMatter? { split("+++\n\(lines)\n+++\n").frontMatter }

/// Returns a path from text that is known to be one.
func path(_ text: String) -> Path { Path(uncheckedBytes: Array(text.utf8)) }

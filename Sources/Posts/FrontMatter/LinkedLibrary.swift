import CYAML

/// The library that parses YAML.
package enum LinkedLibrary {
  /// The version of libyaml, such as `0.2.5` (`yaml_get_version_string`).
  package static var version: String { unsafe String(cString: yaml_get_version_string()) }
}

/// How much may come out of an archive before reading it is given up.
package struct Limits: Equatable, Sendable {
  /// The most bytes that all contents together may have; nil for any number.
  package var size: Int64?
  /// The most members; nil for any number.
  package var members: Int?
  /// The most bytes that may come out for each byte of the archive, once a gibibyte came out.
  package var ratio = standardRatio
  /// The most components of a path; nil for any number.
  package var depth: Int?

  package init() {}

  /// What anything that is not made to do harm keeps to: posts come to less than ten.
  package static let standardRatio: Int64 = 1000

  /// The limits where none is asked for: what stops only what is made to do harm.
  package static let standard = Limits()
}

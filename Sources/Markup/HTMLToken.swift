/// A piece of HTML: a tag, text, a comment or a doctype.
///
/// Names and texts are bytes of UTF-8, as they are in the file; what is no UTF-8 stays as it is.
package enum HTMLToken: Equatable, Sendable {
  case startTag(StartTag)
  /// An end tag, by its name in lower case.
  case endTag([UInt8])
  /// Text with the meanings of its character references. Several in a row are one text.
  case text([UInt8])
  case comment([UInt8])
  case doctype(Doctype)

  package struct StartTag: Equatable, Sendable {
    /// The name, its letters of ASCII in lower case.
    package internal(set) var name: [UInt8]
    /// The attributes in the order of the file; of several with one name, the first.
    package internal(set) var attributes: [Attribute] = []
    /// Whether it ends in `/>`.
    package internal(set) var isSelfClosing = false

    /// Returns the value of an attribute by its name in lower case; nil without one.
    package func value(of name: some Sequence<UInt8>) -> [UInt8]? {
      attributes.first { $0.name.elementsEqual(name) }?.value
    }
  }

  package struct Attribute: Equatable, Sendable {
    /// The name, its letters of ASCII in lower case.
    package internal(set) var name: [UInt8]
    package internal(set) var value: [UInt8] = []
  }

  package struct Doctype: Equatable, Sendable {
    package internal(set) var name: [UInt8]?
    package internal(set) var publicIdentifier: [UInt8]?
    package internal(set) var systemIdentifier: [UInt8]?
    /// Whether it has faults for which browsers take the page for an old one.
    package internal(set) var forcesQuirks = false
  }
}

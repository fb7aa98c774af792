import Entries
import Files
import SystemPackage
import Terminal

/// The collection that a command works on, and how it was chosen.
struct ChosenCollection {
  enum Origin: Equatable {
    /// The option `-C` names it.
    case option
    /// `$BLOGSH_COLLECTION` names it.
    case variable
    /// A file `.blogsh` marks it.
    case marker
    /// Nothing names it: it is `archive` in the working directory, or else that directory.
    case place
  }

  let name: String
  let origin: Origin
  private let chosenBy: Marker?
  private let environment: Environment

  /// Chooses what `-C` names, or else `$BLOGSH_COLLECTION`, or else what the nearest `.blogsh` in
  /// the working directory or above it marks, or else the folder `archive` in the working
  /// directory, or else that directory itself.
  ///
  /// - Parameter option: the name that `-C` gives; nil without `-C`.
  /// - Throws: `StoreError.Code.unreadable` if that `.blogsh` cannot be used.
  init(named option: String?, environment: Environment) throws(StoreError) {
    self.environment = environment
    var marker: Marker?
    if let option {
      (name, origin) = (option, .option)
    } else if let variable = environment["BLOGSH_COLLECTION"], !variable.isEmpty {
      (name, origin) = (variable, .variable)
    } else if let nearest = try Marker.nearest(environment: environment) {
      (name, origin) = (nearest.collection, .marker)
      marker = nearest
    } else {
      // If it cannot be examined, another folder must not take its place.
      let status = try attempt(
        FileStatus.ofFileIfThere(named: "archive"),
        orThrow: { (error: Errno) in StoreError(error, .open, ArgumentText.bytes(of: "archive")) })
      name = status?.kind == .folder ? "archive" : "."
      origin = .place
    }
    chosenBy = marker
  }

  private init(_ other: ChosenCollection, name: String, chosenBy: Marker?) {
    self.name = name
    origin = other.origin
    environment = other.environment
    self.chosenBy = chosenBy
  }

  /// Returns the same choice with names that do not depend on the working directory.
  ///
  /// - Parameter folder: the whole path of the working directory.
  func anchored(in folder: String) -> ChosenCollection {
    ChosenCollection(
      self, name: name == "-" ? name : Self.anchored(name, in: folder),
      chosenBy: chosenBy?.anchored(in: folder))
  }

  /// Returns the whole name of a file.
  static func anchored(_ name: String, in folder: String) -> String {
    if name.hasPrefix("/") { return name }
    return name == "." ? folder : (folder == "/" ? "/" : folder + "/") + name
  }

  /// Whether a person named the collection.
  var isNamed: Bool { origin == .option || origin == .variable }

  /// Whether the collection is a folder.
  var isFolder: Bool { Self.isFolder(name) }

  private static func isFolder(_ name: String) -> Bool {
    name != "-" && (try? FileStatus.ofFile(named: name))?.kind == .folder
  }

  /// Returns the `.blogsh` that belongs to the collection; nil if there is none.
  ///
  /// A collection that is named has one if the nearest to its folder marks that very folder.
  ///
  /// - Throws: `StoreError.Code.unreadable` if the file cannot be used.
  func marker() throws(StoreError) -> Marker? {
    guard isNamed else { return chosenBy }
    guard isFolder, let identity = Self.identity(of: name),
      let marker = try Marker.nearest(to: name, passingForeign: true, environment: environment),
      Self.identity(of: marker.collection) == identity
    else { return nil }
    return marker
  }

  private static func identity(of name: String) -> FileStatus.Identity? {
    try? FileStatus.ofFile(named: name).identity
  }

  /// Returns an error of opening the collection, with the file that chose it.
  func explaining(_ error: StoreError) -> StoreError {
    guard let chosenBy else { return error }
    return StoreError(
      error.code, error.action, error.subject, in: error.archive,
      cause: "\(error.cause); \(chosenBy.file) names it", remedy: error.remedy)
  }
}

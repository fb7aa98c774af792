import Foundation
import Glibc
import ProgramSupport
import SystemPackage
import TestSupport

/// A fault that a program meets in one of its calls.
struct Fault: CustomStringConvertible {
  /// What a call is for; one for `close` is of a file with bytes that nobody has called safe yet, and
  /// one for `release` of any other.
  enum Kind: String, CaseIterable {
    case open, read, write, truncate, sync, close, release, rename, link, unlink, mkdir, setting
    case status, list, lock
    /// Each of them.
    case any
  }

  enum Effect: Equatable {
    case error(Errno)
    /// A single byte is read or written.
    case short
    /// SIGKILL, before the call does anything.
    case kill
    /// Nothing can be read or written from here on.
    case gone
  }

  let kind: Kind
  /// Which call of that kind, from 1.
  let number: Int
  let effect: Effect

  var description: String { "\(kind) \(number): \(effect)" }

  /// How the library is told of it.
  fileprivate var words: String {
    let what =
      switch effect {
      case .error(let errno): "\(errno.rawValue)"
      case .short: "short"
      case .kill: "kill"
      case .gone: "gone"
      }
    return "\(kind.rawValue) \(number) \(what)"
  }
}

extension Fault.Kind {
  /// What can come of such a call.
  var effects: [Fault.Effect] {
    let room: [Fault.Effect] = [.error(.noSpace), .error(.diskQuotaExceeded)]
    let always: [Fault.Effect] = [.error(.ioError), .error(.interrupted)]
    return switch self {
    case .read: always + [.short]
    case .write: room + always + [.short]
    case .open, .sync, .close, .rename, .link, .mkdir, .truncate, .setting: room + always
    case .release, .unlink, .lock: always
    case .status, .list: [.error(.ioError)]
    case .any: [.kill, .gone]
    }
  }
}

/// The library that injects faults into a program, `preload.c`, and the program that it is loaded into.
enum FaultLibrary {
  /// A call on a file below the folder that is watched.
  struct Call: Equatable {
    let kind: Fault.Kind
    let path: String
  }

  /// Runs the program under test in a folder, with a fault if one is given, and tells of the calls that
  /// met it; without one, of all calls.
  ///
  /// - Parameter name: of the folder: calls on what lies elsewhere are not counted.
  static func run(
    _ arguments: [String], in name: String, of folder: TemporaryFolder, fault: Fault? = nil
  ) throws -> (outcome: Outcome, calls: [Call]) {
    let log = folder.path("\(name).log")
    unlink(log)
    var environment = [
      "LD_PRELOAD": try built.get(), "FAULT_BELOW": folder.path(name), "FAULT_LOG": log,
      "TMPDIR": folder.path("\(name)/tmp"),
    ]
    if let fault { environment["FAULT"] = fault.words }
    let outcome = try Program.run(
      Surroundings.dynamicBlogsh, arguments, environment: environment, in: folder.path(name))
    let lines = try folder.content("\(name).log").split(separator: "\n")
    let calls = lines.compactMap { line -> Call? in
      let parts = line.split(separator: "\t", maxSplits: 1)
      return Fault.Kind(rawValue: String(parts[0])).map { Call(kind: $0, path: String(parts[1])) }
    }
    return (outcome, calls)
  }

  /// Where the library is, built by the compiler of C that comes with Swift.
  private static let built = Result {
    let clang = Surroundings.clang
    let library = place.path("preload.so")
    let outcome = try Program.run(
      clang,
      [
        "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", library,
        Surroundings.package + "/Tests/Trust/Faults/preload.c",
      ])
    guard outcome == .done() else { throw CannotBuild(description: outcome.errors) }
    return library
  }

  private struct CannotBuild: Error, CustomStringConvertible { let description: String }

  private static let place = try! TemporaryFolder()
}

extension Surroundings {
  /// The clang beside the swift that is found in `PATH`; else the system's own compiler.
  fileprivate static let clang: String = {
    for folder in (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") {
      let swift = URL(filePath: "\(folder)/swift").resolvingSymlinksInPath()
      let clang = swift.deletingLastPathComponent().path + "/clang"
      if FileManager.default.isExecutableFile(atPath: clang) { return clang }
    }
    return "cc"
  }()
}

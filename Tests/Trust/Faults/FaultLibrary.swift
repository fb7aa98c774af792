import Foundation
import Glibc
import ProgramSupport
import SystemPackage
import TestSupport

/// A fault that is injected into one call of a program.
struct Fault: CustomStringConvertible {
  /// The purpose of a call.
  ///
  /// `close` is close(2) of a file with bytes that were written and not yet synced, `release`
  /// close(2) of any other file.
  enum Kind: String, CaseIterable {
    case open, read, write, seek, truncate, sync, close, release, rename, link, unlink, mkdir
    case setting, status, list, lock
    /// ioctl_ficlone(2), of the file that gets the content of another.
    case clone
    /// pthread_create(3), which counts as a call on the folder that is watched.
    case thread
    /// A call of any kind.
    case any
  }

  enum Effect: Equatable {
    /// The call fails with this error.
    case error(Errno)
    /// The call reads or writes a single byte.
    case short
    /// SIGKILL ends the program before the call does anything.
    case kill
    /// This call and all later ones fail with EIO.
    case gone
    /// Before the call reads, a byte of the file is changed.
    case written
    /// Before this call and all later ones read, a byte of the file is changed.
    case rewritten
  }

  let kind: Kind
  /// The number of the call among those of its kind, from 1.
  let number: Int
  let effect: Effect

  var description: String { "\(kind) \(number): \(effect)" }

  /// The value of the variable `FAULT`, which the library reads.
  fileprivate var words: String {
    let what =
      switch effect {
      case .error(let errno): "\(errno.rawValue)"
      case .short: "short"
      case .kill: "kill"
      case .gone: "gone"
      case .written: "written"
      case .rewritten: "rewritten"
      }
    return "\(kind.rawValue) \(number) \(what)"
  }
}

extension Fault.Kind {
  /// The effects that are tried on a call of this kind.
  var effects: [Fault.Effect] {
    let room: [Fault.Effect] = [.error(.noSpace), .error(.diskQuotaExceeded)]
    let always: [Fault.Effect] = [.error(.ioError), .error(.interrupted)]
    return switch self {
    case .read: always + [.short]
    case .write: room + always + [.short]
    case .open, .sync, .close, .rename, .link, .mkdir, .truncate, .setting: room + always
    case .release, .unlink, .lock: always
    case .status, .seek, .clone: [.error(.ioError)]
    case .list: [.error(.ioError), .error(.noSuchFileOrDirectory)]
    case .thread: [.error(.resourceTemporarilyUnavailable)]
    case .any: [.kill, .gone]
    }
  }
}

/// The library that injects faults into a program, `preload.c`, and the program that it is loaded
/// into.
enum FaultLibrary {
  /// A call on a file below the folder that is watched.
  struct Call: Equatable {
    let kind: Fault.Kind
    let path: String
  }

  /// Runs the program under test in a folder.
  ///
  /// - Parameters:
  ///   - name: The name of the folder.
  ///   - watched: The path of a file or a folder in it. Calls on files elsewhere are not counted.
  /// - Returns: The outcome, and the calls that the fault was injected into; without a fault, all
  ///   calls.
  static func run(
    _ arguments: [String], in name: String, of folder: TemporaryFolder, at watched: String = "",
    fault: Fault? = nil
  ) throws -> (outcome: Outcome, calls: [Call]) {
    let log = folder.path("\(name).log")
    unlink(log)
    var environment = [
      "LD_PRELOAD": try built.get(),
      "FAULT_BELOW": folder.path(watched.isEmpty ? name : "\(name)/\(watched)"), "FAULT_LOG": log,
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

  /// The path of the library, which the C compiler that comes with Swift builds.
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
  /// The clang next to the first swift in `PATH`, or else the C compiler of the system.
  fileprivate static let clang: String = {
    for folder in (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") {
      let swift = URL(filePath: "\(folder)/swift").resolvingSymlinksInPath()
      let clang = swift.deletingLastPathComponent().path + "/clang"
      if FileManager.default.isExecutableFile(atPath: clang) { return clang }
    }
    return "cc"
  }()
}

import Files
import SystemPackage

/// The descriptors 0, 1 and 2 of one command.
struct StageStreams {
  private(set) var descriptors: [SharedDescriptor]

  init(input: SharedDescriptor, output: SharedDescriptor, errors: SharedDescriptor) {
    descriptors = [input, output, errors]
  }

  var input: FileDescriptor { descriptors[0].descriptor }
  var output: FileDescriptor { descriptors[1].descriptor }
  var errors: FileDescriptor { descriptors[2].descriptor }

  /// Applies redirections in order, as a POSIX shell does (POSIX.1-2024, 2.7).
  ///
  /// - Parameter home: the folder that `~` stands for.
  mutating func redirect(_ redirections: [ShellRedirection], home: String?) throws(ShellError) {
    for redirection in redirections {
      switch redirection.target {
      case .descriptor(let other): descriptors[redirection.descriptor] = descriptors[other]
      case .read(let file):
        descriptors[redirection.descriptor] = try Self.open(file, .readOnly, [], home)
      case .write(let file):
        descriptors[redirection.descriptor] = try Self.open(
          file, .writeOnly, [.create, .truncate], home)
      case .append(let file):
        descriptors[redirection.descriptor] = try Self.open(
          file, .writeOnly, [.create, .append], home)
      }
    }
  }

  private static func open(
    _ file: ShellWord, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    _ home: String?
  ) throws(ShellError) -> SharedDescriptor {
    let name = file.expandingTilde(home: home).bytes
    do {
      return SharedDescriptor(
        owning: try FileDescriptor.open(
          FilePath(bytes: name), mode, options: options.union(.closeOnExec),
          permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite]))
    } catch {
      let missing = mode == .readOnly ? nil : FilePath(ArgumentText.text(of: name)).missingFolder
      throw .cannotOpen(name, missing.map { "there is no folder \($0)" } ?? "\(error)")
    }
  }
}

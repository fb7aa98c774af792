package import TestSupport
import Testing

extension TemporaryFolder {
  /// Writes a tar that no tool would write, member by member.
  ///
  /// - Parameter members: Lines of Python: `add(name, data, type=…, linkname=…, mode=…, mtime=…)`,
  ///   in which names are text or bytes.
  package func makeTar(_ name: String, format: String = "PAX", _ members: String) throws {
    let made = try python(
      """
      import io, sys, tarfile
      from tarfile import BLKTYPE, CHRTYPE, DIRTYPE, FIFOTYPE, LNKTYPE, REGTYPE, SYMTYPE
      archive = tarfile.open(
          sys.argv[1], "w", format=tarfile.\(format)_FORMAT, errors="surrogateescape")
      def add(name, data=b"", type=REGTYPE, linkname="", mode=0o644, mtime=1000000000, size=None):
          if not isinstance(name, str):
              name = name.decode("utf-8", "surrogateescape")
          member = tarfile.TarInfo(name)
          member.type, member.linkname, member.mode, member.mtime = type, linkname, mode, mtime
          member.size = len(data) if size is None else size
          archive.addfile(member, io.BytesIO(data))
      \(members)
      archive.close()
      """, name)
    try #require(made == .done())
  }
}

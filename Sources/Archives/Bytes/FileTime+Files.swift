package import Files
package import Posts
package import SystemPackage

extension FileStatus {
  /// The time of the last change of the content, as a tar can hold it: without a fraction in the
  /// last second before 1970.
  package var time: FileTime {
    FileTime(modified, nanoseconds: modified == -1 ? 0 : UInt32(clamping: nanoseconds))
  }

  /// Returns whether the file has a time, as far as its file system keeps it: some keep only whole
  /// seconds.
  package func has(_ other: FileTime) -> Bool { time == other || time == FileTime(other.seconds) }
}

extension OpenFile {
  /// Sets the file's modification time.
  package func setModified(_ time: FileTime) throws(Errno) {
    try setModified(time.seconds, nanoseconds: time.nanoseconds)
  }
}

extension FolderDescriptor {
  /// Sets the folder's own modification time.
  package func setModified(_ time: FileTime) throws(Errno) {
    try setModified(time.seconds, nanoseconds: time.nanoseconds)
  }

  /// Sets the modification time of what has a name in the folder; of a link itself, if it is one.
  package func setModified(_ name: Name, _ time: FileTime) throws(Errno) {
    try setModified(name, time.seconds, nanoseconds: time.nanoseconds)
  }
}

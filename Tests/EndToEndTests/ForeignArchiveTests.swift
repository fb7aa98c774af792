import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Archives that other programs wrote: read, listed, unpacked and compared like blogsh's own.
struct ForeignArchiveTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // The limit of the oldest format: names of less than 100 bytes.
    try folder.write("c/post/a.md", "---\ntitle: A\n---\nText\n", modified: 1_000_000_000)
    try folder.write("c/post/private.md", "# P\n", mode: 0o600, modified: 1_000_000_001)
    try folder.write("c/post/буркани/箱.md", "# 箱\n", modified: 1_000_000_002)
    try folder.write("c/post/run.sh", "#!/bin/sh\n", mode: 0o755, modified: 1_000_000_003)
    try folder.write("c/post/with space/-dash-/-x.md", "", modified: 1_000_000_004)
    try folder.write("c/big.bin", (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }, modified: 5)
    try folder.makeFolder("c/empty", mode: 0o700)
    let made = try folder.shell(
      """
      cd c && ln -s a.md post/link.md && ln post/a.md post/hard.md
      find . -newermt 2020-01-01 ! -type d -exec touch -h -d @1500000000 {} +
      find . -depth -type d -exec touch -d @1450000000 {} +
      """)
    try #require(made == .done())
  }

  private func expectAll(in archive: String) throws {
    expect(try folder.blogsh("diff", "c", archive), .done(), "\(archive)")
    #expect(try folder.blogsh("verify", archive).end == .status(0))
    expect(
      try folder.blogsh("-C", archive, "cat", "post/hard.md", "post/буркани/箱.md"),
      try folder.blogsh("-C", "c", "cat", "post/hard.md", "post/буркани/箱.md"), "\(archive)")
    expect(
      try folder.blogsh("-C", archive, "ls", "-R"), try folder.blogsh("-C", "c", "ls", "-R"),
      "\(archive)")
    expect(try folder.blogsh("unpack", archive, "-d", "x"), .done(), "\(archive)")
    #expect(try folder.listing("x") == folder.listing("c"), "\(archive)")
    #expect(try folder.status("x/post/a.md").st_ino == folder.status("x/post/hard.md").st_ino)
  }

  @Test(arguments: ["gnu", "pax", "posix", "ustar", "v7", "oldgnu"])
  func `every format of GNU tar is read`(format: String) throws {
    expect(try folder.shell("tar --format=\"$1\" -cf a.tar -C c .", format), .done())
    try expectAll(in: "a.tar")
  }

  @Test(arguments: ["gzip", "zstd", "xz", "bzip2", "lz4", "compress", "lzip", "lzma"])
  func `any compression is read, whatever the name of the file`(program: String) throws {
    guard Surroundings.has(program) else { return }
    expect(try folder.shell("tar -c -C c . | \"$1\" -c >a.bin", program), .done())
    try expectAll(in: "a.bin")
    expect(try folder.shell("rm -rf x && \"$BLOGSH\" unpack - -d x <a.bin"), .done())
    #expect(try folder.listing("x") == folder.listing("c"))
  }

  @Test(
    .enabled(if: Surroundings.has("bsdtar")), arguments: ["pax", "paxr", "ustar", "gnutar", "v7"])
  func `every format of bsdtar is read`(format: String) throws {
    expect(try folder.shell("bsdtar --format \"$1\" -cf a.tar -C c .", format), .done())
    try expectAll(in: "a.tar")
  }

  @Test(arguments: ["PAX", "GNU", "USTAR"])
  func `every format of Python is read`(format: String) throws {
    let script = """
      import os, sys, tarfile
      os.chdir("c")
      with tarfile.open("../a.tar.gz", "w:gz", format=tarfile.\(format)_FORMAT) as archive:
          archive.add(".")
      """
    expect(try folder.python(script), .done())
    try expectAll(in: "a.tar.gz")
  }

  @Test func `an archive of git archive is read`() throws {
    try #require(Surroundings.has("git"))
    let made = try folder.shell(
      """
      rm -r c/empty && chmod 644 c/post/private.md && rm c/post/hard.md
      git init -q c && cd c && git add -A
      git -c user.name=a -c user.email=a@example.org commit -q -m one
      git archive --format=tar.gz --prefix=blog/ -o ../a.tar.gz HEAD
      """)
    try #require(made == .done())
    expect(
      try folder.blogsh("-C", "a.tar.gz", "ls", "-R"),
      .done(
        """
        blog/post/a.md
        blog/post/link.md
        blog/post/private.md
        blog/post/with space/-dash-/-x.md
        blog/post/буркани/箱.md

        """))
    expect(try folder.blogsh("unpack", "a.tar.gz", "-d", "x", "--strip", "1"), .done())
    expect(try folder.shell("diff -r --no-dereference --exclude=.git c x"), .done())
  }

  @Test func `sparse files that GNU tar wrote are read`() throws {
    for version in ["0.0", "0.1", "1.0"] {
      let made = try folder.shell(
        """
        rm -rf s x && mkdir s && truncate -s 3M s/holes.bin
        printf middle | dd of=s/holes.bin bs=1 seek=1500000 conv=notrunc status=none
        tar --format=pax --sparse-version="$1" -S -cf s.tar -C s .
        """, version)
      try #require(made == .done())
      expect(try folder.blogsh("unpack", "s.tar", "-d", "x"), .done())
      expect(try folder.shell("cmp s/holes.bin x/holes.bin"), .done())
      expect(try folder.blogsh("diff", "s", "s.tar"), .done())
    }
  }

  @Test func `an archive without folder members is read, and one that was appended to`() throws {
    expect(
      try folder.shell(
        """
        cd c && tar -cf ../a.tar post/a.md && printf 'later\\n' >post/a.md \
        && tar -rf ../a.tar post/a.md post/private.md
        """), .done())
    expect(try folder.blogsh("-C", "a.tar", "ls", "-R"), .done("post/a.md\npost/private.md\n"))
    expect(try folder.blogsh("-C", "a.tar", "cat", "--raw", "post/a.md"), .done("later\n"))
  }

  @Test func `a concatenation of compressed parts is read`() throws {
    expect(
      try folder.shell(
        "tar -c -C c . | split -b 20000 - part. && for p in part.*; do gzip -c $p; done >a.tar.gz"),
      .done())
    try expectAll(in: "a.tar.gz")
  }
}

import CollectionSupport
import Entries
import Packing
import Posts
import TestSupport
import Testing

/// Random trees, the same in each run, packed and unpacked.
@Suite struct RandomTreeTests {
  @Test(arguments: 0..<24)
  func `a tree comes back from an archive unchanged`(seed: Int) throws {
    var generator = FixedGenerator(state: UInt64(seed))
    let folder = try TemporaryFolder()
    try folder.fillByChance("in", &generator)
    let before = try folder.tree("in")
    let name = seed.isMultiple(of: 2) ? "a.tar" : "a.tar.gz"
    #expect(try folder.pack("in", as: name) { $0.selection = .everything } == [])
    #expect(try folder.tree("in") == before)
    let archive = try folder.collection(name)
    #expect(try folder.unpack(archive) == [])
    #expect(try folder.tree("out").differences(from: before) == [])
    let collections = try [folder.collection("in"), archive, folder.collection("out")]
    for one in collections {
      for two in collections {
        let changes = try one.changes(to: two)
        #expect(changes == [])
      }
    }
    // Another tar program agrees.
    try folder.makeFolder("gnu")
    let options = [
      "--warning=no-timestamp", "--warning=no-unknown-keyword",
      "-xPpf",
    ]
    let unpacked = try Program.run(
      "tar", (options + [folder.path(name), "-C", folder.path("gnu")]).map(\.bytes))
    #expect(unpacked.status == 0)
    #expect(unpacked.errors == "")
    let others = try folder.tree("gnu").differences(from: before)
    #expect(others == [])
    // Packing the unpacked tree gives the same archive.
    try folder.pack("out", as: "again.\(name)") { $0.selection = .everything }
    #expect(try folder.contents("again.\(name)".bytes) == folder.contents(name.bytes))
  }
}

import Answers
import CollectionSupport
import Entries
import Packing
import Posts
import TestSupport
import Testing
import View
import Web

struct EqualityTests {
  @Test func `each file is answered with the bytes that are written, of folder and archive`() throws
  {
    let site = try SmallSite()
    try site.folder.pack("c", as: "c.tar.zst") { $0.describe = PostPage.facts }
    try site.folder.pack("c", as: "c.tar")
    let written = try site.written(of: "c", to: "out")
    let served = written.filter { path, _ in !String(path.address).hasPrefix("_blogsh/search/") }
    #expect(served.count > 20)
    for name in ["c", "c.tar.zst", "c.tar"] {
      let answerer = try site.answerer(of: name)
      for (path, bytes) in served {
        let answer = answerer.answer(
          Request("GET", "/\(path.address)", [.init("Host", "localhost")]), context: .failing)
        #expect(answer.status == 200, "\(name): \(path)")
        #expect(answer.body == bytes, "\(name): \(path)")
      }
    }
  }
}

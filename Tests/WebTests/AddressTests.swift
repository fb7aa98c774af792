import Posts
import Testing

@testable import Web

private func path(_ text: String) -> Path { Path(uncheckedBytes: Array(text.utf8)) }

struct AddressTests {
  @Test(arguments: [
    ("a/b.html", "a/c.html", "c.html"), ("a/b.html", "c.html", "../c.html"),
    ("b.html", "a/c.html", "a/c.html"), ("a/b/c.html", "a/d/e.html", "../d/e.html"),
    ("a/b.html", "a/b.html", "b.html"), ("x.html", "a:b.html", "a%3Ab.html"),
    ("x.html", "-a b?#%.html", "-a%20b%3F%23%25.html"), ("x.html", "箱.html", "%E7%AE%B1.html"),
  ])
  func `an address is relative to the page that has it`(page: String, to: String, address: String) {
    #expect(path(page).address(to: path(to)) == address)
  }

  @Test func `a name of any bytes comes back from its address`() {
    let name = Path(uncheckedBytes: (1...255).filter { $0 != UInt8.slash })
    #expect(Path(address: name.address, in: .root) == name)
  }

  @Test(arguments: [
    ("b.md", "a/b.md"), ("./b.md", "a/b.md"), ("../b.md", "b.md"), ("/b.md", "b.md"),
    ("c%20d.md", "a/c d.md"), ("%2e%2e/b.md", "b.md"), ("c//d.md", "a/c/d.md"), ("100%", "a/100%"),
  ])
  func `an address in a post means a path of the collection`(address: String, expected: String) {
    #expect(Path(address: address, in: path("a")) == path(expected))
  }

  @Test(arguments: ["../../b", "..%2f..%2fb", "a%00b", "/.."])
  func `an address that leaves the collection or is no path means nothing`(address: String) {
    #expect(Path(address: address, in: path("a")) == nil)
  }
}

/// The addresses that the links of a page refer to by numbers, to be listed at its end.
final class LinkNotes {
  private let first: Int
  private var addresses: [String] = []
  private var numbers: [String: Int] = [:]

  /// - Parameter footnotes: The number of footnotes that the page has of its own.
  init(after footnotes: Int = 0) { first = footnotes + 1 }

  /// Returns the number of an address: each address has one, wherever the page links to it.
  func number(of address: String) -> Int {
    if let number = numbers[address] { return number }
    let number = first + addresses.count
    addresses.append(address)
    numbers[address] = number
    return number
  }

  /// The list of the addresses.
  var lines: [StyledLine] {
    addresses.enumerated().map { index, address in
      let link = Layout.canBeHyperlink(address) ? address : nil
      return StyledLine([.init("[\(first + index)] "), .init(address, style: .link, link: link)])
    }
  }
}

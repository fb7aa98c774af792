import Posts
import Testing

struct FiguresTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1234, "1,234"), (1_234_567, "1,234,567"),
    (-1234, "-1,234"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `thousands are separated by commas`(number: Int, text: String) {
    #expect(Figures.grouped(number) == text)
  }

  @Test(arguments: [(0, "0 posts"), (1, "1 post"), (2, "2 posts"), (1234, "1,234 posts")])
  func `a noun is in the number of its figure`(number: Int, text: String) {
    #expect(Figures.count(number, "post") == text)
  }

  @Test(arguments: [
    (-1, "0 B"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1049, "1.0 kB"), (1050, "1.1 kB"),
    (999_949, "999.9 kB"), (999_950, "1.0 MB"), (12_345_678, "12.3 MB"),
    (2_000_000_000, "2.0 GB"), (3_400_000_000_000, "3.4 TB"), (Int.max, "9,223 PB"),
  ])
  func `sizes have one decimal`(bytes: Int, text: String) {
    #expect(Figures.size(bytes) == text)
  }

  @Test(arguments: [
    (-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (185, "3 min 5 s"),
    (3599, "59 min 59 s"), (7260, "2 h 1 min"),
  ])
  func `times have two units`(seconds: Int, text: String) {
    #expect(Figures.time(seconds) == text)
  }
}

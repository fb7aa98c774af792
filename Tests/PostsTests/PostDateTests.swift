import Posts
import Testing

@Suite struct PostDateTests {
  @Test(
    arguments: [
      ("2024-03-05", 2024, 3, 5), ("2024/3/5", 2024, 3, 5),
      ("2024-12-31T23:59:59-11:00", 2024, 12, 31),
      (" 2024-03-05\n10:00 ", 2024, 3, 5), ("2024-02-29", 2024, 2, 29), ("2000-02-29", 2000, 2, 29),
      ("0000-01-01", 0, 1, 1), ("2024-03-05 (draft)", 2024, 3, 5), ("Jul 08 2022", 2022, 7, 8),
      ("July 8, 2022", 2022, 7, 8), ("8 July 2022", 2022, 7, 8), ("8th of July 2022", nil, 0, 0),
      ("Tue, 05 Mar 2024 10:00:00 +0000", 2024, 3, 5), ("Sept. 1st, 2024", 2024, 9, 1),
      ("Fri Jul 08 2022 00:00:00 GMT", 2022, 7, 8), ("2nd may 1999", 1999, 5, 2),
      ("2024-13-01", nil, 0, 0), ("2024-02-30", nil, 0, 0), ("2023-02-29", nil, 0, 0),
      ("1900-02-29", nil, 0, 0), ("2024-00-01", nil, 0, 0), ("2024-04-31", nil, 0, 0),
      ("2024-03/05", nil, 0, 0), ("2024-03-051", nil, 0, 0), ("20240305", nil, 0, 0),
      ("24-03-05", nil, 0, 0), ("12024-03-05", nil, 0, 0), ("2024-03", nil, 0, 0),
      ("2024", nil, 0, 0),
      ("", nil, 0, 0), ("soon", nil, 0, 0), ("May", nil, 0, 0), ("Ma 5 2024", nil, 0, 0),
      ("July 2022", nil, 0, 0), ("32 July 2022", nil, 0, 0), ("5 5 2022", nil, 0, 0),
      ("x 2024-03-05", nil, 0, 0), ("２０２４-03-05", nil, 0, 0), ("Monday", nil, 0, 0),
    ] as [(String, Int?, Int, Int)])
  func `a text that begins with a day is a date`(text: String, year: Int?, month: Int, day: Int) {
    let expected = year.flatMap { PostDate.Day(year: $0, month: month, day: day) }
    #expect(PostDate(text)?.day == expected)
  }

  @Test func `a date is kept as written`() {
    #expect(PostDate(" 2024-03-05  10:00 \n+0100")?.written == "2024-03-05 10:00 +0100")
    #expect(PostDate("8 July 2022")?.written == "8 July 2022")
  }

  @Test func `dates are sorted by day, then by time as written`() throws {
    let sorted = try [
      "1999-12-31", "2024-03-05", "2024-03-05 9:15", "2024-03-05T10:00:00-11:00",
      "2024-03-05 10:00:01", "5 Mar 2024 10:30", "2024/3/5 23:59:60", "2024-03-06", "Mar 7, 2024",
    ].map { try #require(PostDate($0)) }
    #expect(sorted.reversed().sorted() == sorted)
    #expect(sorted.shuffled().sorted() == sorted)
    #expect(PostDate("2024-03-05") != PostDate("2024/03/05"))
  }

  @Test(
    arguments: [
      ("2024-03-05-a.md", "2024-03-05"), ("x/2024-12-5-18f-defaults.md", "2024-12-5"),
      ("2024-03-05.md", "2024-03-05"), ("2024-03-05", "2024-03-05"),
      ("2024-03-05_a.md", "2024-03-05"),
      ("2024-03-05-a/index.md", "2024-03-05"), ("2024/03/05/a.md", "2024/03/05"),
      ("post/2024/03/05/a/b.md", "2024/03/05"), ("2020-01-01/2024-03-05/a.md", "2024-03-05"),
      ("2024/03/05/2021-01-01.md", "2021-01-01"), ("2024-03-056-a.md", nil),
      ("a-2024-03-05.md", nil),
      ("2024/13/05/a.md", nil), ("2024/3/5/a.md", nil), ("2024/03/a.md", nil), ("a.md", nil),
      ("", nil),
      ("2024-13-05-a.md", nil), ("2024-03-5th.md", "2024-03-5"),
    ] as [(String, String?)])
  func `a date in a path is found`(name: String, expected: String?) {
    #expect(PostDate(path: path(name))?.written == expected)
  }
}

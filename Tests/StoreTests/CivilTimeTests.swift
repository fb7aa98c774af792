import CollectionSupport
import Glibc
import Store
import TestSupport
import Testing

struct CivilTimeTests {
  @Test(
    arguments: [
      (0, 0, "1970-01-01 00:00:00"), (0, -1, "1969-12-31 23:59:59"), (-1, 0, "1969-12-31 23:59:59"),
      (86_399, 0, "1970-01-01 23:59:59"), (1_709_210_096, 3600, "2024-02-29 13:34:56"),
      (-62_167_219_200, 0, "0000-01-01 00:00:00"), (253_402_300_799, 0, "9999-12-31 23:59:59"),
      (Int64.max, 3600, "9999-12-31 23:59:59"), (Int64.min, -3600, "0000-01-01 00:00:00"),
    ] as [(Int64, Int64, String)])
  func `a moment is shown by the calendar and the clock of a zone`(
    moment: Int64, east: Int64, expected: String
  ) {
    let time = CivilTime(moment, in: .fixed(secondsEast: east))
    #expect(time.description == expected)
  }

  @Test(
    arguments: [
      0, -1, 86_399, 1_709_210_096, -62_167_219_200, 253_402_300_799, 951_782_400, -2_203_891_201,
    ] as [Int64])
  func `the time in UTC gives its moment back`(moment: Int64) {
    #expect(CivilTime(moment, in: utc).momentInUTC == moment)
  }

  /// Moments some fifty days apart over ninety years, at all times of the day.
  @Test func `the local zone agrees with date(1)`() throws {
    let moments = (0..<660).map { Int64($0) * 4_323_457 - 300_000_000 }
    let zone = getenv("TZ").map { String(cString: $0) } ?? ":/etc/localtime"
    let judged = try Program.run(
      "date", ["-f", "-", "+%F %T"], input: .bytes(moments.map { "@\($0)\n" }.joined().bytes),
      environment: ["TZ": zone])
    #expect(judged.lines == moments.map { CivilTime($0, in: .local).description })
  }
}

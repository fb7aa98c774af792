import CollectionSupport
import Posts
import Store
import Testing

struct SnapshotNameTests {
  /// Five snapshots on two days; the clock was an hour ahead when the fourth was made.
  static let five = [
    "2026-10-31 18:00", "2026-11-01 09:00", "2026-11-01 18:00", "2026-11-01 20:00",
    "2026-11-01 19:30",
  ]

  private func chosen(
    _ text: String, in zone: LocalClock = utc, at now: String = "2026-11-02 12:00"
  ) throws -> Int {
    let name = try #require(SnapshotName(Array(text.utf8)), "\(text)")
    let moment = try #require(try history([now]).first).time
    return try name.choose(among: try history(Self.five), in: zone, at: moment).number
  }

  @Test(arguments: [
    ("1", 1), ("5", 5), ("005", 5), ("latest", 5), ("-0", 5), ("-1", 4), ("-4", 1),
    ("2026-10-31", 1), ("2026-11-01", 5), ("2030-01-01", 5),
    ("2026-11-01T08:59:59", 1), ("2026-11-01T09:00", 2), ("2026-11-01 09:00", 2),
    ("2026-11-01T09:00:00", 2), ("2026-11-01T18:00", 3), ("2026-11-01T19:29:59", 3),
    // Of the snapshots not after this time, the newest is the one made last.
    ("2026-11-01T20:00", 5), ("2026-11-01T23:59:59", 5),
  ])
  func `a name selects its snapshot`(text: String, number: Int) throws {
    #expect(try chosen(text) == number)
  }

  @Test func `a time in a name is in the local time of the zone`() throws {
    let east = LocalClock.fixed(secondsEast: 7 * 3600)
    #expect(throws: SnapshotNameError.self) { try chosen("2026-10-31", in: east) }
    #expect(try chosen("2026-11-01", in: east) == 2)
    #expect(try chosen("2026-11-01T01:00", in: east) == 1)
    #expect(try chosen("2026-11-02T02:30", in: east) == 5)
  }

  @Test(arguments: [
    ("2026-11-01T18:00:00Z", 3), ("2026-11-01T18:00Z", 3), ("2026-11-01T17:59:59Z", 2),
    ("2026-11-02T00:00:00Z", 5), ("9999-12-31T23:59:59Z", 5),
  ])
  func `a time with a Z is in UTC, whatever the zone`(text: String, number: Int) throws {
    for zone in [utc, .fixed(secondsEast: 7 * 3600), .fixed(secondsEast: -9 * 3600)] {
      #expect(try chosen(text, in: zone) == number)
    }
  }

  @Test(arguments: [
    ("2026-11-01T18:00+00:00", 3), ("2026-11-01T18:00-00:00", 3), ("2026-11-01T20:00+02:00", 3),
    ("2026-11-01T20:00:00+0200", 3), ("2026-11-01T13:30-04:30", 3), ("2026-11-01 10:59+02:00", 1),
    ("2026-11-02T00:29-0500", 5), ("2026-10-31T23:00+23:59", 0),
  ])
  func `a time with a zone is in that zone`(text: String, number: Int) throws {
    #expect((try? chosen(text, in: .fixed(secondsEast: 3600))) == (number == 0 ? nil : number))
  }

  @Test(arguments: [
    ("first", 1), ("last", 5), ("today", 5), ("yesterday", 5), ("-0d", 5), ("-1d", 2), ("-2d", 0),
    ("-16h", 5), ("-17h", 3), ("-42h", 1), ("-1w", 0), ("-1m", 0), ("-999999y", 0), ("-0m", 5),
    // The last time that the clock showed this: yesterday, since it is noon.
    ("18:00", 3), ("18:30:00", 3), ("23:59", 5), ("12:01", 2),
    // Today.
    ("12:00", 5), ("00:00", 5), ("02:34", 5),
  ])
  func `a time can be counted from now`(text: String, number: Int) throws {
    #expect((try? chosen(text)) == (number == 0 ? nil : number))
  }

  @Test(arguments: [
    ("yesterday", "2026-11-01 00:00", 1), ("yesterday", "2026-11-02 23:59", 5),
    ("today", "2026-10-31 00:00", 1), ("-1w", "2026-11-08 08:59", 1),
    ("-1w", "2026-11-08 09:00", 2),
    ("-1m", "2026-12-01 09:00", 2), ("-12m", "2027-11-01 09:00", 2), ("-1y", "2027-11-01 08:00", 1),
    // The last day of a month that is shorter.
    ("-1m", "2026-12-31 12:00", 5), ("-4m", "2027-02-28 18:00", 0), ("-1m", "2026-11-30 17:00", 0),
    ("-1m", "2026-12-01 08:00", 1),
  ])
  func `a time counted from now follows the calendar`(
    text: String, now: String, number: Int
  ) throws {
    #expect((try? chosen(text, at: now)) == (number == 0 ? nil : number))
  }

  @Test func `a time counted from now is local`() throws {
    let east = LocalClock.fixed(secondsEast: 7 * 3600)
    #expect(try chosen("yesterday", in: east, at: "2026-11-02 16:59") == 2)
    #expect(try chosen("yesterday", in: east, at: "2026-11-02 17:00") == 5)
    #expect(try chosen("02:30", in: east, at: "2026-11-02 12:00") == 5)
    #expect(try chosen("-7d", in: east, at: "2026-11-08 09:00") == 2)
  }

  @Test(arguments: [
    "-d", "-1x", "-1D", "1d", "+1d", "-1234567d", "--1d", "-1 d", "Today", "tomorrow", "-1dd",
    "24:00", "2:34", "02:34Z", "02:34:60", "2026-11-01T18:00+", "2026-11-01T18:00+1",
    "2026-11-01T18:00+24:00", "2026-11-01T18:00+01:60", "2026-11-01T18:00 +01:00",
    "2026-11-01T18:00Z+01:00", "2026-11-01T18:00+01:00:00", "2026-11-01+01:00",
    "", "-", "--1", "-1a", "+1", "1.5", " 1", "1 ", "a", "Latest", "latest ", "newest",
    "1234567890123456789",
    "-1234567890123456789", "2026-11", "2026-11-1", "2026-1-01", "26-11-01", "2026/11/01",
    "2026-13-01", "2026-02-29", "2026-11-00",
    "2026-11-01T", "2026-11-01T18", "2026-11-01T18:0", "2026-11-01T24:00", "2026-11-01T18:60",
    "2026-11-01T18:00:60", "2026-11-01T18:00:00:00",
    "2026-11-01Z", "2026-11-01T18:00ZZ", "2026-11-01TZ", "2026-11-01t18:00",
    "2026-11-01  18:00", "2026-11-01T18:00 ", "2026-11-011", "example.org", "１",
  ])
  func `other texts are not names of snapshots`(text: String) {
    #expect(SnapshotName(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("7", "there is no snapshot 7: the snapshots are 1 to 5"),
    ("0", "there is no snapshot 0: the snapshots are 1 to 5"),
    ("-5", "there is no snapshot 5 before the latest: the snapshots are 1 to 5"),
    (
      "2026-10-30",
      "there is no snapshot from 2026-10-30 or earlier: the oldest is from 2026-10-31 18:00:00"
    ),
    (
      "2026-10-31T17:59",
      "there is no snapshot from 2026-10-31 17:59:00 or earlier: "
        + "the oldest is from 2026-10-31 18:00:00"
    ),
  ])
  func `the error for a missing snapshot lists those that exist`(text: String, message: String)
    throws
  {
    let error = #expect(throws: SnapshotNameError.self) { try chosen(text) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    ([], "there are no snapshots"),
    ([3], "there is no snapshot 99: the only one is 3"),
    ([1, 2], "there is no snapshot 99: the snapshots are 1 and 2"),
    ([1, 2, 3, 7], "there is no snapshot 99: the snapshots are 1 to 3 and 7"),
    ([1, 4, 5, 7, 8, 9], "there is no snapshot 99: the snapshots are 1, 4, 5 and 7 to 9"),
    (Array(stride(from: 1, to: 19, by: 2)), "there is no snapshot 99: there are 9, from 1 to 17"),
  ])
  func `the error after a prune lists the numbers that exist`(
    numbers: [Int], message: String
  ) throws {
    let snapshots = numbers.map { DatedSnapshot(number: $0, time: 0) }
    let error = #expect(throws: SnapshotNameError.self) {
      try SnapshotName.number(99).choose(among: snapshots, in: utc)
    }
    #expect(error?.message == message)
  }

  @Test(
    arguments: [
      ("blog.tar.zst@3", "blog.tar.zst", .number(3)),
      ("blog.tar.zst@latest", "blog.tar.zst", .latest),
      ("blog.tar.zst@-2", "blog.tar.zst", .beforeLatest(2)),
      ("me@home.tar.zst@1", "me@home.tar.zst", .number(1)),
      ("a@1@2", "a@1", .number(2)), ("a@@1", "a@", .number(1)),
      ("../a b/@x@1", "../a b/@x", .number(1)),
    ] as [(String, String, SnapshotName)])
  func `a snapshot is named after the last @ of a text`(
    text: String, file: String, name: SnapshotName
  ) throws {
    let parts = try #require(SnapshotName.split(Array(text.utf8)))
    #expect(String(decoding: parts.file, as: UTF8.self) == file)
    #expect(parts.snapshot == name)
  }

  @Test(arguments: ["blog.tar.zst", "@3", "me@home.tar.zst", "a@1@b", "a@", "@", "", "a@1/b"])
  func `a file name without a valid snapshot after @ names none`(text: String) {
    #expect(SnapshotName.split(Array(text.utf8))?.snapshot == nil)
  }

  @Test func `the name of the file may have any bytes`() throws {
    let parts = try #require(SnapshotName.split([0xFF, 0x40, 0x33]))
    #expect(parts.file == [0xFF] && parts.snapshot == .number(3))
  }
}

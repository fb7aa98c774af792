"""The kinds of rows, and what rows are put together from.

A command is a list of words, or one string where a shell is needed. In both, `$posts` and the like
stand for what is in the temporary folder under the names of FILES, `$blogsh` for the program,
`$post` for the path of one post, `$count` for how many there are, `$here` for this folder.
"""

import dataclasses

# How many posts, and how many MiB the large asset has, under each name that BENCH may have.
COUNTS = {"quick": 1_000, "normal": 100_000, "full": 1_000_000}
LARGE_MIB = {"quick": 64, "normal": 2048, "full": 2048}
SMALL_MIB = 2

ALWAYS = ("quick", "normal", "full")
# For what another count tells nothing new about, and for programs that a million keeps for hours.
NOT_FULL = ("quick", "normal")

# Names in the temporary folder; an archive has a suffix behind its name.
FILES = [
    "posts", "paths", "real", "packed", "plain", "zipped", "thousand", "real_packed", "restic",
    "borg", "history", "many", "once", "restic_cache", "ours", "theirs", "again", "large", "small", "block",
]


@dataclasses.dataclass(frozen=True)
class Pace:
    """How often each of two commands runs in one go, and how often the two take turns."""

    warmup: int
    runs: int
    turns: int


LONG = {"quick": Pace(1, 5, 2), "normal": Pace(1, 4, 2), "full": Pace(0, 3, 1)}
UNEVEN = {"quick": Pace(5, 20, 2), "normal": Pace(2, 15, 2), "full": Pace(1, 8, 1)}
SHORT = {"quick": Pace(10, 50, 2), "normal": Pace(20, 200, 5), "full": Pace(10, 100, 3)}
# For backup programs, which take minutes.
SLOW = {"quick": Pace(0, 3, 1), "normal": Pace(0, 3, 1)}

NOTHING = ("true",)


@dataclasses.dataclass(frozen=True)
class Made:
    """What several rows use: the commands that make it, and the paths that they leave."""

    commands: tuple
    leaves: tuple
    needs: tuple = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    work: str
    # The largest value that is good enough; None where the value only informs.
    bar: float | None
    ours: list | str
    # Under which names of BENCH it is measured.
    sizes: tuple = ALWAYS
    # Names of MADE.
    uses: tuple = ()
    # Commands run once before the row, commands that undo them, and paths removed after it.
    setup: tuple = ()
    undo: tuple = ()
    leaves: tuple = ()
    # Commands that fail unless what is measured gives what is right; run before it is measured.
    checks: tuple = ()
    # Run before each run, outside the measurement.
    prepare_ours: tuple = NOTHING
    prepare_theirs: tuple = NOTHING
    # Programs without which the row is skipped.
    needs: tuple = ()
    # Measured on the real posts, and skipped where there are none.
    on_real: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Beside(Row):
    """A row that is measured beside another command, `theirs`; the value is a ratio."""

    peer: str
    theirs: list | str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Time(Beside):
    pace: dict = dataclasses.field(default_factory=lambda: LONG)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PeakRatio(Beside):
    """The peak of memory."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Size(Beside):
    """The size of the files that the commands leave as `$ours.tar.zst` and `$theirs.tar.zst`."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Peak(Row):
    """The peak of memory in MiB; or what it is beyond that of LIST_OF_PATHS."""

    beyond_paths: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Growth(Row):
    """What a file grows by beyond an allowance, both in bytes, over the size of what it is for.

    The command prints the growth and that size, in bytes.
    """

    peer: str
    allowance: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Latency(Row):
    """The milliseconds that the command itself measures, and prints."""


# The list of paths, held and put in order by an independent tool.
LIST_OF_PATHS = ["sort", "--parallel=1", "-o", "/dev/null", "$paths"]


def removing(*paths):
    return ("rm", "-rf", *paths)


def emptying(path):
    return ("sh", "-c", 'rm -rf "$$1" && mkdir "$$1"', "sh", path)


def packing(folder, archive, *options):
    return ("$blogsh", "-C", folder, "pack", *options, "-o", archive)


def generating(count, folder, *options):
    return ("python3", "-B", "$here/generate.py", *options, count, folder)

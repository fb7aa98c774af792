"""The kinds of rows, and the parts that rows are made of.

A command is a list of words, or a string where a shell is needed. Both have placeholders: `$posts`
and the other names of FILES are paths in the temporary folder, `$blogsh` is the program, `$post`
the path of a post in the middle of the collection, `$count` the number of posts, and `$here` this
folder.
"""

import dataclasses

# The number of posts, and the size of the large asset in MiB, for each value of BENCH.
COUNTS = {"quick": 1_000, "normal": 100_000, "full": 1_000_000}
LARGE_MIB = {"quick": 64, "normal": 2048, "full": 2048}
SMALL_MIB = 2

ALWAYS = ("quick", "normal", "full")
# For rows whose values do not depend on the number of posts, and for programs that take hours for a
# million posts.
NOT_FULL = ("quick", "normal")

# Names in the temporary folder. An archive has a suffix after its name.
FILES = [
    "posts", "paths", "prose", "prose_packed", "bare", "real", "packed", "plain", "zipped", "thousand", "real_packed", "restic",
    "borg", "history", "many", "once", "restic_cache", "ours", "theirs", "again", "large", "small",
    "block",
]


@dataclasses.dataclass(frozen=True)
class Pace:
    """How often each of two commands runs in one turn, and the number of turns."""

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
    """A thing that several rows use: the commands that make it, and the paths that they leave."""

    commands: tuple
    leaves: tuple
    needs: tuple = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    work: str
    # The largest value that is good enough; None where the value is for information only.
    bar: float | None
    ours: list | str
    # The values of BENCH with which the row is measured.
    sizes: tuple = ALWAYS
    # Names of MADE.
    uses: tuple = ()
    # Commands run once before the row, commands that undo them, and paths removed after it.
    setup: tuple = ()
    undo: tuple = ()
    leaves: tuple = ()
    # Commands that fail unless the measured commands work correctly; run before the measurement.
    checks: tuple = ()
    # Commands run before each run, and not measured.
    prepare_ours: tuple = NOTHING
    prepare_theirs: tuple = NOTHING
    # Programs without which the row is skipped.
    needs: tuple = ()
    # Whether the row is measured on real posts, and skipped where there are none.
    on_real: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Beside(Row):
    """A row that is compared with another command, `theirs`; the value is a ratio."""

    peer: str
    theirs: list | str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Time(Beside):
    """The time that the commands take, by the clock or of the processors."""

    pace: dict = dataclasses.field(default_factory=lambda: LONG)
    by_processor: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class PeakRatio(Beside):
    """The peak of memory."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Size(Beside):
    """The size of the files that the commands leave as `$ours.tar.zst` and `$theirs.tar.zst`."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Peak(Row):
    """The peak of memory in MiB; with `beyond_paths`, less the peak of LIST_OF_PATHS."""

    beyond_paths: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Growth(Row):
    """The growth of a file, less an allowance, as a ratio to the size of the files that were added.

    The command prints the growth and that size in bytes; the allowance is in bytes too.
    """

    peer: str
    allowance: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Printed(Row):
    """A number that the command measures and prints, with its unit."""

    unit: str


# Holds and sorts the list of paths, with an independent tool.
LIST_OF_PATHS = ["sort", "--parallel=1", "-o", "/dev/null", "$paths"]


def removing(*paths):
    return ("rm", "-rf", *paths)


def emptying(path):
    return ("sh", "-c", 'rm -rf "$$1" && mkdir "$$1"', "sh", path)


def printing(what, *command, beside=()):
    return [
        "python3", "-B", "$here/spent.py", what, *command, *(("--", *beside) if beside else ())]


def packing(folder, archive, *options):
    return ("$blogsh", "-C", folder, "pack", *options, "-o", archive)


def generating(count, folder, *options):
    return ("python3", "-B", "$here/generate.py", *options, count, folder)

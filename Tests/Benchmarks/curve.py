"""Measures how the time of one `cat` grows with the archive, for blogsh and for other tools."""

import dataclasses

from kinds import Pace, generating, packing

WORK = "`cat` of one post over the size of the archive"
NEEDS = ("bsdtar", "zip", "unzip")

# The numbers of posts that a run measures.
COUNTS = {
    "quick": (1_000, 3_000),
    "normal": (1_000, 10_000, 100_000),
    "full": (1_000, 10_000, 100_000, 1_000_000),
}
SHORT = Pace(10, 100, 2)
# bsdtar reads half of the archive.
LONG = Pace(1, 8, 1)

# The tools in the order of the columns and of Point.times.
TOOLS = ("blogsh", "`bsdtar -xqOf`", "`unzip -p`", "`/bin/cat` of the file")
HEAD = ("posts", "`.tar.zst`", *TOOLS, "measured on")


@dataclasses.dataclass(frozen=True)
class Point:
    """A measurement: posts, size of the archive in bytes, times of the tools in seconds."""

    count: int
    archive: int
    times: tuple
    day: str

    def cells(self):
        times = [f"{seconds * 1000:.2f} ms" for seconds in self.times]
        return (f"{self.count:,}", f"{self.archive / 1024**2:.2f} MiB", *times, self.day)

    @staticmethod
    def read(cells):
        """Returns the point that has these cells. Raises ValueError if they are wrong."""
        count, archive, *times, day = cells
        if len(times) != len(TOOLS):
            raise ValueError("a point has another number of columns")
        seconds = tuple(float(time.removesuffix(" ms")) / 1000 for time in times)
        size = round(float(archive.removesuffix(" MiB")) * 1024**2)
        return Point(int(count.replace(",", "")), size, seconds, day)


def making(count, largest):
    """Returns a folder of `count` posts, and the commands that make it, its archive and its zip."""
    folder = "$posts" if count == largest else "$thousand"
    commands = [] if count == largest else [generating(str(count), folder)]
    commands.append(packing(folder, "$ours.tar.zst", "--level", "3"))
    commands.append(f"cd {folder} && zip -qr $theirs.zip .")
    return folder, commands


def short(folder, post):
    """Returns the commands of blogsh, unzip and cat."""
    return [
        ["$blogsh", "-C", "$ours.tar.zst", "cat", post], ["unzip", "-p", "$theirs.zip", post],
        ["/bin/cat", f"{folder}/{post}"],
    ]


def long(post):
    """Returns the command of bsdtar."""
    return ["bsdtar", "-xqOf", "$ours.tar.zst", post]


LEAVES = ("$thousand", "$ours.tar.zst", "$theirs.zip")

"""The text of results.md: a section of each count of posts, and the points of the plot.

A run replaces what it measured and leaves the rest as it stands there, each with its own date: so
the lines of a long run stay beside those of a newer short one.
"""

import os
import platform
import re

import curve
import plot

HEADING = "## "
TITLE = """# How fast, how small

Written by `make bench`. What each line runs stands in the files that `rows.py` gathers; it was checked
to give what is right before it was measured, where that is cheap. A value without a unit is what
blogsh took over what the other took in the same run; a time is the median of its runs, and beside
it stands the processor time of a run, user's and system's, on all cores. Where no bar is set, the
line only informs.
"""
PICTURE = "![Time of one `cat` over the size of the archive](results.svg)"


def machine():
    """What a run was made on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    kind = f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{cores} cores, {memory:.0f} GiB of memory, {kind}"


def table(head, rows):
    """A Markdown table whose columns are aligned."""
    grid = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*grid)]
    grid.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(map(str.ljust, cells, widths))} |" for cells in grid]


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def sections(text):
    """The sections of a text, each heading with what stands below it."""
    parts = re.split(rf"^{HEADING}(.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2])))


def count_of(heading):
    """How many posts a section is of."""
    return int(heading.split()[0].replace(",", ""))


def points(section):
    """The points that a section's table tells of, by their counts."""
    found = {}
    for line in section.splitlines():
        # Below its head and the line under that, a row begins with a count.
        if re.match(r"\| \d", line):
            point = curve.Point.read(cells(line))
            found[point.count] = point
    return found


def merged(old, section_name, section, measured):
    """The text and the points after a run that measured one section and some points."""
    kept = sections(old)
    every = {**points(kept.pop(curve.WORK, "")), **{point.count: point for point in measured}}
    every = [every[count] for count in sorted(every)]
    kept[section_name] = section.strip()
    text = [TITLE]
    if every:
        rows = table(curve.HEAD, [point.cells() for point in every])
        text += [HEADING + curve.WORK, "", PICTURE, "", *rows, ""]
    for heading in sorted(kept, key=count_of):
        text += [HEADING + heading, "", kept[heading], ""]
    return "\n".join(text).rstrip() + "\n", every


def picture(every):
    """The plot of some points, in milliseconds."""
    lines = [
        plot.Line(tool.replace("`", ""), [point.times[place] * 1000 for point in every])
        for place, tool in enumerate(curve.TOOLS)
    ]
    notes = [f"{round(point.archive / 1024**2):,} MiB" for point in every]
    return plot.svg(
        "One post out of an archive: the time it takes", "posts in the archive, and its size",
        "milliseconds", [point.count for point in every], notes, lines)


def write(folder, section_name, section, measured):
    """Writes results.md and results.svg into a folder, over what is there."""
    file = folder / "results.md"
    old = file.read_text() if file.exists() else ""
    text, every = merged(old, section_name, section, measured)
    file.write_text(text)
    if every:
        (folder / "results.svg").write_text(picture(every))

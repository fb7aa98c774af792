"""Writes results.md: a section for each number of posts, and the points of the plot.

A run replaces only what it measured. Each section has its own date, so the results of an older,
long run stay beside those of a newer, short one.
"""

import os
import platform
import re

import curve
import plot

HEADING = "## "
TITLE = """# How fast, how small

`make bench` writes this page. `rows.py` gathers the files that say what each line runs. Where it is
cheap, a check proved before the measurement that the output is right. A value without a unit is the
ratio of blogsh to the other command in the same run. A time is the median of all runs, with the
processor time of one run in brackets: user and system time on all cores. A line without a bar is
for information only.
"""
PICTURE = "![Time of one `cat` over the size of the archive](results.svg)"


def machine():
    """Returns a description of this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    kind = f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{cores} cores, {memory:.0f} GiB of memory, {kind}"


def table(head, rows):
    """Returns the lines of a Markdown table with aligned columns."""
    grid = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*grid)]
    grid.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(map(str.ljust, cells, widths))} |" for cells in grid]


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def sections(text):
    """Returns the text of each section, by its heading."""
    parts = re.split(rf"^{HEADING}(.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2])))


def count_of(heading):
    """Returns the number of posts that a heading names."""
    return int(heading.split()[0].replace(",", ""))


def points(section):
    """Returns the points in the table of a section, by their numbers of posts."""
    found = {}
    for line in section.splitlines():
        # Only rows of the table begin with a number, its head does not.
        if re.match(r"\| \d", line):
            point = curve.Point.read(cells(line))
            found[point.count] = point
    return found


def merged(old, section_name, section, measured):
    """Returns the new text and all points, after a run that measured a section and some points."""
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
    """Returns the plot of some points as SVG, in milliseconds."""
    lines = [
        plot.Line(tool.replace("`", ""), [point.times[place] * 1000 for point in every])
        for place, tool in enumerate(curve.TOOLS)
    ]
    notes = [f"{round(point.archive / 1024**2):,} MiB" for point in every]
    return plot.svg(
        "Time to read one post of an archive", "posts in the archive, and its size",
        "milliseconds", [point.count for point in every], notes, lines)


def write(folder, section_name, section, measured):
    """Writes results.md and results.svg into a folder, and keeps results that are not replaced."""
    file = folder / "results.md"
    old = file.read_text() if file.exists() else ""
    text, every = merged(old, section_name, section, measured)
    file.write_text(text)
    if every:
        (folder / "results.svg").write_text(picture(every))

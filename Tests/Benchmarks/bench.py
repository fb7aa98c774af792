#!/usr/bin/env python3
"""Measures blogsh beside the tools it is compared with, and writes results.md.

    BENCH=quick|normal|full bench.py [--next] [--only WORDS] [--list]

Each time is a ratio against the named tool, both run by hyperfine in turns; each memory is the peak
that /usr/bin/time tells. What is measured stands in rows.py. Needs hyperfine and time; a row whose
other tool is missing is named and skipped. BLOGSH names another binary than the built one, and
BENCH_DIR another place for the posts than memory; what is made there is removed afterwards.
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import rows  # noqa: E402
from places import Places  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MIB = 1024 * 1024
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


class Trouble(Exception):
    """A reason why something cannot be measured."""


def run(command):
    """Runs a command, its output thrown away; an exit status other than 0 is trouble."""
    done = subprocess.run(
        command, shell=isinstance(command, str), env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Trouble(said[-1])


@dataclasses.dataclass
class Spent:
    """What one command took, in seconds: each run, and the processor time of each turn."""

    times: list = dataclasses.field(default_factory=list)
    cpu: list = dataclasses.field(default_factory=list)

    def add(self, result):
        self.times += result["times"]
        self.cpu.append(result["user"] + result["system"])

    @property
    def median(self):
        return statistics.median(self.times)

    def __str__(self):
        return f"{shown_time(self.median)} (cpu {shown_time(statistics.mean(self.cpu))})"


def times(row, places):
    """What both tools took, from runs in turns, so that a pause of the machine meets both."""
    size = places.size
    shell = any(isinstance(command, str) for command in (row.ours, row.theirs))
    command = ["hyperfine", "--style", "none", "--warmup", str(row.warmup)]
    command += ["--runs", str(row.runs[size]), "--export-json", str(places.root / "times.json")]
    command += [] if shell else ["-N"]
    for prepare in (row.prepare_ours, row.prepare_theirs):
        command += ["--prepare", shlex.join(places.fill(prepare))]
    for words in (row.ours, row.theirs):
        words = places.fill(words)
        command.append(words if isinstance(words, str) else shlex.join(words))
    ours, theirs = Spent(), Spent()
    for _ in range(row.turns[size]):
        run(command)
        measured = json.loads((places.root / "times.json").read_text())["results"]
        ours.add(measured[0])
        theirs.add(measured[1])
    return ours, theirs


def peak(command, places):
    """The peak of a command's resident memory, in bytes."""
    report = places.root / "memory.txt"
    run(["/usr/bin/time", "-v", "-o", str(report), *places.fill(command)])
    found = re.search(r"Maximum resident set size \(kbytes\): (\d+)", report.read_text())
    return int(found[1]) * 1024


@dataclasses.dataclass
class Line:
    """One line of the table."""

    HEAD = ("work", "blogsh", "beside", "measured", "bar", "met")
    cells: tuple
    met: bool

    def __init__(self, row, ours, beside, value, unit=""):
        self.met = value <= row.bar
        measured, bar = f"{value:.3g}{unit}", f"≤ {row.bar:.3g}{unit}"
        self.cells = (row.work, ours, beside, measured, bar, "yes" if self.met else "no")


def shown_time(seconds):
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def shown_size(size):
    return f"{size / MIB:.1f} MiB"


def size_after(command, file, places):
    """The size of a file that a command leaves."""
    run(places.fill(command))
    return os.stat(places.fill([file])[0]).st_size


def measure(row, places):
    """Measures one row."""
    try:
        for command in row.setup:
            run(places.fill(command))
        if isinstance(row, rows.Peak):
            ours, own = peak(row.ours, places), 0
            beside = ""
            if row.beyond_paths:
                own = peak(rows.LIST_OF_PATHS, places)
                beside = f"the paths: {shown_size(own)}"
            return Line(row, shown_size(ours), beside, (ours - own) / MIB, " MiB")
        if isinstance(row, rows.Time):
            ours, theirs = times(row, places)
            return Line(row, f"{ours}", f"{row.peer}: {theirs}", ours.median / theirs.median)
        if isinstance(row, rows.Size):
            ours = size_after(row.ours, "$ours.tar.zst", places)
            theirs = size_after(row.theirs, "$theirs.tar.zst", places)
        else:
            ours = peak(row.ours, places)
            run(places.fill(row.prepare_theirs))
            theirs = peak(row.theirs, places)
        beside = f"{row.peer}: {shown_size(theirs)}"
        return Line(row, shown_size(ours), beside, ours / theirs)
    finally:
        run(["rm", "-rf", "--", *places.fill(row.leaves)])


def missing(row):
    return [tool for tool in row.needs if not shutil.which(tool)]


def table(lines):
    """The lines as a Markdown table whose columns are aligned."""
    grid = [Line.HEAD] + [line.cells for line in lines]
    widths = [max(map(len, column)) for column in zip(*grid)]
    grid.insert(1, ["-" * width for width in widths])
    return [f"| {' | '.join(map(str.ljust, cells, widths))} |" for cells in grid]


def machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    kind = f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{cores} cores, {memory:.0f} GiB of memory, {kind}"


def report(lines, skipped, places):
    """The text of results.md."""
    medium = "in memory" if places.is_memory else "on disk"
    text = [
        "# How fast, how small", "",
        "Written by `make bench`; what each line runs stands in `rows.py`.", "",
        f"{datetime.date.today()}; {machine()};"
        f" {places.count:,} posts of {places.bytes / MIB:,.0f} MiB, {medium}.", "",
        *table(lines), "",
        "Times are medians; beside them stands the processor time of a run, user's and system's, on"
        " all cores. “The paths” is what `sort` needs at its peak to sort the collection's"
        f" paths, {places.path_bytes / MIB:.1f} MiB of them. The large asset has"
        f" {rows.LARGE_MIB[places.size]:,} MiB, the small one {rows.SMALL_MIB}; a sparse one is all"
        " hole.",
    ]
    for row, reason in skipped:
        # A message may name files; where this machine has them is nobody's business.
        text.append(f"\nNot measured: {row.work}: {reason}.".replace(f"{places.root}/", ""))
    return "\n".join(text) + "\n"


def chosen(arguments):
    for row in rows.ROWS:
        if row.next and not arguments.next:
            continue
        if not arguments.only or arguments.only in row.work:
            yield row


def bench(arguments):
    size = os.environ.get("BENCH", "normal")
    if size not in rows.COUNTS:
        sys.exit(f"bench.py: BENCH is one of {', '.join(rows.COUNTS)}, not {size}")
    blogsh = pathlib.Path(os.environ.get("BLOGSH", HERE.parents[1] / ".build/release/blogsh"))
    if not os.access(blogsh, os.X_OK):
        sys.exit(f"bench.py: cannot run {blogsh}: build it first")
    absent = [tool for tool in ("hyperfine", "/usr/bin/time") if not shutil.which(tool)]
    if absent:
        sys.exit(f"bench.py: cannot measure without {' and '.join(absent)}: make bench-deps")
    lines, skipped = [], []
    with tempfile.TemporaryDirectory(prefix="blogsh-bench-", dir=Places.folder(size)) as folder:
        places = Places(pathlib.Path(folder), blogsh.resolve(), size)
        print(f"{places.count:,} posts are made …", file=sys.stderr)
        places.make()
        for row in chosen(arguments):
            print(f"{row.work} …", file=sys.stderr)
            try:
                if absent := missing(row):
                    raise Trouble(f"{' and '.join(absent)} is missing")
                lines.append(measure(row, places))
            except Trouble as reason:
                skipped.append((row, reason))
        text = report(lines, skipped, places)
    print(text, end="")
    met = sum(line.met for line in lines)
    print(f"\n{met} of {len(lines)} bars met; {len(skipped)} not measured.")
    # What is kept is a whole measurement at a size that the bars are for.
    if size != "quick" and not arguments.only and not arguments.next:
        (HERE / "results.md").write_text(text)


def main():
    parser = argparse.ArgumentParser(description="Measure blogsh beside other tools.")
    parser.add_argument("--next", action="store_true", help="rows that are not promised yet too")
    parser.add_argument("--only", metavar="WORDS", help="rows whose name holds these words")
    parser.add_argument("--list", action="store_true", help="name the rows and measure nothing")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(row.work for row in chosen(arguments)))
        return
    # So that what was made is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        bench(arguments)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (OSError, Trouble) as reason:
        sys.exit(f"bench.py: cannot measure: {reason}")


if __name__ == "__main__":
    main()

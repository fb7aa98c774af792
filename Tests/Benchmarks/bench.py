#!/usr/bin/env python3
"""Compares blogsh with other tools, and writes results.md and results.svg.

    BENCH=quick|normal|full bench.py [--only WORDS] [--list] [--to FOLDER]

A time is a ratio to that of the named tool; hyperfine runs both in turns. Memory is the peak that
/usr/bin/time reports. rows.py gathers the rows that are measured. Needs hyperfine and time; a row
whose other tool is missing is reported and skipped. BLOGSH names another binary than the built one,
and BENCH_DIR another folder for the posts than one in memory; everything made there is removed
afterwards. The exit status is 1 if a row fails: a command fails, or its output is wrong.
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import curve  # noqa: E402
import generate  # noqa: E402
import kinds  # noqa: E402
import results  # noqa: E402
import rows  # noqa: E402
from places import Places  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MIB = 1024 * 1024
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


class Trouble(Exception):
    """A reason why something cannot be measured."""


class Failure(Trouble):
    """A command that fails, or whose output is wrong."""


def run(command):
    """Runs a command without its output. Raises Failure for an exit status other than 0."""
    output(command, stdout=subprocess.DEVNULL)


def output(command, stdout=subprocess.PIPE):
    """Returns the output of a command. Raises Failure for an exit status other than 0."""
    done = subprocess.run(
        command, shell=isinstance(command, str), env=ENVIRONMENT, stdin=subprocess.DEVNULL,
        stdout=stdout, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Failure(said[-1])
    return done.stdout


def check(row, places):
    """Runs the checks of a row, which fail unless its commands work correctly."""
    for command in row.checks:
        try:
            run(places.fill(command))
        except Failure as reason:
            shown = command if isinstance(command, str) else shlex.join(command)
            raise Failure(f"`{shown}`: {reason}") from None


@dataclasses.dataclass
class Spent:
    """The times of a command in seconds: that of each run, and the processor time of each turn."""

    times: list = dataclasses.field(default_factory=list)
    cpu: list = dataclasses.field(default_factory=list)

    def add(self, result):
        self.times += result["times"]
        self.cpu.append(result["user"] + result["system"])

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def processor(self):
        return statistics.mean(self.cpu)

    def __str__(self):
        return f"{shown_time(self.median)} (cpu {shown_time(self.processor)})"


def times(commands, pace, places, prepare=()):
    """Returns the times of each command.

    The commands run in turns, so that a pause of the machine affects them all.
    """
    shell = any(isinstance(command, str) for command in commands)
    file = places.root / "times.json"
    words = ["hyperfine", "--style", "none", "--warmup", str(pace.warmup)]
    words += ["--runs", str(pace.runs), "--export-json", str(file)]
    words += [] if shell else ["-N"]
    for command in prepare:
        words += ["--prepare", shlex.join(places.fill(command))]
    for command in map(places.fill, commands):
        words.append(command if isinstance(command, str) else shlex.join(command))
    spent = [Spent() for _ in commands]
    for _ in range(pace.turns):
        run(words)
        for one, measured in zip(spent, json.loads(file.read_text())["results"]):
            one.add(measured)
    return spent


def peak(command, places):
    """Returns the peak of a command's resident memory, in bytes."""
    file = places.root / "memory.txt"
    run(["/usr/bin/time", "-v", "-o", str(file), *places.fill(command)])
    found = re.search(r"Maximum resident set size \(kbytes\): (\d+)", file.read_text())
    return int(found[1]) * 1024


@dataclasses.dataclass
class Line:
    """A line of the table. `met` is None where there is no bar."""

    HEAD = ("work", "blogsh", "compared with", "measured", "bar", "met")
    cells: tuple
    met: bool | None

    def __init__(self, row, ours, beside, value, unit=""):
        bar, self.met, met = "none", None, ""
        if row.bar is not None:
            bar = f"≤ {row.bar:.3g}{unit}"
            self.met = value is not None and value <= row.bar
            met = "yes" if self.met else "no"
        measured = "fails" if value is None else f"{value:.3g}{unit}"
        self.cells = (row.work, ours, beside, measured, bar, met)


def shown_time(seconds):
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def shown_size(size):
    return f"{size / MIB:.1f} MiB" if size >= MIB else f"{size / 1024:.0f} KiB"


def size_after(command, file, places):
    """Runs a command, and returns the size of a file that it leaves, in bytes."""
    run(places.fill(command))
    return os.stat(places.fill([file])[0]).st_size


def measure(row, places):
    """Measures a row, and returns its line of the table."""
    try:
        for command in row.setup:
            run(places.fill(command))
        check(row, places)
        if isinstance(row, kinds.Peak):
            ours, own = peak(row.ours, places), 0
            beside = ""
            if row.beyond_paths:
                own = peak(kinds.LIST_OF_PATHS, places)
                beside = f"the paths: {shown_size(own)}"
            return Line(row, shown_size(ours), beside, (ours - own) / MIB, " MiB")
        if isinstance(row, kinds.Printed):
            value = float(output(places.fill(row.ours)))
            return Line(row, f"{value:.4g}{row.unit}", "", value, row.unit)
        if isinstance(row, kinds.Growth):
            grown, size = map(int, output(places.fill(row.ours)).split())
            beside = f"{row.peer}: {shown_size(size)}"
            return Line(row, shown_size(grown), beside, (grown - row.allowance) / size)
        if isinstance(row, kinds.Time):
            prepare = (row.prepare_ours, row.prepare_theirs)
            ours, theirs = times((row.ours, row.theirs), row.pace[places.size], places, prepare)
            value = (
                ours.processor / theirs.processor if row.by_processor
                else ours.median / theirs.median)
            return Line(row, f"{ours}", f"{row.peer}: {theirs}", value)
        if isinstance(row, kinds.Size):
            ours = size_after(row.ours, "$ours.tar.zst", places)
            theirs = size_after(row.theirs, "$theirs.tar.zst", places)
        else:
            ours = peak(row.ours, places)
            run(places.fill(row.prepare_theirs))
            theirs = peak(row.theirs, places)
        beside = f"{row.peer}: {shown_size(theirs)}"
        return Line(row, shown_size(ours), beside, ours / theirs)
    finally:
        for command in row.undo:
            run(places.fill(command))
        remove(row.leaves, places)


def remove(paths, places):
    run(["rm", "-rf", "--", *places.fill(paths)])


def measure_curve(places):
    """Measures the points of the plot, and returns them."""
    found = []
    for count in curve.COUNTS[places.size]:
        folder, commands = curve.making(count, places.count)
        try:
            for command in commands:
                run(places.fill(command))
            post = generate.middle(count)
            ours, unzip, cat = times(curve.short(folder, post), curve.SHORT, places)
            bsdtar, = times([curve.long(post)], curve.LONG, places)
            size = os.stat(places.fill(["$ours.tar.zst"])[0]).st_size
            medians = tuple(spent.median for spent in (ours, bsdtar, unzip, cat))
            found.append(curve.Point(count, size, medians, str(datetime.date.today())))
        finally:
            remove(curve.LEAVES, places)
    return found


def demand(tools):
    """Raises Trouble unless all tools are installed."""
    if absent := [tool for tool in tools if not shutil.which(tool)]:
        raise Trouble(f"{' and '.join(absent)} is missing")


class Kept:
    """Things that several rows use. The first of them has each thing made, the last removed."""

    def __init__(self, chosen, places):
        self.places = places
        self.last = {name: row for row in chosen for name in row.uses}
        self.failed = {}
        self.made = set()

    def make(self, row):
        for name in row.uses:
            made = rows.MADE[name]
            demand(made.needs)
            if name in self.failed:
                raise self.failed[name]
            if name in self.made:
                continue
            try:
                for command in made.commands:
                    run(self.places.fill(command))
            except Failure as reason:
                self.failed[name] = reason
                raise
            finally:
                self.made.add(name)

    def remove_after(self, row):
        for name in row.uses:
            if self.last[name] is row and name in self.made:
                remove(rows.MADE[name].leaves, self.places)


def section(lines, troubles, places):
    """Returns the results of a run as a section of results.md."""
    medium = "in memory" if places.is_memory else "on disk"
    text = [
        f"{datetime.date.today()}; {results.machine()};"
        f" {places.count:,} posts of {places.bytes / MIB:,.0f} MiB, {medium}.", "",
        *results.table(Line.HEAD, [line.cells for line in lines]), "",
        "“The paths” is the peak memory of `sort` while it sorts the paths of the collection, which"
        f" have {places.path_bytes / MIB:.1f} MiB.",
    ]
    if places.size in kinds.NOT_FULL:
        text[-1] += (
            f" The large asset has {kinds.LARGE_MIB[places.size]:,} MiB, the small one"
            f" {kinds.SMALL_MIB} MiB; a sparse asset consists of a hole.")
        if places.real_count:
            text[-1] += (
                f" There are {places.real_count:,} real posts of"
                f" {places.real_bytes / MIB:.1f} MiB.")
    for work, reason in troubles:
        how = "Fails" if isinstance(reason, Failure) else "Not measured"
        # A message may name files. The page must not say where this machine has them.
        text.append(f"\n{how}: {work}: {reason}.".replace(f"{places.root}/", ""))
    return "\n".join(text) + "\n"


def chosen(arguments, size):
    return [
        row for row in rows.ROWS
        if size in row.sizes and (not arguments.only or arguments.only in name(row))
    ]


def name(row):
    return f"{row.work} compared with {row.peer}" if isinstance(row, kinds.Beside) else row.work


def measure_rows(arguments, places):
    """Returns the lines of the table, and the names of rows that failed with the reasons."""
    lines, troubles = [], []
    picked = chosen(arguments, places.size)
    kept = Kept(picked, places)
    for row in picked:
        print(f"{name(row)} …", file=sys.stderr)
        try:
            demand(row.needs)
            if row.on_real and not places.real_count:
                raise Trouble("there are no real posts in ../shared/corpora")
            kept.make(row)
            lines.append(measure(row, places))
            print(f"    {lines[-1].cells[3]}", file=sys.stderr)
        except (Failure, OSError) as reason:
            lines.append(Line(row, "", getattr(row, "peer", ""), None))
            troubles.append((name(row), Failure(reason)))
            print(f"    fails: {reason}", file=sys.stderr)
        except Trouble as reason:
            troubles.append((name(row), reason))
        finally:
            kept.remove_after(row)
    return lines, troubles


def bench(arguments, size):
    """Measures and reports. Returns True if nothing fails."""
    blogsh = pathlib.Path(os.environ.get("BLOGSH", HERE.parents[1] / ".build/release/blogsh"))
    if not os.access(blogsh, os.X_OK):
        sys.exit(f"bench.py: cannot run {blogsh}: build it first")
    demand(("hyperfine", "/usr/bin/time"))
    if arguments.to:
        arguments.to.mkdir(parents=True, exist_ok=True)
    points = []
    with tempfile.TemporaryDirectory(prefix="blogsh-bench-", dir=Places.folder(size)) as folder:
        places = Places(pathlib.Path(folder), blogsh.resolve(), size)
        print(f"making {places.count:,} posts …", file=sys.stderr)
        places.make()
        lines, troubles = measure_rows(arguments, places)
        if not arguments.only or arguments.only in curve.WORK:
            print(f"{curve.WORK} …", file=sys.stderr)
            try:
                demand(curve.NEEDS)
                points = measure_curve(places)
            except (Failure, OSError) as reason:
                troubles.append((curve.WORK, Failure(reason)))
            except Trouble as reason:
                troubles.append((curve.WORK, reason))
        text = section(lines, troubles, places)
    print(text, end="")
    if points:
        print("", *results.table(curve.HEAD, [point.cells() for point in points]), sep="\n")
    bars = [line.met for line in lines if line.met is not None]
    failed = sum(isinstance(reason, Failure) for _, reason in troubles)
    print(f"\n{sum(bars)} of {len(bars)} bars met; {failed} of the rows failed,"
          f" {len(troubles) - failed} not measured.")
    # Only a whole measurement is kept, at a size that the bars are for.
    if arguments.to or (size != "quick" and not arguments.only):
        results.write(arguments.to or HERE, f"{places.count:,} posts", text, points)
    return failed == 0


def main():
    parser = argparse.ArgumentParser(description="Compare blogsh with other tools.")
    parser.add_argument(
        "--only", metavar="WORDS", help="measure only rows whose names contain these words")
    parser.add_argument("--list", action="store_true", help="list the rows and measure nothing")
    parser.add_argument(
        "--to", type=pathlib.Path, metavar="FOLDER",
        help="write the results to this folder, even those of a part of the rows")
    arguments = parser.parse_args()
    size = os.environ.get("BENCH", "normal")
    if size not in kinds.COUNTS:
        sys.exit(f"bench.py: BENCH is one of {', '.join(kinds.COUNTS)}, not {size}")
    if arguments.list:
        print("\n".join(map(name, chosen(arguments, size))))
        return
    # The exit removes the temporary folder, which a signal alone would leave.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        if not bench(arguments, size):
            sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (OSError, Trouble, subprocess.SubprocessError) as reason:
        sys.exit(f"bench.py: cannot measure: {reason}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Prints what a command spends.

    spent.py faults|reads|milliseconds COMMAND [-- COMMAND]

`faults` are minor page faults, which do not vary with the machine; `reads` are the calls of
pread(2), with which an archive is read; `milliseconds` are the median time of many runs. With a
second command, prints the ratio of the first to it. Output goes nowhere.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 101


def quietly(command):
    """Runs a command without its output, and returns its resource usage."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise OSError(f"{command[0]} ends with {process.returncode}")
    return usage


def faults(command):
    # Some depend on where the kernel puts the stack.
    return statistics.median(quietly(command).ru_minflt for _ in range(RUNS))


def reads(command):
    with tempfile.NamedTemporaryFile("r") as trace:
        quietly(["strace", "-f", "-o", trace.name, "-e", "trace=pread64", *command])
        return sum("pread64(" in line for line in trace)


def milliseconds(command):
    def once():
        start = time.perf_counter()
        quietly(command)
        return (time.perf_counter() - start) * 1000

    return statistics.median(once() for _ in range(RUNS))


def main():
    measures = {"faults": faults, "reads": reads, "milliseconds": milliseconds}
    what, *words = sys.argv[1:] or [""]
    if what not in measures or not words:
        sys.exit(__doc__)
    place = words.index("--") if "--" in words else len(words)
    value = measures[what](words[:place])
    if beside := words[place + 1:]:
        value /= measures[what](beside)
    print(f"{value:.4g}")


if __name__ == "__main__":
    try:
        main()
    except OSError as reason:
        sys.exit(f"spent.py: {reason}")

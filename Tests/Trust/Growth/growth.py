"""Measures whether the time of `cat` grows no faster than the length of a post.

    BLOGSH=PATH [TIME=SECONDS] [SEED=NUMBER] growth.py [WORD]

Tries each kind of text in kinds.py, or those whose name holds WORD, in growing sizes. Then it tries
random texts for TIME seconds, 60 if it is not given; SEED repeats them. A text is reported if one
that is four times as long takes more than twice as much time as it may, whenever it is measured.
The exit status is 1 if any is.
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import kinds

# The sizes in bytes; the largest text that is parsed has 4 MiB.
SIZES = [16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20]

# A text four times as long may take this many times as long, and this many seconds more: enough
# for a machine that does other things, and less than a square.
FACTOR = 8
MARGIN = 0.4

# Each measurement is repeated so often if it seems too long; the shortest one counts.
TRIES = 3

# A process is ended after so many seconds; its text has failed.
LONGEST = 60


class Programs:
    """The program, and a folder for the posts that it reads."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)
        self.tried = 0

    def time(self, text):
        """Returns the processor time of one `cat` in seconds."""
        (self.folder / "x.md").write_text(text, errors="surrogatepass")
        process = subprocess.Popen(
            [self.program, "-C", self.folder, "cat", "x.md"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + LONGEST
        pause = 0.002
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                process.kill()
                status, used = os.wait4(process.pid, 0)[1:]
                break
            time.sleep(pause)
            pause = min(2 * pause, 0.1)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.tried += 1
        if process.returncode not in (0, 1, 2):
            return float("inf")
        return used.ru_utime + used.ru_stime

    def shortest(self, text, enough):
        """Returns the shortest time of several runs, or the first that is short enough."""
        times = []
        while len(times) < TRIES and (not times or min(times) > enough):
            times.append(self.time(text))
        return min(times)

    def excess(self, make, sizes):
        """Returns a sentence about the first size at which the time grows too fast."""
        before = self.shortest(make(sizes[0]), MARGIN)
        if before > MARGIN:
            return f"{sizes[0]:,} bytes take {before:.1f} s"
        for size in sizes[1:]:
            most = FACTOR * before + MARGIN
            now = self.shortest(make(size), most)
            if now > most:
                return f"{size:,} bytes take {now:.1f} s, and a quarter of them {before:.1f} s"
            before = now
        return None


def random_kind(choice):
    """Returns a kind of text from random pieces, and its name."""
    parts = [
        "".join(choice.choices(kinds.PIECES, k=choice.randint(1, 5)))
        for _ in range(choice.randint(1, 3))
    ]

    def make(size):
        share = size // len(parts)
        return "".join(part * max(1, share // len(part.encode())) for part in parts)
    return make, " then ".join(map(repr, parts))


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
    choice = random.Random(seed)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        programs = Programs(os.environ["BLOGSH"], folder)

        def judge(name, make, sizes):
            if excess := programs.excess(make, sizes):
                found.append(name)
                print(f"{name}: {excess}", flush=True)

        for name, make in kinds.KINDS.items():
            if word in name:
                judge(name, make, SIZES)
        end = time.monotonic() + int(os.environ.get("TIME") or 60)
        while not word and time.monotonic() < end:
            make, name = random_kind(choice)
            judge(f"seed {seed}: {name}", make, SIZES[1:4])
        print(f"{programs.tried:,} texts tried with seed {seed}, {len(found) or 'nothing'} found")
        if ledger := os.environ.get("BLOGSH_TRUST_LEDGER"):
            with open(ledger, "a", encoding="utf-8") as lines:
                lines.write(f"hard texts shown\t{programs.tried}\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

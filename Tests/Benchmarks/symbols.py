#!/usr/bin/env python3
"""Prints the symbols that common commands use, in the order of their first use.

    symbols.py BLOGSH > Sources/blogsh/symbol-order.txt

The linker puts them next to one another, so that a short command touches few pages. BLOGSH must
have its symbols: `make symbols` builds it so, and runs this. Needs valgrind, nm and strip.
"""

import bisect
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import generate  # noqa: E402

COUNT = 300
# The commands in the order of how much their start matters.
COMMANDS = [
    "-C {archive} cat {post}", "-C {folder} cat {post}", "-C {archive} ls post",
    "-C {archive} grep kettle",
]
# Conformances are searched one after the other, all of them, and have an order of their own.
UNORDERED = re.compile(r"Mc$|^got\.")
# Data and code of the program itself have addresses below this one, in a static executable.
END = 1 << 32


def symbols(binary):
    """Returns start, end and name of each symbol, in the order of their addresses."""
    listed = subprocess.run(
        ["nm", "--print-size", "--defined-only", binary], check=True, capture_output=True,
        text=True).stdout
    found = []
    for line in listed.splitlines():
        match line.split():
            case start, size, _, name if not UNORDERED.search(name):
                found.append((int(start, 16), int(start, 16) + int(size, 16), name))
    if not found:
        sys.exit(f"symbols.py: {binary} has no symbols")
    return sorted(found)


def addresses(binary, words):
    """Yields each address that a command of the program reads, writes or runs, once."""
    command = ["valgrind", "--tool=lackey", "--trace-mem=yes", "--log-fd=1", binary, *words]
    seen = set()
    with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            errors="replace") as traced:
        for line in traced.stdout:
            # A line is a kind of two letters, a space, and `address,size`.
            if found := re.match(r"(?:I | [SLM]) ([0-9a-f]+),\d+$", line):
                address = int(found[1], 16)
                if address < END and address not in seen:
                    seen.add(address)
                    yield address


def used(binary, stripped, commands):
    """Returns the names of the symbols that commands use, in the order of their first use."""
    table = symbols(binary)
    starts = [start for start, _, _ in table]
    names = {}
    for command in commands:
        for address in addresses(stripped, shlex.split(command)):
            place = bisect.bisect_right(starts, address) - 1
            if place >= 0 and address < table[place][1]:
                names[table[place][2]] = None
    return list(names)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        posts, archive, stripped = root / "posts", root / "posts.tar.zst", root / "stripped"
        generate.generate(COUNT, posts)
        # valgrind does not read the newest forms of debugging information.
        subprocess.run(["strip", "-o", stripped, binary], check=True)
        subprocess.run(
            [binary, "-C", posts, "pack", "--terms", "always", "-o", archive], check=True,
            stdout=subprocess.DEVNULL)
        places = {"archive": archive, "folder": posts, "post": generate.middle(COUNT)}
        names = used(binary, stripped, [command.format(**places) for command in COMMANDS])
    print("# The order of symbols in the program, for the linker. `make symbols` writes this file.")
    print("\n".join(names))


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError) as reason:
        sys.exit(f"symbols.py: {reason}")

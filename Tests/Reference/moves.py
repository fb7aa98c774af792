"""Moves, edits and removes files at random between backups, and judges what other programs unpack.

    python3 moves.py SEED COUNT
        Makes COUNT backups of archive/ to history.tar.zst, each after some changes, most of which
        move files. After each, expects each tar program to unpack every file of archive/ with its
        content. In the end, and once more after pruning, expects each snapshot to be restored as it
        was, and the archive to be whole.
    python3 moves.py steps WORD...
        Does the same with these changes: `a=TEXT` writes a file, `a>b` moves it, `a+b` copies it,
        `a~b` makes a hard link, `-a` removes it, `a/` makes a folder, `.` makes a backup, and `!`
        says that a file will be where a folder was, or the reverse.
    python3 moves.py unlinked FILE OTHER
        Writes an archive without the links to moved files at its end, as OTHER.

Works in the working folder, with $BLOGSH as the program. Prints nothing, or the first error with
exit status 1.
"""

import hashlib
import os
import random
import shutil
import subprocess
import sys

import frames
import layout
from index import Index, read_frames

BLOGSH = os.environ.get("BLOGSH", "blogsh")
PYTHON = """
import subprocess, tarfile
subprocess.run(["zstd", "-qdf", "history.tar.zst", "-o", "history.tar"], check=True)
with tarfile.open("history.tar") as archive:
    archive.extraction_filter = getattr(tarfile, "fully_trusted_filter", None)
    archive.extractall("out")
"""
TOOLS = {
    "tar": ["tar", "-C", "out", "-xf", "history.tar.zst"],
    "bsdtar": ["bsdtar", "-C", "out", "-xf", "history.tar.zst"],
    "busybox": ["sh", "-c", "zstd -qdc history.tar.zst | busybox tar -C out -xf -"],
    "python": [sys.executable, "-c", PYTHON],
}


class Wrong(Exception):
    """An archive is not as it must be."""


def run(*words, statuses=(0,)):
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode not in statuses:
        raise Wrong(f"{words} ended with {done.returncode}: {done.stdout.decode(errors='replace')}")
    return done.stdout


def contents(root):
    """Returns the content of each file below a folder, by path."""
    found = {}
    for place, _, names in os.walk(root):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, root)] = file.read()
    return found


class Moves:
    """A folder that changes, and its history."""

    def __init__(self):
        os.makedirs("archive")
        self.states = {}
        self.said = []
        # Whether a file was ever where a folder is, or the reverse: programs differ in what they do.
        self.has_other_kinds = False
        # Whether a file ever had two names: Python writes into both, and busybox makes hard links
        # last.
        self.has_links = False

    def path(self, name):
        return os.path.join("archive", name)

    def write(self, name, content):
        self.said.append(f"{name}={content[:20]!r}")
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        if os.path.exists(self.path(name)):
            os.unlink(self.path(name))
        with open(self.path(name), "wb") as file:
            file.write(content)
        os.utime(self.path(name), (10**9, 10**9 + len(self.said)))

    def move(self, name, other):
        self.said.append(f"{name}>{other}")
        os.makedirs(os.path.dirname(self.path(other)), exist_ok=True)
        os.rename(self.path(name), self.path(other))

    def copy(self, name, other):
        self.said.append(f"{name}+{other}")
        os.makedirs(os.path.dirname(self.path(other)), exist_ok=True)
        if os.path.exists(self.path(other)):
            os.unlink(self.path(other))
        shutil.copy2(self.path(name), self.path(other))

    def link(self, name, other):
        self.said.append(f"{name}~{other}")
        self.has_links = True
        os.makedirs(os.path.dirname(self.path(other)), exist_ok=True)
        os.link(self.path(name), self.path(other))

    def remove(self, name):
        self.said.append(f"-{name}")
        if os.path.isdir(self.path(name)):
            shutil.rmtree(self.path(name))
        else:
            os.unlink(self.path(name))

    def back_up(self):
        run(BLOGSH, "-C", "archive", "backup", "--to", "history.tar.zst", "--always",
            "--allow-removals")
        self.states[max(self.states, default=0) + 1] = contents("archive")
        self.said.append(".")
        self.judge_tools()

    def judge_tools(self):
        """Expects each tar program to unpack every file of the newest snapshot."""
        for tool, words in TOOLS.items():
            if self.has_links and tool in ("busybox", "python"):
                continue
            os.makedirs("out")
            run(*words, statuses=range(256) if self.has_other_kinds else (0,))
            found = contents("out")
            for path, content in self.states[max(self.states)].items():
                if path not in found and self.has_other_kinds:
                    continue
                if found.get(path) != content:
                    raise Wrong(
                        f"{tool} unpacks {path} as {str(found.get(path))[:40]}, not "
                        f"{content[:40]}, after {' '.join(self.said)}")
            shutil.rmtree("out")

    def judge(self):
        """Expects the archive to be whole, and each snapshot to be restored as it was."""
        run(BLOGSH, "verify", "history.tar.zst")
        run(BLOGSH, "verify", "--quick", "history.tar.zst")
        if not self.has_other_kinds:
            judge = os.path.join(os.path.dirname(__file__), "snapshots.py")
            run(sys.executable, judge, "check", "history.tar.zst")
        for number, state in self.states.items():
            for words in (["restore", f"history.tar.zst@{number}", "--to", "out"],
                          ["unpack", f"history.tar.zst@{number}", "-d", "out"]):
                run(BLOGSH, *words)
                if contents("out") != state:
                    raise Wrong(f"{words} gives other contents after {' '.join(self.said)}")
                shutil.rmtree("out")
        run(BLOGSH, "diff", "history.tar.zst", "archive")
        self.judge_tools()

    def prune(self, keep):
        run(BLOGSH, "prune", "history.tar.zst", "--keep-last", str(keep))
        for number in sorted(self.states)[:-keep]:
            del self.states[number]


def grow(seed, count):
    lot = random.Random(seed)
    moves = Moves()
    names = [f"{folder}{name}" for folder in ("", "p/", "q/") for name in ("a.md", "b.md", "c.jpg")]
    texts = [bytes([65 + number]) * (200 + number % 3) for number in range(6)]
    large = [lot.randbytes(900_000), lot.randbytes(5 << 20)]
    for turn in range(count):
        for _ in range(lot.randint(1, 4)):
            there = [name for name in names if os.path.isfile(moves.path(name))]
            gone = [name for name in names if name not in there]
            kind = lot.randint(0, 9)
            if kind < 5 and there:
                moves.move(lot.choice(there), lot.choice(names))
            elif kind == 5 and there and gone:
                moves.copy(lot.choice(there), lot.choice(gone))
            elif kind == 6 and there:
                moves.remove(lot.choice(there))
            elif kind == 7 and there and seed % 4 == 3:
                name, other = lot.choice(there), f"links/{turn}-{lot.randint(0, 99)}.md"
                if not os.path.exists(moves.path(other)):
                    moves.link(name, other)
            else:
                content = lot.choice(texts) if lot.random() < 0.9 else lot.choice(large)
                moves.write(lot.choice(names), content)
        moves.back_up()
        if lot.random() < 0.1 and len(moves.states) > 3:
            moves.prune(lot.randint(1, 3))
    moves.judge()
    moves.prune(min(3, len(moves.states)))
    moves.judge()
    moves.write("z.md", b"last")
    moves.back_up()
    moves.judge()


def take(steps):
    moves = Moves()
    for step in steps:
        if step == ".":
            moves.back_up()
        elif step.startswith("-"):
            moves.remove(step[1:])
        elif step == "!":
            moves.has_other_kinds = True
        elif step.endswith("/"):
            os.makedirs(moves.path(step))
        else:
            sign = next(sign for sign in "=>+~" if sign in step)
            one, other = step.split(sign, 1)
            if sign == "=":
                moves.write(one, other.encode() * 300)
            else:
                {">": moves.move, "+": moves.copy, "~": moves.link}[sign](one, other)
    moves.judge()
    moves.prune(1)
    moves.judge()


def write_unlinked(name, other):
    """Writes the archive with another end, and the digests of it in the newest index."""
    with open(name, "rb") as file:
        data = file.read()
    parts, end = read_frames(data)
    index = parts[end - 1]
    plain = frames.compressed(layout.END, 3)
    payload = data[index.start + 8:index.end]
    trailer = Index(data, parts, end - 1).trailer
    table_at = -layout.TRAILER.size - trailer["sections"] * layout.SECTION.size
    committed = payload[table_at:-64] + hashlib.sha256(plain).digest()
    payload = payload[:table_at] + committed + hashlib.sha256(committed).digest()
    entries = [(part.end - part.start, part.size or 0) for part in parts[:end]]
    entries.append((len(plain), len(layout.END)))
    table = b"".join(layout.SEEK_ENTRY.pack(*entry) for entry in entries)
    table += layout.SEEK_FOOTER.pack(len(entries), 0, layout.SEEK_TABLE_END)
    with open(other, "wb") as file:
        file.write(
            data[:index.start] + frames.skippable(layout.INDEX, payload) + plain
            + frames.skippable(layout.SEEK_TABLE, table))


def main(*words):
    try:
        if words[0] == "unlinked":
            write_unlinked(*words[1:])
        elif words[0] == "steps":
            take(words[1:])
        else:
            grow(int(words[0]), int(words[1]))
    except Wrong as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])

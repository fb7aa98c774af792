#!/usr/bin/env python3
"""Changes a collection that generate.py made, different posts each time, and backs it up.

    changing.py some COUNT FOLDER POSTS
        changes the texts of POSTS posts
    changing.py undo COUNT FOLDER
        gives every changed post its first text again
    changing.py growth COUNT FOLDER POSTS BLOGSH ARCHIVE
        changes POSTS posts, backs up, and prints by how many bytes the archive grew, and how many
        bytes the changed posts have as a tar through `zstd -3`
    changing.py snapshots COUNT FOLDER MOST BLOGSH ARCHIVE TIMES
        changes 1 to MOST posts and backs up, TIMES times

COUNT is the number of posts in FOLDER. FOLDER.changes holds the number of changes so far, and the
numbers of the changed posts.
"""

import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

import generate  # noqa: E402


def lot(label, limit):
    """Returns a number below a limit that depends on the label alone."""
    return int.from_bytes(generate.noise(label, 8), "big") % limit


class Changes:
    """The changes in a collection, remembered so that they can be undone."""

    def __init__(self, count, folder):
        self.count, self.folder = count, folder
        self.file = pathlib.Path(f"{folder}.changes")
        self.turn, self.changed = 0, []
        if self.file.exists():
            self.turn, self.changed = json.loads(self.file.read_text())

    def make(self, posts):
        """Changes the texts of some posts, and returns the numbers of the posts."""
        self.turn += 1
        numbers, draw = set(), 0
        while len(numbers) < min(posts, self.count):
            numbers.add(lot(f"turn {self.turn} draw {draw}", self.count))
            draw += 1
        generate.write_posts(self.folder, numbers, revision=self.turn)
        self.changed = sorted({*self.changed, *numbers})
        self.file.write_text(json.dumps([self.turn, self.changed]))
        return numbers

    def undo(self):
        generate.write_posts(self.folder, self.changed)
        self.file.unlink(missing_ok=True)


def back_up(blogsh, folder, archive):
    subprocess.run(
        [blogsh, "-C", folder, "backup", "--to", archive], check=True, stdout=subprocess.DEVNULL)


def growth(changes, posts, blogsh, archive):
    """Changes posts and backs up. Returns the growth of the archive and the compressed size of the
    posts, both in bytes."""
    numbers = changes.make(posts)
    before = os.stat(archive).st_size
    back_up(blogsh, changes.folder, archive)
    paths = "".join(f"{generate.post(number)[0]}\0" for number in sorted(numbers))
    tar = subprocess.run(
        ["tar", "-C", changes.folder, "--null", "-T", "-", "-cf", "-"], check=True,
        input=paths.encode(), stdout=subprocess.PIPE)
    compressed = subprocess.run(
        ["zstd", "-q", "-3", "-c"], check=True, input=tar.stdout, stdout=subprocess.PIPE)
    return os.stat(archive).st_size - before, len(compressed.stdout)


def main():
    try:
        what, count, folder, *more = sys.argv[1:]
        changes = Changes(int(count), folder)
        match what, *more:
            case "some", posts:
                changes.make(int(posts))
            case "undo", :
                changes.undo()
            case "growth", posts, blogsh, archive:
                print(*growth(changes, int(posts), blogsh, archive))
            case "snapshots", most, blogsh, archive, times:
                for turn in range(int(times)):
                    changes.make(1 + lot(f"snapshot {turn}", int(most)))
                    back_up(blogsh, folder, archive)
            case _:
                raise ValueError("wrong arguments")
    except ValueError as reason:
        sys.exit(f"changing.py: {reason}\n{__doc__}")
    except (OSError, subprocess.CalledProcessError) as reason:
        sys.exit(f"changing.py: {reason}")


if __name__ == "__main__":
    main()

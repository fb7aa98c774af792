"""Reads an indexed archive by its specification, without blogsh, and judges it.

    python3 judge.py check FILE       nothing, or the first error, with exit status 1
    python3 judge.py listing FILE     the files, as `find -printf` and `sha256sum` would list them
    python3 judge.py posts FILE       the posts, as `blogsh ls -Ra --json` would print them
    python3 judge.py index FILE       the rows and a summary, as `blogsh index --members --json`
                                      would print them
    python3 judge.py frames FILE      the place and the kind of each frame, and the paths in it

Every command first checks the whole archive. Of a history it prints the newest snapshot;
snapshots.py prints any.
"""

import sys

from snapshots import judged
from view import write_objects


def main(command, name):
    archive = judged(name)
    match command:
        case "frames": write_objects(archive.members_of_frames())
        case "listing" | "posts" | "index": archive.answer(command)


if __name__ == "__main__":
    main(*sys.argv[1:])

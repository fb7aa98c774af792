"""Follows a tar program that unpacks an archive and does not know about history."""

import os

from frames import expect
from rows import FILE, FOLDER, HARD_LINK
from view import kind_of, time_of


class Unpacked:
    """What a tar program without knowledge of history has unpacked."""

    def __init__(self):
        # Kind, content or target, mode and time, by path; a hard link is a file.
        self.state = {}
        self.places = {}
        # The paths that were ever a hard link, or the target of one.
        self.linked = set()
        self.folders = set()

    def add(self, member, digest, place):
        kind, path = kind_of(member), os.fsencode(member.name)
        holds = digest if kind == FILE else os.fsencode(member.linkname)
        if kind == HARD_LINK:
            # The link gets the content that its target has at this time.
            self.linked |= {path, holds}
            kind, holds = self.state.get(holds, (None, None))[:2]
            expect(kind == FILE, f"the target of {path} is not a file")
        # A file or a link takes the place of a folder, and a folder that of a file or a link.
        if kind != FOLDER and path in self.folders:
            for other in [each for each in self.state if each.startswith(path + b"/")]:
                del self.state[other]
        above = path
        while above := above.rpartition(b"/")[0]:
            self.folders.add(above)
            if self.state.get(above, (FOLDER,))[0] != FOLDER:
                del self.state[above]
        self.state[path] = (kind, holds, member.mode & 0o7777, *time_of(member))
        self.places[path] = place

"""Changes a collection at random between two backups, in the same way for the same seed."""

import os
import shutil
import stat

ODD_NAMES = [
    b"with space.md", b"-dash.md", b"--", b"quote'and\"both.md", b"caf\xc3\xa9.md", b"raw\xff.md",
    b"esc\x1b[31m.md", b"back\\slash.md", b"star*.md", b"tab\t.md", b"at@3.md", b"%s %d.md",
    b".hidden.md", b"colon: b.md", b"\xe7\xae\xb1\xe6\x9b\xb8\xe3\x81\x8d.md", b"n" * 200 + b".md",
]
FOLDERS = [b"", b"post", b"post/2024", b"post/2025", b"post/a/b/c", b"assets"]


class Author:
    """An author who edits the collection in the working folder."""

    def __init__(self, lot, is_for_tar=False):
        """Makes an author who decides by `lot`, a random.Random.

        With `is_for_tar`, the author makes no changes that tar cannot unpack: a file in the place
        of a folder that is not empty and, for GNU tar without -P, in that of a link that leads out.
        """
        self.lot = lot
        self.is_for_tar = is_for_tar
        self.count = 0

    # MARK: Paths

    def everything(self):
        """Returns the sorted paths of files and links, and those of folders, as bytes."""
        files, folders = [], []
        for place, inner, names in os.walk(b"."):
            for name in inner + names:
                path = os.path.join(place, name)
                kind = folders if os.path.isdir(path) and not os.path.islink(path) else files
                kind.append(path)
        return sorted(files), sorted(folders)

    def some_file(self):
        files = [
            path for path in self.everything()[0] if stat.S_ISREG(os.lstat(path).st_mode)
        ]
        return self.lot.choice(files) if files else self.added()

    def new_path(self, suffix=b".md"):
        self.count += 1
        folder = self.lot.choice(FOLDERS)
        folder = os.path.join(b".", folder) if folder else b"."
        if self.lot.random() < 0.2:
            name = b"%d%s" % (self.count, self.lot.choice(ODD_NAMES))
        else:
            name = b"number-%03d%s" % (self.count, suffix)
        # A file or link in the place of the folder stays there.
        while not self.makes(folder):
            folder = os.path.dirname(folder)
        return os.path.join(folder, name)

    @staticmethod
    def makes(folder):
        """Makes a folder. Returns whether it is there now, and no part of its path is a link."""
        if os.path.realpath(folder) != os.path.normpath(os.path.join(os.getcwdb(), folder)):
            return False
        try:
            os.makedirs(folder, exist_ok=True)
            return True
        except (FileExistsError, NotADirectoryError):
            return False

    # MARK: Contents

    def text(self):
        words = b"box shelf tin key drawer letter archive post page tape paper rope".split()
        count = self.lot.choice((0, 3, 40, 400, 4000))
        lines = [self.lot.choice(words) + b" %d" % self.lot.randrange(1000) for _ in range(count)]
        return b"# Number %d\n\n%s\n" % (self.count, b"\n".join(lines))

    def settle(self, path):
        """Sets an older time, or leaves the time as it is."""
        if self.lot.random() < 0.6:
            moment = 1_000_000_000 + self.lot.randrange(600_000_000)
            os.utime(path, (moment, moment), follow_symlinks=False)

    def write(self, path, content):
        # Not through a link, which may lead out of the collection.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with open(os.open(path, flags, 0o644), "wb") as file:
            file.write(content)
        self.settle(path)

    # MARK: Edits

    def added(self):
        path = self.new_path()
        self.write(path, self.text())
        os.chmod(path, self.lot.choice((0o644, 0o600, 0o755)))
        return path

    def added_many(self):
        for _ in range(5):
            self.added()

    def rewritten(self):
        self.write(self.some_file(), self.text())

    def emptied(self):
        self.write(self.some_file(), b"")

    def byte_changed(self):
        """Changes a byte. The size stays the same, and the time may be the second of a backup."""
        path = self.some_file()
        with open(path, "r+b") as file:
            content = bytearray(file.read() or b"x")
            content[self.lot.randrange(len(content))] ^= 1
            file.seek(0)
            file.write(content)

    def appended_at_the_old_time(self):
        path = self.some_file()
        status = os.stat(path)
        with open(path, "ab") as file:
            file.write(b"more\n")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def removed(self):
        os.unlink(self.lot.choice(self.everything()[0]))

    def renamed(self):
        os.rename(self.some_file(), self.new_path())

    def folder_renamed(self):
        folders = self.everything()[1]
        if folders:
            self.count += 1
            folder = self.lot.choice(folders)
            os.rename(folder, b"%s-%d" % (folder[:150], self.count))

    def folder_removed(self):
        folders = [path for path in self.everything()[1] if path.count(b"/") > 1]
        if folders:
            shutil.rmtree(self.lot.choice(folders))

    def exchanged(self):
        one, other = self.some_file(), self.some_file()
        if one != other:
            os.rename(one, b"exchanged")
            os.rename(other, one)
            os.rename(b"exchanged", other)

    def mode_changed(self):
        os.chmod(self.some_file(), self.lot.choice((0o644, 0o600, 0o755, 0o444, 0o640)))

    def touched(self):
        path = self.some_file()
        moment = 1_600_000_000 + self.lot.randrange(1000)
        os.utime(path, (moment, moment))

    def folder_mode_changed(self):
        folders = self.everything()[1]
        if folders:
            os.chmod(self.lot.choice(folders), self.lot.choice((0o755, 0o700, 0o1777)))

    def folder_added(self):
        os.makedirs(self.new_path(b""), exist_ok=True)

    def symbolic_link(self):
        path = self.new_path()
        targets = [os.path.basename(self.some_file()), b"nowhere", b"."]
        if not self.is_for_tar:
            targets += [b"../nowhere", b"/nonexistent/file"]
        os.symlink(self.lot.choice(targets), path)
        self.settle(path)

    def symbolic_link_turned(self):
        links = [path for path in self.everything()[0] if os.path.islink(path)]
        if links:
            path = self.lot.choice(links)
            os.unlink(path)
            self.count += 1
            os.symlink(b"turned-%d" % self.count, path)
            self.settle(path)

    def hard_link(self):
        os.link(self.some_file(), self.new_path())

    def hard_link_changed(self):
        """Changes a file with several hard links, or removes or replaces one of the links."""
        linked = [path for path in self.everything()[0] if os.lstat(path).st_nlink > 1]
        if not linked:
            return self.hard_link()
        path = self.lot.choice(linked)
        what = self.lot.randrange(4)
        if what == 0:
            self.write(path, self.text())
        elif what == 1:
            os.unlink(path)
        elif what == 2:
            os.chmod(path, self.lot.choice((0o644, 0o600)))
        else:
            with open(path, "rb") as file:
                content = file.read()
            os.unlink(path)
            self.write(path, content)

    def kind_changed(self):
        files, folders = self.everything()
        if folders and not self.is_for_tar and self.lot.random() < 0.4:
            path = self.lot.choice(folders)
            shutil.rmtree(path)
        else:
            path = self.lot.choice(files) if files else self.added()
            os.unlink(path)
        kind = self.lot.randrange(4)
        if kind == 0:
            os.mkdir(path)
            self.write(os.path.join(path, b"inside.md"), self.text())
        elif kind == 1:
            os.symlink(b"elsewhere", path)
        elif kind == 2:
            os.link(self.some_file(), path)
        else:
            self.write(path, self.text())

    def edit(self):
        """Makes one random edit."""
        self.lot.choice((
            self.added, self.added, self.added_many, self.rewritten, self.rewritten, self.emptied,
            self.byte_changed, self.byte_changed, self.appended_at_the_old_time, self.removed,
            self.renamed, self.folder_renamed, self.folder_removed, self.exchanged,
            self.mode_changed, self.touched, self.folder_mode_changed, self.folder_added,
            self.symbolic_link, self.symbolic_link_turned, self.hard_link, self.hard_link_changed,
            self.kind_changed,
        ))()

    def begin(self):
        for _ in range(30):
            self.added()

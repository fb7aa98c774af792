"""Makes a history of backups with a copy of every state, and judges snapshots by the copies.

    python3 history.py grow SEED COUNT [for-tar]
        Makes COUNT backups of archive/ to history.tar.zst, each after some edits, with a copy of
        archive/ in copies/NUMBER. With for-tar, tar can follow all the edits.
    python3 history.py restores FILE [NUMBER...]
        Expects each snapshot, or these, to be restored as its copy, both to a new folder and onto
        the snapshot that was restored before.
    python3 history.py unpacks FILE [NUMBER...]
        Expects each snapshot, or these, to be unpacked as its copy.
    python3 history.py packs FILE [NUMBER...]
        Expects each snapshot, or these, to be packed as a tar of its copy, and `diff` to find no
        difference between the two.
    python3 history.py salvaged FILE MESSAGES
        Expects salvaged snapshots to be as their copies, and the messages to name every lost path.
    python3 history.py same ONE OTHER
        Expects two folders to be the same: kinds, bytes, modes, times, link targets, and hard
        links.
    python3 history.py newest UNPACKED COPY
        Expects every file and every link of the copy to be in the other folder, the same.
    python3 history.py counts FILE [NUMBER...]
        Expects the counts in `snapshots --json` to be those of `diff -r` between the copies.

Works in the working folder, with $BLOGSH as the program. Prints nothing, or the first error with
exit status 1.
"""

import io
import json
import math
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from fractions import Fraction

import changes

BLOGSH = os.environ.get("BLOGSH", "blogsh")


class Wrong(Exception):
    """A snapshot is not as its copy."""


def expect(condition, message):
    """Raises Wrong with a sentence unless a condition holds."""
    if not condition:
        raise Wrong(message)


def run(*words, statuses=(0,), folder=None):
    """Runs a program, expects an exit status and no messages, and returns its output."""
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder)
    expect(
        done.returncode in statuses,
        f"{words} ended with {done.returncode}: {done.stdout!r} {done.stderr!r}")
    expect(not done.stderr, f"{words} printed {done.stderr!r}")
    return done.stdout


def copy_of(number):
    return f"copies/{number}"


# MARK: Folders


def tree(root):
    """Returns every path below a folder, with all properties that a backup keeps."""
    root = os.fsencode(root)
    found, groups = {}, {}
    for place, folders, names in os.walk(root):
        for name in folders + names:
            path = os.path.join(place, name)
            inner = os.path.relpath(path, root)
            status = os.lstat(path)
            kind = stat.S_IFMT(status.st_mode)
            content = None
            if kind == stat.S_IFREG:
                with open(path, "rb") as file:
                    content = file.read()
                groups.setdefault(status.st_ino, []).append(inner)
            elif kind == stat.S_IFLNK:
                content = os.readlink(path)
            mode = None if kind == stat.S_IFLNK else stat.S_IMODE(status.st_mode)
            found[inner] = [kind, mode, status.st_mtime_ns, content, None]
    name_groups(found, groups.values())
    return found


def tree_of_tar(data):
    """Returns the same for the members of a tar."""
    found, groups = {}, {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            path = os.fsencode(member.name)
            kind = {
                tarfile.DIRTYPE: stat.S_IFDIR, tarfile.SYMTYPE: stat.S_IFLNK,
            }.get(member.type, stat.S_IFREG)
            content, first = None, path
            if member.type == tarfile.LNKTYPE:
                first = os.fsencode(member.linkname)
                content = found[first][3]
            elif kind == stat.S_IFREG:
                content = tar.extractfile(member).read()
            elif kind == stat.S_IFLNK:
                content = os.fsencode(member.linkname)
            if kind == stat.S_IFREG:
                groups.setdefault(first, []).append(path)
            mode = None if kind == stat.S_IFLNK else member.mode
            time = Fraction(member.pax_headers.get("mtime", int(member.mtime)))
            found[path] = [kind, mode, math.floor(time * 10**9), content, None]
    name_groups(found, groups.values())
    return found


def name_groups(found, groups):
    """Adds to each file its hard links, sorted; the first of them is the file in an archive."""
    for names in groups:
        for name in names:
            found[name][4] = sorted(names, key=lambda name: name.split(b"/"))


def expect_same(one, other, parts=slice(None), paths=None, trees=None):
    """Expects two folders to be the same.

    `parts` are the properties to compare, `paths` returns the paths to compare, and `trees` are the
    trees of the folders where they are known.
    """
    ones, others = trees or (tree(one), tree(other))
    for path in sorted(ones.keys() | others.keys()) if paths is None else paths(ones, others):
        here, there = ones.get(path), others.get(path)
        expect(here is not None, f"{path!r} is in {other}, but not in {one}")
        expect(there is not None, f"{path!r} is in {one}, but not in {other}")
        expect(
            here[parts] == there[parts],
            f"{path!r} in {one} is {str(here)[:300]}, in {other} {str(there)[:300]}")


# MARK: The output of diff


def files_below(path):
    """Returns the number of files and links at a path or below it."""
    if os.path.islink(path) or not os.path.isdir(path):
        return 1
    return sum(files_below(os.path.join(path, name)) for name in os.listdir(path))


ONLY = re.compile(rb"Only in (.*?): (.*)")
KINDS = re.compile(rb"File (.*) is a (.*) while file (.*) is a (.*)")
QUOTED = re.compile(rb"'([^']*)'|\\(.)|([^'\\])", re.S)


def plain(name):
    """Returns the name that diff has printed, perhaps in quotes for a shell."""
    if not name.startswith((b"'", b"\"")) and b"''" not in name:
        return name
    done = subprocess.run(["bash", "-c", b"printf %s " + name], stdout=subprocess.PIPE, check=True)
    return done.stdout


def differences(before, after):
    """Returns the numbers of new, changed and removed files and links, from `diff -r`."""
    new = changed = removed = 0
    said = run("diff", "-rq", "--no-dereference", before, after, statuses=(0, 1))
    for line in said.splitlines():
        if match := ONLY.fullmatch(line):
            folder, name = map(plain, match.groups())
            path = os.path.join(folder, name)
            is_new = path.startswith(os.fsencode(after) + b"/")
            expect(os.path.lexists(path), f"diff says {line!r}")
            new += files_below(path) if is_new else 0
            removed += 0 if is_new else files_below(path)
        elif match := KINDS.fullmatch(line):
            one, kind, other, other_kind = match.groups()
            if kind == b"directory":
                removed += files_below(plain(one))
                new += 1
            elif other_kind == b"directory":
                removed += 1
                new += files_below(plain(other))
            else:
                changed += 1
        else:
            expect(line.endswith(b"differ"), f"diff says {line!r}")
            changed += 1
    return new, changed, removed


def touched(before, after):
    """Returns the number of files and links that differ only in time, mode or hard links."""
    ones, others = tree(before), tree(after)
    count = 0
    for path in ones.keys() & others.keys():
        one, other = ones[path], others[path]
        if stat.S_ISDIR(one[0]) or one[0] != other[0] or one[3] != other[3]:
            continue
        firsts = [part[4] and part[4][0] for part in (one, other)]
        if one[1:3] != other[1:3] or (firsts[0] != firsts[1]
                                      and any(first != path for first in firsts)):
            count += 1
    return count


# MARK: Questions


def grow(seed, count, *options):
    lot = random.Random(int(seed))
    author = changes.Author(lot, is_for_tar="for-tar" in options)
    os.makedirs("archive", exist_ok=True)
    os.makedirs("copies", exist_ok=True)
    os.chdir("archive")
    author.begin()
    os.chdir("..")
    number = 0
    while number < int(count):
        if number:
            os.chdir("archive")
            for _ in range(lot.choice((1, 1, 2, 5))):
                author.edit()
            os.chdir("..")
        # Half of them have terms.
        rule = "always" if number % 4 < 2 else "never"
        said = json.loads(run(
            BLOGSH, "backup", "--to", "history.tar.zst", "--json", "--terms", rule))
        # An edit may have changed nothing, or only the time of a folder.
        if said["made"]:
            number += 1
            expect(said["snapshot"] == number, f"snapshot {number} is {said}")
            run("cp", "-a", "archive", copy_of(number))


def restores(archive, *numbers):
    """Restores each snapshot to a new folder, and onto the snapshot before."""
    for number in numbers or [str(number) for number in known(archive)]:
        name = f"{archive}@{number}"
        run(BLOGSH, "restore", name, "--to", "fresh")
        expect_same("fresh", copy_of(number))
        shutil.rmtree("fresh")
        run(BLOGSH, "restore", name, "--to", "turned", "--delete", "--force")
        expect_same("turned", copy_of(number))
    shutil.rmtree("turned")


def unpacks(archive, *numbers):
    for number in numbers or known(archive):
        name = f"{archive}@{number}"
        run(BLOGSH, "unpack", name, "-d", "fresh")
        expect_same("fresh", copy_of(number))
        shutil.rmtree("fresh")


def packs(archive, *numbers):
    for number in numbers or known(archive):
        name = f"{archive}@{number}"
        trees = (packed(name), tree(copy_of(number)))
        expect_same(name, copy_of(number), trees=trees)
        expect(run(BLOGSH, "diff", name, copy_of(number)) == b"", f"{name} differs from its copy")


def packed(archive):
    """Returns the tree of an archive that was packed as a tar."""
    return tree_of_tar(run(BLOGSH, "-C", archive, "pack", "-o", "-", "--format", "tar"))


def salvaged(archive, messages):
    with open(messages, "rb") as file:
        said = file.read().decode(errors="replace")
    missing = set(range(1, 1 + len(os.listdir("copies")))) - set(known(archive))
    for number in missing:
        expect(re.search(rf"\bsnapshots? (\d+ (to|and) )*{number}\b", said),
               f"snapshot {number} is lost, and no message names it")
    copies = {}
    for snapshot in listed(archive):
        number = snapshot["snapshot"]
        # One that could not be kept as it was has what came with it, and may have too much.
        is_whole = "recovered" not in snapshot.get("message", "")
        kept = packed(f"{archive}@{number}")
        copies[number] = copied = tree(copy_of(number))
        for path, facts in copied.items():
            name = path.decode(errors="replace")
            # Messages escape the bytes of other names.
            is_plain = name.isprintable() and "\ufffd" not in name and "\\" not in name
            is_named = name in said or not is_plain or not is_whole
            if path in kept:
                # A lost folder is made again for the files in it; one of several hard links may be
                # lost; what is lost stays as it was in an earlier snapshot.
                expect(stat.S_ISDIR(facts[0]) or kept[path][:4] == facts[:4]
                       or is_named and any(path in copy and kept[path][:4] == copy[path][:4]
                                           for copy in copies.values()),
                       f"{path!r} of snapshot {number} differs from the copy")
            else:
                expect(is_named, f"{path!r} of snapshot {number} is lost, and no message names it")
        expect(not is_whole or kept.keys() <= copied.keys(),
               f"snapshot {number} has more paths than the copy")


def listed(archive):
    """Returns the objects of `blogsh snapshots --json`."""
    return [json.loads(line) for line in run(BLOGSH, "snapshots", archive, "--json").splitlines()]


def known(archive):
    """Returns the numbers of the snapshots in an archive."""
    return [snapshot["snapshot"] for snapshot in listed(archive)]


def counts(archive, *numbers):
    before = None
    for snapshot in listed(archive):
        number = snapshot["snapshot"]
        if before is not None and (not numbers or str(number) in numbers):
            ones, others = copy_of(before), copy_of(number)
            meant = (*differences(ones, others), touched(ones, others))
            found = tuple(snapshot[key] for key in ("new", "changed", "removed", "touched"))
            expect(found == meant, f"snapshot {number} counts {found}, and diff {meant}")
        posts = sum(
            path.endswith(b".md") and not stat.S_ISDIR(facts[0])
            for path, facts in tree(copy_of(number)).items())
        expect(snapshot["posts"] == posts, f"snapshot {number} counts other posts than {posts}")
        before = number


def same(one, other):
    expect_same(one, other)


def newest(unpacked, copy):
    """Compares files and links only: folders have other times, and may hold removed files.

    A file may have the mode and the time of an earlier snapshot in which it had this content.
    """
    there = tree(unpacked)
    copies = [tree(copy_of(number)) for number in range(1, 1 + len(os.listdir("copies")))]
    for path, facts in tree(copy).items():
        if not stat.S_ISDIR(facts[0]):
            expect(
                any(path in tree and there[path][:4] == tree[path][:4] for tree in copies),
                f"{path!r} never had this mode and time")
    expect_same(
        unpacked, copy, parts=slice(0, 4, 3),
        paths=lambda _, others: sorted(
            path for path, facts in others.items() if not stat.S_ISDIR(facts[0])))


def main():
    questions = {
        "grow": grow, "restores": restores, "unpacks": unpacks, "packs": packs,
        "salvaged": salvaged, "same": same, "newest": newest, "counts": counts,
    }
    if len(sys.argv) < 2 or sys.argv[1] not in questions:
        sys.exit(__doc__)
    try:
        questions[sys.argv[1]](*sys.argv[2:])
    except Wrong as reason:
        sys.exit(f"history.py: {reason}")


if __name__ == "__main__":
    main()

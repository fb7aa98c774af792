"""The rows of the history in an archive: `backup` and `restore`, compared with backup programs."""

from indexed import borg, borg_create
from kinds import (
    NOT_FULL, SHORT, Growth, Made, Pace, Printed, Time, emptying, generating, printing, removing)

# A first run for warming up takes up the changes made for the other program, and fills the cache.
BACKUPS = {"quick": Pace(1, 3, 1), "normal": Pace(1, 4, 1)}
# With a cache, as restic has by default.
RESTIC = [
    "env", "-C", "$posts", "RESTIC_PASSWORD=none", "RESTIC_CACHE_DIR=$restic_cache", "restic", "-q",
    "-r", "$restic",
]
CHANGED = 100

SNAPSHOTS, MOST_CHANGED, POSTS_OF_MANY = 1000, 20, 10_000


def backing_up(folder, archive):
    return ["$blogsh", "-C", folder, "backup", "--to", archive]


def changing(what, *words):
    return ("python3", "-B", "$here/changing.py", what, *words)


MADE = {
    "history": Made(
        (backing_up("$posts", "$history.tar.zst"),), ("$history.tar.zst",)),
    "many": Made(
        (
            generating(str(POSTS_OF_MANY), "$many"),
            backing_up("$many", "$once.tar.zst"),
            backing_up("$many", "$many.tar.zst"),
            # Together with the first snapshot, these are SNAPSHOTS.
            changing(
                "snapshots", str(POSTS_OF_MANY), "$many", str(MOST_CHANGED), "$blogsh",
                "$many.tar.zst", str(SNAPSHOTS - 1)),
        ),
        ("$many", "$many.changes", "$many.tar.zst", "$once.tar.zst")),
}

PEERS = [
    # The bars without changes and with some changed posts, the program, and its command.
    (1 / 5, 1 / 5, "restic", [*RESTIC, "backup", "."]),
    (1 / 8, None, "borg", borg_create("$borg", "{now:%s.%f}")),
]

UNCHANGED = [
    Time(
        work="history: `backup`, nothing changed",
        bar=bar,
        sizes=NOT_FULL,
        pace=BACKUPS,
        uses=("history", program),
        ours=backing_up("$posts", "$history.tar.zst"),
        peer=f"`{program}` again",
        theirs=theirs,
        checks=(
            "$blogsh -C $posts backup --to $history.tar.zst | grep -q"
            " '^nothing has changed since snapshot 1 in '",
        ),
        leaves=("$restic_cache",),
    )
    for bar, _, program, theirs in PEERS
]

RESTORE = ["$blogsh", "restore", "$history.tar.zst", "--to", "$ours"]

RESTORES = [
    Time(
        work="history: `restore` of everything",
        bar=bar,
        sizes=NOT_FULL,
        pace=BACKUPS,
        uses=("history", program),
        ours=RESTORE,
        prepare_ours=removing("$ours", "$theirs"),
        peer=peer,
        theirs=theirs,
        prepare_theirs=emptying("$theirs"),
        checks=(
            removing("$ours"), RESTORE, ("diff", "-r", "$posts", "$ours"), removing("$ours"),
            emptying("$theirs"), theirs, ("diff", "-r", "$posts", "$theirs"),
        ),
        leaves=("$ours", "$theirs", "$restic_cache"),
    )
    for bar, program, peer, theirs in [
        (
            1 / 4, "restic", "`restic restore`",
            [*RESTIC, "restore", "latest", "--target", "$theirs"],
        ),
        (
            None, "borg", "`borg extract`",
            ["env", "-C", "$theirs", *borg("$borg", "extract", "::first")[3:]],
        ),
    ]
]

EQUAL = [
    Time(
        work="history: `restore` onto a folder that is equal",
        bar=1.5,
        pace=BACKUPS,
        sizes=NOT_FULL,
        uses=("history",),
        ours=["$blogsh", "restore", "$history.tar.zst", "--to", "$posts"],
        peer="`backup`, nothing changed",
        theirs=backing_up("$posts", "$history.tar.zst"),
    ),
]

CATS = [
    Time(
        work=f"history: `cat` at the newest of {SNAPSHOTS:,} snapshots",
        bar=2,
        sizes=NOT_FULL,
        pace=SHORT,
        uses=("many",),
        ours=["$blogsh", "-C", "$many.tar.zst", "cat", "$post_in_many"],
        peer="`cat` after one snapshot",
        theirs=["$blogsh", "-C", "$once.tar.zst", "cat", "$post_in_many"],
        checks=(
            f"test $$($blogsh snapshots --json $many.tar.zst | wc -l) = {SNAPSHOTS}",
            "$blogsh -C $many.tar.zst cat --raw $post_in_many | cmp - $many/$post_in_many",
            "$blogsh -C $many.tar.zst ls -laR > $ours && $blogsh -C $many ls -laR | cmp - $ours",
        ),
        leaves=("$ours",),
    ),
]

OF_MANY = [
    Printed(
        work=f"history: {what} of {name} of {SNAPSHOTS:,} snapshots",
        bar=bar,
        unit=unit,
        sizes=NOT_FULL,
        uses=("many",),
        ours=printing(measure, "$blogsh", *words),
        needs=("strace",),
    )
    for name, words in [
        ("`snapshots`", ["snapshots", "$many.tar.zst"]),
        ("`ls` at a date", ["-C", "$many.tar.zst@2100-01-01", "ls"]),
    ]
    for what, measure, bar, unit in [
        ("reads", "reads", 3, ""), ("time", "milliseconds", 5, " ms"),
    ]
]

# These are last, because they leave other texts in the repositories.
CHANGES = [
    *(
        Time(
            work=f"history: `backup`, {CHANGED} posts changed",
            bar=bar,
            sizes=NOT_FULL,
            pace=BACKUPS,
            uses=("history", program),
            ours=backing_up("$posts", "$history.tar.zst"),
            prepare_ours=changing("some", "$count", "$posts", str(CHANGED)),
            peer=f"`{program}` again",
            theirs=theirs,
            prepare_theirs=changing("some", "$count", "$posts", str(CHANGED)),
            undo=(changing("undo", "$count", "$posts"),),
            leaves=("$posts.changes", "$restic_cache"),
        )
        for _, bar, program, theirs in PEERS
    ),
    Growth(
        work=f"history: growth beyond 64 KiB, {CHANGED} posts changed",
        bar=3,
        sizes=NOT_FULL,
        uses=("history",),
        allowance=64 * 1024,
        ours=changing("growth", "$count", "$posts", str(CHANGED), "$blogsh", "$history.tar.zst"),
        peer="the changed posts in `tar` to `zstd -3`",
        setup=(backing_up("$posts", "$history.tar.zst"),),
        undo=(changing("undo", "$count", "$posts"),),
        leaves=("$posts.changes",),
        needs=("zstd",),
    ),
]

ROWS = [*UNCHANGED, *RESTORES, *EQUAL, *CATS, *OF_MANY, *CHANGES]

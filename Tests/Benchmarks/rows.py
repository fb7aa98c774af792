"""What is measured: one row for each line of the table, and what it is measured against.

A command is a list of words, or one string where a shell is needed. In both, `$posts` and the like
stand for what is in the temporary folder under the names of FILES, `$blogsh` for the program,
`$post` for the path of one post, `$count` for how many there are, `$here` for this folder.
"""

import dataclasses

# How many posts, and how many MiB the large asset has, under each name that BENCH may have.
COUNTS = {"quick": 1_000, "normal": 100_000, "full": 1_000_000}
LARGE_MIB = {"quick": 64, "normal": 2048, "full": 2048}
SMALL_MIB = 2

# Names in the temporary folder; an archive has a suffix behind its name.
FILES = [
    "posts", "paths", "changed", "ours", "theirs", "again", "thousand", "large", "small", "block",
]

# Runs of each command in one go, and how often the two take turns.
FEW, TURNS = {"quick": 5, "normal": 4, "full": 2}, {"quick": 2, "normal": 2, "full": 1}
MANY, MANY_TURNS = {"quick": 100, "normal": 200, "full": 200}, {"quick": 3, "normal": 5, "full": 5}

# The list of paths, held and put in order by an independent tool.
LIST_OF_PATHS = ["sort", "--parallel=1", "-o", "/dev/null", "$paths"]

NOTHING = ("true",)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    work: str
    # The largest value that is good enough.
    bar: float
    ours: list | str
    # Commands run once before the row, and paths removed after it.
    setup: tuple = ()
    leaves: tuple = ()
    # Run before each run, outside the measurement.
    prepare_ours: tuple = NOTHING
    prepare_theirs: tuple = NOTHING
    # Programs without which the row is skipped.
    needs: tuple = ()
    # Measured with --next alone: what it is about is still to come.
    next: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Beside(Row):
    """A row that is measured beside another command, `theirs`; the value is a ratio."""

    peer: str
    theirs: list | str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Time(Beside):
    warmup: int = 1
    runs: dict = dataclasses.field(default_factory=lambda: FEW)
    turns: dict = dataclasses.field(default_factory=lambda: TURNS)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PeakRatio(Beside):
    """The peak of memory."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Size(Beside):
    """The size of the files that the commands leave as `$ours.tar.zst` and `$theirs.tar.zst`."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Peak(Row):
    """The peak of memory in MiB; or what it is beyond that of LIST_OF_PATHS."""

    beyond_paths: bool = False


def many(**settings):
    """A row of runs so short that there have to be many of them."""
    return Time(warmup=20, runs=MANY, turns=MANY_TURNS, **settings)


def removing(*paths):
    return ("rm", "-rf", *paths)


def emptying(path):
    return ("sh", "-c", 'rm -rf "$$1" && mkdir "$$1"', "sh", path)


def packing(folder, archive):
    return ("$blogsh", "-C", folder, "pack", "-o", archive)


# MARK: What is promised now: a folder, and a plain tar

SPEED = [
    many(
        work="`cat` of a post in a folder",
        bar=2.5,
        ours=["$blogsh", "-C", "$posts", "cat", "$post"],
        peer="`/bin/cat`",
        theirs=["/bin/cat", "$posts/$post"],
    ),
    Time(
        work="`pack` to `.tar`",
        bar=1.2,
        ours=packing("$posts", "$ours.tar"),
        prepare_ours=removing("$ours.tar"),
        peer="`tar -cf`",
        theirs=["tar", "-C", "$posts", "-cf", "$theirs.tar", "."],
        prepare_theirs=removing("$theirs.tar"),
        leaves=("$ours.tar", "$theirs.tar"),
    ),
    *(
        Time(
            work="`unpack` of `.tar`" + note,
            bar=1.2,
            setup=(packing("$posts", "$ours.tar"),),
            ours=["$blogsh", "unpack", "$ours.tar", "-d", "$ours"],
            prepare_ours=removing("$ours", "$theirs"),
            peer=f"`tar {options}`",
            theirs=["tar", *options.split(), "$ours.tar", "-C", "$theirs"],
            prepare_theirs=emptying("$theirs"),
            leaves=("$ours.tar", "$ours", "$theirs"),
        )
        # For root, tar changes each file's owner besides; the second is what anybody else has.
        for options, note in [("-xf", ""), ("--no-same-owner -xf", ", owners left alone")]
    ),
]

MEMORY = [
    Peak(
        work=f"memory of {work}",
        bar=64,
        beyond_paths=True,
        setup=(packing("$posts", "$ours.tar"),),
        ours=["$blogsh", *words],
        leaves=("$ours.tar", "$ours", "$again.tar"),
    )
    for work, words in [
        ("`ls -R`", ["-C", "$posts", "ls", "-R"]),
        ("`ls -R` in a tar", ["-C", "$ours.tar", "ls", "-R"]),
        ("`ls -lR`", ["-C", "$posts", "ls", "-lR"]),
        ("`ls -lR` in a tar", ["-C", "$ours.tar", "ls", "-lR"]),
        ("`pack`", ["-C", "$posts", "pack", "-o", "$again.tar"]),
        ("`pack` of a tar", ["-C", "$ours.tar", "pack", "-o", "$again.tar"]),
        ("`unpack`", ["unpack", "$ours.tar", "-d", "$ours"]),
        ("`verify`", ["verify", "$ours.tar"]),
        ("`diff` of folder and tar", ["diff", "$posts", "$ours.tar"]),
    ]
]

SPARSE = "truncate -s {mib}M {folder}/post/asset.bin"
WHOLE = (
    "head -c 2M /dev/urandom > $block;"
    " for turn in $$(seq $$(({mib} / 2))); do cat $block; done > {folder}/post/asset.bin"
)


def with_asset(folder, recipe, mib):
    """Makes a collection of one asset, so many MiB large, and its tar."""
    recipe = recipe.format(folder=folder, mib=mib)
    return (f"mkdir -p {folder}/post && {recipe}", packing(folder, f"{folder}.tar"))


LARGE = [
    PeakRatio(
        work=f"memory of {work}, {kind} large asset",
        bar=1.2,
        setup=(
            *with_asset("$large", recipe, "${large_mib}"),
            *with_asset("$small", recipe, str(SMALL_MIB)),
        ),
        ours=["$blogsh", *(word.replace("$it", "$large") for word in words)],
        peer="a small one",
        theirs=["$blogsh", *(word.replace("$it", "$small") for word in words)],
        prepare_theirs=removing("$ours", "$again.tar"),
        leaves=("$large", "$large.tar", "$small", "$small.tar", "$ours", "$again.tar", "$block"),
    )
    for kind, recipe in [("sparse", SPARSE), ("whole", WHOLE)]
    for work, words in [
        ("`pack`", ["-C", "$it", "pack", "-o", "$again.tar"]),
        ("`unpack`", ["unpack", "$it.tar", "-d", "$ours"]),
        ("`verify`", ["verify", "$it.tar"]),
        ("`cat --raw`", ["-C", "$it", "cat", "--raw", "post/asset.bin"]),
        ("`cat --raw` in a tar", ["-C", "$it.tar", "cat", "--raw", "post/asset.bin"]),
    ]
]

# MARK: What is promised next: the indexed archive

PACKED = packing("$posts", "$ours.tar.zst")
CAT = ["$blogsh", "-C", "$ours.tar.zst", "cat", "$post"]
PACK = dict(
    bar=1.0,
    ours=["$blogsh", "-C", "$posts", "pack", "--level", "3", "-o", "$ours.tar.zst"],
    prepare_ours=removing("$ours.tar.zst"),
    prepare_theirs=removing("$theirs", "$theirs.tar.zst"),
    leaves=("$ours.tar.zst", "$theirs", "$theirs.tar.zst"),
    next=True,
)
RESTIC_INIT = 'rm -rf "$$1" && RESTIC_PASSWORD=none restic -q --no-cache -r "$$1" init'
IN_ARCHIVE = dict(setup=(PACKED,), leaves=("$ours.tar.zst",), next=True)

INDEXED = [
    Time(
        work="`cat` of a post in `.tar.zst`",
        bar=1 / 100,
        ours=CAT,
        peer="`bsdtar -xqOf`",
        theirs=["bsdtar", "-xqOf", "$ours.tar.zst", "$post"],
        needs=("bsdtar",),
        **IN_ARCHIVE,
    ),
    many(
        work="`cat` of a post in `.tar.zst`",
        bar=1 / 4,
        ours=CAT,
        peer="`unzip -p`",
        theirs=["unzip", "-p", "$theirs.zip", "$post"],
        needs=("zip", "unzip"),
        setup=(PACKED, "cd $posts && zip -qr $theirs.zip ."),
        leaves=("$ours.tar.zst", "$theirs.zip"),
        next=True,
    ),
    many(
        work="`cat` of a post in `.tar.zst`",
        bar=3.5,
        ours=CAT,
        peer="`/bin/cat` of the file",
        theirs=["/bin/cat", "$posts/$post"],
        **IN_ARCHIVE,
    ),
    many(
        work="`cat` of a post in `.tar.zst`",
        bar=1.5,
        ours=CAT,
        peer="in 1,000 posts",
        theirs=["$blogsh", "-C", "$thousand.tar.zst", "cat", "$early_post"],
        setup=(
            PACKED, ("python3", "-B", "$here/generate.py", "1000", "$thousand"),
            packing("$thousand", "$thousand.tar.zst"),
        ),
        leaves=("$ours.tar.zst", "$thousand", "$thousand.tar.zst"),
        next=True,
    ),
    Time(
        work="`ls -R` in `.tar.zst`",
        bar=1 / 8,
        ours=["$blogsh", "-C", "$ours.tar.zst", "ls", "-R"],
        peer="`bsdtar -tf`",
        theirs=["bsdtar", "-tf", "$ours.tar.zst"],
        needs=("bsdtar",),
        **IN_ARCHIVE,
    ),
    Time(
        work="`ls -lR` in `.tar.zst`",
        bar=1 / 4,
        ours=["$blogsh", "-C", "$ours.tar.zst", "ls", "-lR"],
        peer="`bsdtar -tf`",
        theirs=["bsdtar", "-tf", "$ours.tar.zst"],
        needs=("bsdtar",),
        **IN_ARCHIVE,
    ),
    Time(
        work="`pack` to `.tar.zst`, level 3",
        peer="`tar` to `zstd -T0 -3`",
        theirs="tar -C $posts -cf - . | zstd -q -T0 -3 -o $theirs.tar.zst",
        needs=("zstd",),
        **PACK,
    ),
    Time(
        work="`pack` to `.tar.zst`, level 3",
        peer="`restic backup`",
        theirs="cd $posts && RESTIC_PASSWORD=none restic -q --no-cache -r $theirs backup .",
        needs=("restic",),
        **{**PACK, "bar": 1 / 7, "prepare_theirs": ("sh", "-c", RESTIC_INIT, "sh", "$theirs")},
    ),
    Time(
        work="`pack` again, 1 % changed",
        bar=1 / 4,
        setup=(
            PACKED, ("cp", "-a", "$posts", "$changed"),
            ("python3", "-B", "$here/generate.py", "--change", "100", "$count", "$changed"),
        ),
        ours=packing("$changed", "$again.tar.zst"),
        prepare_ours=("cp", "$ours.tar.zst", "$again.tar.zst"),
        peer="a fresh `pack`",
        theirs=packing("$changed", "$theirs.tar.zst"),
        prepare_theirs=removing("$theirs.tar.zst"),
        leaves=("$ours.tar.zst", "$again.tar.zst", "$theirs.tar.zst", "$changed"),
        next=True,
    ),
    Time(
        work="`unpack` of `.tar.zst`",
        bar=0.8,
        setup=(PACKED,),
        ours=["$blogsh", "unpack", "$ours.tar.zst", "-d", "$ours"],
        prepare_ours=removing("$ours", "$theirs"),
        peer="`tar -xf`",
        theirs=["tar", "--no-same-owner", "-xf", "$ours.tar.zst", "-C", "$theirs"],
        prepare_theirs=emptying("$theirs"),
        leaves=("$ours.tar.zst", "$ours", "$theirs"),
        needs=("zstd",),
        next=True,
    ),
    Time(
        work="`verify` of `.tar.zst`",
        bar=1.0,
        ours=["$blogsh", "verify", "$ours.tar.zst"],
        peer="`zstd -t`",
        theirs=["zstd", "-q", "-t", "$ours.tar.zst"],
        needs=("zstd",),
        **IN_ARCHIVE,
    ),
    Size(
        work="size of `.tar.zst`, level 3",
        peer="`tar` to `zstd -3`",
        theirs="tar -C $posts -cf - . | zstd -q -3 -o $theirs.tar.zst",
        needs=("zstd",),
        **{**PACK, "bar": 1.08},
    ),
    *(
        Peak(
            work=f"memory of {work}", bar=bar, ours=words, setup=(PACKED,),
            leaves=("$ours.tar.zst", "$ours", "$again.tar.zst"), next=True)
        for work, bar, words in [
            ("`pack` to `.tar.zst`", 256, list(packing("$posts", "$again.tar.zst"))),
            ("`unpack` of `.tar.zst`", 256, ["$blogsh", "unpack", "$ours.tar.zst", "-d", "$ours"]),
            ("`verify` of `.tar.zst`", 256, ["$blogsh", "verify", "$ours.tar.zst"]),
            ("`cat` in `.tar.zst`", 16, CAT),
        ]
    ),
]

ROWS = [*SPEED, *MEMORY, *LARGE, *INDEXED]

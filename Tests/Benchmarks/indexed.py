"""The rows of the indexed archive, `.tar.zst`, from 1,000 posts to 1,000,000."""

from kinds import (
    ALWAYS, LONG, NOT_FULL, SHORT, SLOW, UNEVEN, Made, Peak, Printed, Size, Time, emptying,
    generating, packing, printing, removing)

LEVEL_3 = ("--level", "3")
RESTIC = ["env", "-C", "$posts", "RESTIC_PASSWORD=none", "restic", "-q", "--no-cache", "-r"]


def borg(folder, *words):
    """Returns a borg command that has repository, cache and settings in one folder."""
    return [
        "env", "-C", "$posts", f"BORG_BASE_DIR={folder}/notes", f"BORG_REPO={folder}/repository",
        "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes", "BORG_RELOCATED_REPO_ACCESS_IS_OK=yes",
        "borg", *words,
    ]


def borg_init(folder):
    return (["mkdir", "-p", f"{folder}/notes"], borg(folder, "init", "-e", "none"))


def borg_create(folder, name):
    return borg(folder, "create", "-C", "zstd,3", f"::{name}", ".")


def copying(source, target):
    return ("sh", "-c", 'rm -rf "$$2" && cp -a "$$1" "$$2"', "sh", source, target)


MADE = {
    "packed": Made((packing("$posts", "$packed.tar.zst", *LEVEL_3),), ("$packed.tar.zst",)),
    "zipped": Made(("cd $posts && zip -qr $zipped.zip .",), ("$zipped.zip",), needs=("zip",)),
    "thousand": Made(
        (generating("1000", "$thousand"), packing("$thousand", "$thousand.tar.zst", *LEVEL_3)),
        ("$thousand", "$thousand.tar.zst")),
    "real_packed": Made(
        (packing("$real", "$real_packed.tar.zst", *LEVEL_3),), ("$real_packed.tar.zst",)),
    "prose": Made((generating("$count", "$prose", "--prose", "$real"),), ("$prose",)),
    "prose_packed": Made(
        (
            generating("$count", "$prose", "--prose", "$real"),
            packing("$prose", "$prose_packed.tar.zst", *LEVEL_3),
        ),
        ("$prose", "$prose_packed.tar.zst")),
    "bare": Made(
        (packing("$posts", "$bare.tar.zst", "--terms", "never", *LEVEL_3),), ("$bare.tar.zst",)),
    "restic": Made(
        ([*RESTIC, "$restic", "init"], [*RESTIC, "$restic", "backup", "."]), ("$restic",),
        needs=("restic",)),
    "borg": Made(
        (*borg_init("$borg"), borg_create("$borg", "first")), ("$borg",), needs=("borg",)),
}

CAT = ["$blogsh", "-C", "$packed.tar.zst", "cat", "$post"]
CAT_IS_RIGHT = (
    "$blogsh -C $packed.tar.zst cat --raw $post | cmp - $posts/$post",
    "$blogsh -C $posts cat $post > $ours && $blogsh -C $packed.tar.zst cat $post | cmp - $ours",
)

CATS = [
    Time(
        work="`cat` in `.tar.zst`",
        bar=bar,
        sizes=sizes,
        pace=pace,
        uses=("packed", *uses),
        ours=CAT,
        peer=peer,
        theirs=theirs,
        checks=(*CAT_IS_RIGHT, *checks),
        leaves=("$ours",),
        needs=needs,
    )
    for bar, peer, theirs, pace, sizes, uses, needs, checks in [
        (
            1 / 100, "`bsdtar -xqOf`", ["bsdtar", "-xqOf", "$packed.tar.zst", "$post"],
            UNEVEN, ALWAYS, (), ("bsdtar",),
            ("bsdtar -xqOf $packed.tar.zst $post | cmp - $posts/$post",),
        ),
        (
            0.22, "`unzip -p`", ["unzip", "-p", "$zipped.zip", "$post"],
            SHORT, ALWAYS, ("zipped",), ("unzip",),
            ("unzip -p $zipped.zip $post | cmp - $posts/$post",),
        ),
        (
            2.8, "`/bin/cat` of the file", ["/bin/cat", "$posts/$post"],
            SHORT, ALWAYS, (), (), (),
        ),
        (
            1.5, "`cat` in 1,000 posts",
            ["$blogsh", "-C", "$thousand.tar.zst", "cat", "$post_in_thousand"],
            SHORT, ALWAYS, ("thousand",), (),
            ("$blogsh -C $thousand.tar.zst cat --raw $post_in_thousand"
             " | cmp - $thousand/$post_in_thousand",),
        ),
        (
            None, "`restic dump`", [*RESTIC, "$restic", "dump", "latest", "/$post"],
            SLOW, NOT_FULL, ("restic",), (), (),
        ),
        (
            None, "`borg extract --stdout`",
            borg("$borg", "extract", "--stdout", "::first", "$post"),
            SLOW, NOT_FULL, ("borg",), (), (),
        ),
    ]
]

FAULTS = [
    Printed(
        work="page faults of `cat` in `.tar.zst`",
        bar=260,
        unit="",
        uses=("packed",),
        ours=printing("faults", *CAT),
    ),
]

LISTS = [
    Time(
        work=f"`{work}` in `.tar.zst`",
        bar=bar,
        uses=("packed",),
        ours=["$blogsh", "-C", "$packed.tar.zst", *work.split()],
        peer="`bsdtar -tf`",
        theirs=["bsdtar", "-tf", "$packed.tar.zst"],
        checks=(
            f"$blogsh -C $posts {work} > $ours && $blogsh -C $packed.tar.zst {work} | cmp - $ours",
            f"test $$($blogsh -C $packed.tar.zst {work} | wc -l)"
            " = $$(find $posts -name '*.md' | wc -l)",
        ),
        leaves=("$ours",),
        needs=("bsdtar",),
    )
    for work, bar in [("ls -R", 0.09), ("ls -lR", 0.2)]
]

PACK = dict(
    work="`pack` to `.tar.zst`, level 3",
    ours=packing("$posts", "$ours.tar.zst", *LEVEL_3),
    prepare_ours=removing("$ours.tar.zst"),
    leaves=("$ours.tar.zst", "$theirs", "$theirs.tar.zst"),
)


def packing_beside_tar(what, folder, **settings):
    """Returns a row of the processor time of a pack without terms, beside tar and zstd."""
    ours = packing(folder, "$ours.tar.zst", "--terms", "never", *LEVEL_3)
    return Time(
        work=f"`pack` to `.tar.zst`, level 3, without terms, {what}: processor time",
        bar=1.2,
        by_processor=True,
        ours=ours,
        prepare_ours=removing("$ours.tar.zst"),
        peer="`tar` to `zstd -T0 -3`",
        theirs=f"tar -C {folder} -cf - . | zstd -q -T0 -3 -o $theirs.tar.zst",
        prepare_theirs=removing("$theirs.tar.zst"),
        checks=(
            # The archive has all paths below the folder, and only those.
            ours,
            f"tar -tf $ours.tar.zst > $theirs && find {folder} -mindepth 1 -printf '%P\\n' | sort"
            " > $ours.tar.zst && sed 's|/$$||' $theirs | sort | cmp - $ours.tar.zst",
        ),
        leaves=("$ours.tar.zst", "$theirs", "$theirs.tar.zst"),
        needs=("zstd",),
        **settings,
    )


PACKS = [
    packing_beside_tar("made words", "$posts"),
    packing_beside_tar("real prose", "$prose", uses=("prose",), on_real=True),
    Time(
        **PACK,
        bar=1.1,
        by_processor=True,
        peer="the same without terms, processor time",
        theirs=packing("$posts", "$theirs.tar.zst", "--terms", "never", *LEVEL_3),
        prepare_theirs=removing("$theirs.tar.zst"),
    ),
    Time(
        **PACK,
        bar=1 / 7,
        sizes=NOT_FULL,
        pace=SLOW,
        peer="`restic backup`",
        theirs=[*RESTIC, "$theirs", "backup", "."],
        prepare_theirs=(
            "sh", "-c", 'rm -rf "$$1" && RESTIC_PASSWORD=none restic -q --no-cache -r "$$1" init',
            "sh", "$theirs"),
        needs=("restic",),
    ),
    Time(
        **PACK,
        bar=None,
        sizes=NOT_FULL,
        pace=SLOW,
        setup=borg_init("$again"),
        undo=(removing("$again"),),
        peer="`borg create -C zstd,3`",
        theirs=borg_create("$theirs", "first"),
        prepare_theirs=copying("$again", "$theirs"),
        needs=("borg",),
    ),
]


def packing_again(what, which, peers):
    """Returns the rows of a pack over an archive, after a change of one post in a hundred."""
    return [
        Time(
            work=f"`pack` again, {what} changed",
            bar=bar,
            sizes=sizes,
            pace=pace,
            uses=("packed", *uses),
            setup=(generating("$count", "$posts", "--revise", which),),
            undo=(generating("$count", "$posts", "--revise", which, "--undo"),),
            ours=packing("$posts", "$again.tar.zst", *LEVEL_3),
            prepare_ours=("cp", "$packed.tar.zst", "$again.tar.zst"),
            peer=peer,
            theirs=theirs,
            prepare_theirs=prepare,
            checks=(
                ("cp", "$packed.tar.zst", "$again.tar.zst"),
                packing("$posts", "$again.tar.zst", *LEVEL_3),
                packing("$posts", "$ours.tar.zst", *LEVEL_3),
                ("cmp", "$again.tar.zst", "$ours.tar.zst"),
                "! cmp -s $again.tar.zst $packed.tar.zst",
                removing("$ours.tar.zst"),
            ),
            leaves=("$ours.tar.zst", "$again.tar.zst", "$theirs.tar.zst", "$theirs"),
        )
        for bar, peer, theirs, prepare, pace, sizes, uses in peers
    ]



def fresh(bar):
    return (
        bar, "a fresh `pack`", packing("$posts", "$theirs.tar.zst", *LEVEL_3),
        removing("$theirs.tar.zst"), LONG, ALWAYS, (),
    )


PACKS_AGAIN = [
    *packing_again("1 % at random", "random", [
        fresh(None),
        (
            None, "`restic backup` again", [*RESTIC, "$theirs", "backup", "."],
            copying("$restic", "$theirs"), SLOW, NOT_FULL, ("restic",),
        ),
        (
            None, "`borg create` again", borg_create("$theirs", "second"),
            copying("$borg", "$theirs"), SLOW, NOT_FULL, ("borg",),
        ),
    ]),
    *packing_again("the newest 1 %", "newest", [fresh(0.3)]),
]

UNPACK = ["$blogsh", "unpack", "$packed.tar.zst", "-d", "$ours"]

UNPACKS = [
    Time(
        work="`unpack` of `.tar.zst`" + note,
        bar=0.8,
        uses=("packed",),
        ours=UNPACK,
        prepare_ours=removing("$ours", "$theirs"),
        peer=f"`tar {options}`",
        theirs=["tar", *options.split(), "$packed.tar.zst", "-C", "$theirs"],
        prepare_theirs=emptying("$theirs"),
        checks=checks,
        leaves=("$ours", "$theirs"),
        needs=("zstd",),
    )
    for options, note, checks in [
        ("-xf", "", ()),
        (
            "--no-same-owner -xf", ", owners left alone",
            (
                UNPACK, ("diff", "-r", "$posts", "$ours"), removing("$ours"),
                emptying("$theirs"), ("tar", "-xf", "$packed.tar.zst", "-C", "$theirs"),
                ("diff", "-r", "$posts", "$theirs"), removing("$theirs"),
            ),
        ),
    ]
]

VERIFIES = [
    Time(
        work=f"`verify` of `.tar.zst`, {what}: processor time",
        bar=bar,
        by_processor=True,
        uses=(archive,),
        ours=["$blogsh", "verify", f"${archive}.tar.zst"],
        peer="`zstd -t`",
        theirs=["zstd", "-q", "-t", f"${archive}.tar.zst"],
        checks=(
            # Damage in the middle is found.
            f"cp ${archive}.tar.zst $ours && printf damaged | dd of=$ours bs=1"
            " seek=$$(($$(stat -c %s $ours) / 2)) conv=notrunc status=none",
            "$blogsh verify $ours; test $$? = 1",
        ),
        leaves=("$ours",),
        needs=("zstd",),
        on_real=on_real,
    )
    for what, archive, bar, on_real in [
        ("without terms", "bare", 1.6, False), ("with terms", "packed", None, False),
        ("real prose, with terms", "prose_packed", 1.6, True),
    ]
]


def size(work, bar, folder, level, **settings):
    return Size(
        work=work,
        bar=bar,
        ours=packing(folder, "$ours.tar.zst", "--level", level),
        peer="`tar --zstd`",
        theirs=[
            "env", f"ZSTD_CLEVEL={level}", "tar", "-C", folder, "--zstd", "-cf", "$theirs.tar.zst",
            ".",
        ],
        leaves=("$ours.tar.zst", "$theirs.tar.zst"),
        needs=("zstd",),
        **settings,
    )


SIZES = [
    size("size, real posts, level 3", 1.08, "$real", "3", on_real=True, sizes=NOT_FULL),
    size("size, real posts, level 19", None, "$real", "19", on_real=True, sizes=NOT_FULL),
    size("size, level 3", None, "$posts", "3"),
    Size(
        work="size with terms, level 3",
        bar=1.03,
        ours=packing("$posts", "$ours.tar.zst", *LEVEL_3),
        peer="without",
        theirs=packing("$posts", "$theirs.tar.zst", "--terms", "never", *LEVEL_3),
        leaves=("$ours.tar.zst", "$theirs.tar.zst"),
    ),
]

PEAKS = [
    Peak(
        work=f"memory of {work}", bar=bar, uses=("packed",), ours=words,
        leaves=("$ours", "$again.tar.zst"))
    for work, bar, words in [
        ("`pack` to `.tar.zst`", 256, packing("$posts", "$again.tar.zst", *LEVEL_3)),
        ("`unpack` of `.tar.zst`", 256, UNPACK),
        ("`verify` of `.tar.zst`", 256, ["$blogsh", "verify", "$packed.tar.zst"]),
        ("`cat` in `.tar.zst`", 16, CAT),
    ]
]

STREAMS = [
    Peak(work=f"memory of `{work}` in `.tar.zst`", bar=64, uses=("packed",), ours=words)
    for work, words in [
        ("ls -R", ["$blogsh", "-C", "$packed.tar.zst", "ls", "-R"]),
        ("ls -lR", ["$blogsh", "-C", "$packed.tar.zst", "ls", "-lR"]),
        ("find", ["$blogsh", "-C", "$packed.tar.zst", "find"]),
        ("tree", ["$blogsh", "-C", "$packed.tar.zst", "tree"]),
        ("diff", ["$blogsh", "diff", "$posts", "$packed.tar.zst"]),
    ]
]

REAL = dict(bar=None, on_real=True, sizes=NOT_FULL)
IN_REAL = dict(uses=("real_packed",), needs=("bsdtar",), pace=SHORT, **REAL)

REALS = [
    Time(
        work="`pack` to `.tar.zst`, level 3, real posts",
        ours=packing("$real", "$ours.tar.zst", *LEVEL_3),
        prepare_ours=removing("$ours.tar.zst"),
        peer="`tar` to `zstd -T0 -3`",
        theirs="tar -C $real -cf - . | zstd -q -T0 -3 -o $theirs.tar.zst",
        prepare_theirs=removing("$theirs.tar.zst"),
        leaves=("$ours.tar.zst", "$theirs.tar.zst"),
        needs=("zstd",),
        pace=UNEVEN,
        **REAL,
    ),
    Time(
        work="`cat` in `.tar.zst`, real posts",
        ours=["$blogsh", "-C", "$real_packed.tar.zst", "cat", "$real_post"],
        peer="`bsdtar -xqOf`",
        theirs=["bsdtar", "-xqOf", "$real_packed.tar.zst", "$real_post"],
        checks=(
            "$blogsh -C $real_packed.tar.zst cat --raw $real_post | cmp - $real/$real_post",
        ),
        **IN_REAL,
    ),
    Time(
        work="`ls -lR` in `.tar.zst`, real posts",
        ours=["$blogsh", "-C", "$real_packed.tar.zst", "ls", "-lR"],
        peer="`bsdtar -tf`",
        theirs=["bsdtar", "-tf", "$real_packed.tar.zst"],
        checks=(
            "$blogsh -C $real ls -lR > $ours"
            " && $blogsh -C $real_packed.tar.zst ls -lR | cmp - $ours",
        ),
        leaves=("$ours",),
        **IN_REAL,
    ),
]

ROWS = [
    *CATS, *FAULTS, *LISTS, *PACKS, *PACKS_AGAIN, *UNPACKS, *VERIFIES, *SIZES, *PEAKS, *STREAMS,
    *REALS,
]

"""Gathers all rows: a row for each line of the table."""

import history
import indexed
import searching
import shell
from kinds import (
    NOT_FULL, SHORT, SMALL_MIB, Made, Peak, PeakRatio, Printed, Time, emptying, packing, printing,
    removing)

# MARK: A folder, and a plain tar

PLAIN = {"plain": Made((packing("$posts", "$plain.tar"),), ("$plain.tar",))}

CAT = ["$blogsh", "-C", "$posts", "cat", "$post"]
OTHER_CAT = ["/bin/cat", "$posts/$post"]

SPEED = [
    Time(
        work="`cat` of a post in a folder",
        bar=1.7,
        pace=SHORT,
        ours=CAT,
        peer="`/bin/cat`",
        theirs=OTHER_CAT,
        checks=("$blogsh -C $posts cat --raw $post | cmp - $posts/$post",),
    ),
    Printed(
        work="page faults of `cat` of a post in a folder, beside `/bin/cat`",
        bar=1.7,
        unit="",
        ours=printing("faults", *CAT, beside=OTHER_CAT),
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
            uses=("plain",),
            ours=["$blogsh", "unpack", "$plain.tar", "-d", "$ours"],
            prepare_ours=removing("$ours", "$theirs"),
            peer=f"`tar {options}`",
            theirs=["tar", *options.split(), "$plain.tar", "-C", "$theirs"],
            prepare_theirs=emptying("$theirs"),
            leaves=("$ours", "$theirs"),
        )
        # Run by root, tar also sets the owner of each file; the second row leaves that out.
        for options, note in [("-xf", ""), ("--no-same-owner -xf", ", owners left alone")]
    ),
]

MEMORY = [
    Peak(
        work=f"memory of {work}",
        bar=64,
        beyond_paths=True,
        uses=("plain",),
        ours=["$blogsh", *words],
        leaves=("$ours", "$again.tar"),
    )
    for work, words in [
        ("`ls -R`", ["-C", "$posts", "ls", "-R"]),
        ("`ls -R` in a tar", ["-C", "$plain.tar", "ls", "-R"]),
        ("`ls -lR`", ["-C", "$posts", "ls", "-lR"]),
        ("`ls -lR` in a tar", ["-C", "$plain.tar", "ls", "-lR"]),
        ("`pack`", ["-C", "$posts", "pack", "-o", "$again.tar"]),
        ("`pack` of a tar", ["-C", "$plain.tar", "pack", "-o", "$again.tar"]),
        ("`unpack`", ["unpack", "$plain.tar", "-d", "$ours"]),
        ("`verify`", ["verify", "$plain.tar"]),
        ("`diff` of folder and tar", ["diff", "$posts", "$plain.tar"]),
    ]
]

SPARSE = "truncate -s {mib}M {folder}/post/asset.bin"
WHOLE = (
    "head -c 2M /dev/urandom > $block;"
    " for turn in $$(seq $$(({mib} / 2))); do cat $block; done > {folder}/post/asset.bin"
)


def with_asset(folder, recipe, mib):
    """Returns the commands that make a collection of one asset of `mib` MiB, and its tar."""
    recipe = recipe.format(folder=folder, mib=mib)
    return (f"mkdir -p {folder}/post && {recipe}", packing(folder, f"{folder}.tar"))


LARGE = [
    PeakRatio(
        work=f"memory of {work}, {kind} large asset",
        bar=1.2,
        sizes=NOT_FULL,
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

ROWS = [
    *indexed.ROWS, *searching.ROWS, *shell.ROWS, *history.ROWS, *SPEED, *MEMORY, *LARGE,
]
MADE = {**indexed.MADE, **history.MADE, **PLAIN}

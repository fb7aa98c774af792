"""The rows of `grep` and `find`, compared with tools that search folders or compressed files."""

from generate import UNIQUE
from kinds import NOT_FULL, SLOW, UNEVEN, Time

# Words of generate.py. They are in the titles of five posts in a thousand, and in every third post.
RARE, COMMON = "smørbrød", "kettle"
# A word of no post.
NOWHERE = "zwxqv"
CLASSES = "(kettle|cellar|fallback) [a-f]+(ing|ness)"
# These match one path in a hundred, and nearly every path.
FEW, MOST = "*-77*.md", "*.md"

ARCHIVE = ["$blogsh", "-C", "$packed.tar.zst"]
FOLDER = ["$blogsh", "-C", "$posts"]


def same_lines(ours, pattern):
    """Returns a check that blogsh and ripgrep find the same lines, in any order of the files."""
    return (
        f"cd $posts && rg -n --no-heading '{pattern}' post | sort > $theirs && test -s $theirs"
        f" && {' '.join(ours)} grep '{pattern}' | sort | cmp - $theirs",
    )


GREPS = [
    Time(
        work=f"`grep` of {what} in {where}",
        bar=bar,
        uses=uses,
        ours=[*ours, "grep", pattern],
        peer="`rg` in the folder",
        theirs=["rg", pattern, "$posts"],
        checks=same_lines(ours, pattern),
        leaves=("$theirs",),
        needs=("rg",),
        pace=UNEVEN,
    )
    for where, ours, uses, greps in [
        (
            "`.tar.zst`", ARCHIVE, ("packed",),
            [("a word in one post", UNIQUE, 0.05), ("a rare word", RARE, None),
             ("a common word", COMMON, 0.6), ("alternatives and classes", CLASSES, 0.6)],
        ),
        (
            "a folder", FOLDER, (),
            [("a rare word", RARE, 1.3), ("a common word", COMMON, 1.3)],
        ),
    ]
    for what, pattern, bar in greps
]

IN_ARCHIVES = [
    Time(
        work="`grep -c` of a word that is nowhere in `.tar.zst`",
        bar=0.03,
        uses=("packed",),
        # Both end with 1, which hyperfine would take for a failure.
        ours=f"{' '.join(ARCHIVE)} grep -c {NOWHERE}; test $$? = 1",
        peer="`rg` in the folder",
        theirs=f"rg -c {NOWHERE} $posts; test $$? = 1",
        needs=("rg",),
        pace=UNEVEN,
    ),
    Time(
        work="`grep` of a rare word in `.tar.zst`",
        bar=1 / 10,
        sizes=NOT_FULL,
        pace=SLOW,
        uses=("packed",),
        ours=[*ARCHIVE, "grep", RARE],
        peer="`ugrep -z`",
        theirs=["ugrep", "-z", RARE, "$packed.tar.zst"],
        checks=(
            f"ugrep -zh '{RARE}' $packed.tar.zst | sort > $theirs && test -s $theirs"
            f" && {' '.join(ARCHIVE)} grep '{RARE}' | cut -d: -f3- | sort | cmp - $theirs",
        ),
        leaves=("$theirs",),
        needs=("ugrep",),
    ),
]

FINDS = [
    Time(
        work=f"`find -g` of {what} in `.tar.zst`",
        bar=0.5,
        uses=("packed",),
        ours=[*ARCHIVE, "find", "-g", glob],
        peer="`find -name` in the folder",
        theirs=["find", "$posts", "-name", glob],
        checks=(
            f"cd $posts && find post -name '{glob}' | sort > $theirs && test -s $theirs"
            f" && {' '.join(ARCHIVE)} find -g '{glob}' | sort | cmp - $theirs",
        ),
        leaves=("$theirs",),
        pace=UNEVEN,
    )
    for what, glob in [("few names", FEW), ("most names", MOST)]
]

ROWS = [*GREPS, *IN_ARCHIVES, *FINDS]

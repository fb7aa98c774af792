"""What forgeries of an archive have in common: the right archive, and the list of all forgeries."""

import frames
import layout
from builder import Member
from rows import FOLDER, HARD_LINK, SYMBOLIC_LINK, Facts


def post(title, tags, text):
    """Returns the content and the facts of a post."""
    return (
        f"---\ntitle: {title}\ndate: 2024-02-03\ntags: [{', '.join(tags)}]\n---\n{text}\n".encode(),
        Facts(title, ("2024-02-03", (2024, 2, 3), 0), False, tags))


def sample():
    """Returns members with posts, an asset and links, enough for several frames and blocks."""
    members = [Member(b"post", kind=FOLDER, mode=0o755)]
    for number in range(12):
        content, facts = post(f"Number {number}", ["all", f"tag{number}"], f"Text {number}.\n" * 40)
        members.append(
            Member(b"post/n%02d.md" % number, content, mtime=10 ** 9 + number, facts=facts))
    members += [
        Member(b"post/picture.png", bytes(range(256)) * 9, mode=0o600, fraction=123_456_789),
        Member(b"post/same.md", kind=HARD_LINK, mtime=10 ** 9 + 3, target=b"post/n03.md",
               facts=members[4].facts),
        Member(b"post/symbolic.md", kind=SYMBOLIC_LINK, mode=0o777, target=b"n05.md"),
    ]
    return members


# The post whose row, frame or block is forged.
VICTIM = b"post/n05.md"
# What a bomb expands to, in bytes.
MUCH = 2 << 30
# A frame in the place of a signature.
SIGNATURE = frames.skippable(layout.SIGNATURE, b"signed by nobody" * 6)

# Kind and functions by stage, by name.
FORGERIES = {}


def forgery(kind, stage):
    """Registers the decorated function as a forgery of a kind, at a stage of the builder."""
    def add(function):
        forgeries(kind, stage, {function.__name__.replace("_", "-"): function})
        return function
    return add


def forgeries(kind, stage, made):
    """Registers a table of functions as forgeries of a kind, at a stage of the builder."""
    for name, function in made.items():
        assert name not in FORGERIES, name
        FORGERIES[name] = (kind, {stage: function})


def setting(field, value):
    """Returns a forgery that sets a field of the trailer."""
    def change(builder):
        builder.trailer[field] = value(builder) if callable(value) else value
    return change


def row(builder, path=VICTIM):
    return next(row for row in builder.rows if row.path == path)


def wide(mebibytes):
    """Returns the byte of a frame that describes a window of 16 to 30 MiB, even."""
    return 14 << 3 | (mebibytes - 16) // 2


def after_the_end(*made):
    """Returns a forgery that puts frames between the end and the seek table."""
    def change(builder):
        builder.parts += made
        builder.entries += [[len(frame), 0] for frame in made]
        builder.footer[0] += len(made)
    return change


def rows_with(path=VICTIM, **fields):
    """Returns a forgery that sets fields of a row, by default that of the victim.

    `renamed` sets its path. A value can be a function of the builder and the row.
    """
    def change(builder):
        of = row(builder, path)
        for name, value in fields.items():
            value = value(builder, of) if callable(value) else value
            setattr(of, "path" if name == "renamed" else name, value)
    return change

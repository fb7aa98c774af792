"""The rows of the shell: how soon it answers."""

from kinds import Printed

ROWS = [
    Printed(
        work=f"{work} in `.tar.zst`",
        bar=bar,
        unit=" ms",
        uses=("packed",),
        ours=["python3", "-B", "$here/terminal.py", *words],
    )
    for work, bar, words in [
        ("the shell's prompt", 20, ("prompt", "$blogsh", "$packed.tar.zst")),
        (
            "completion of a path in the shell", 50,
            ("completion", "$blogsh", "$packed.tar.zst", "$post"),
        ),
    ]
]

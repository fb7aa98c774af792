#!/usr/bin/env python3
"""Draws a session at a terminal as an SVG, from a real run of the program.

    picture.py BLOGSH > session.svg

The lines below are typed into a shell at a pseudo-terminal, over a copy of archive/. The picture
shows what the terminal shows: text, colours and styles.
"""
import fcntl
import html
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import unicodedata

PROMPT = "~/blog $ "
LINES = [
    "blogsh pack -o blog.tar.zst",
    "blogsh -C blog.tar.zst",
    "cd post",
    "ls -lt --since 2025-01-01",
    "grep -w -i fuses",
    "cat where-the-key-is.md",
    "exit",
    "tar -tf blog.tar.zst | head -n 3",
]
COLUMNS, ROWS = 80, 40
PATIENCE = 30

# The size of a character cell and the space around the text, in pixels.
CELL, LINE, MARGIN = 8.4, 19, 18
BACKGROUND, FOREGROUND = "#1d2129", "#d7dae0"
STYLES = {
    "1": "font-weight:bold", "2": "opacity:0.6", "3": "font-style:italic",
    "4": "text-decoration:underline", "9": "text-decoration:line-through",
    "31": "fill:#f2777a", "32": "fill:#a5cf8d", "33": "fill:#e6c07b", "34": "fill:#82aaff",
    "35": "fill:#d49be0", "36": "fill:#79c3cf",
}
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m")


def session(blogsh):
    """Types the lines, each at a prompt, and returns all that the terminal was sent."""
    archive = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "archive")
    home = tempfile.mkdtemp()
    try:
        blog, programs = os.path.join(home, "blog"), os.path.join(home, "bin")
        shutil.copytree(archive, os.path.join(blog, "archive"))
        os.mkdir(programs)
        os.symlink(os.path.abspath(blogsh), os.path.join(programs, "blogsh"))
        process, terminal = pty.fork()
        if process == 0:
            # Python ignores the signal, and programs would inherit that.
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(blog)
            os.execve("/bin/sh", ["sh", "-i"], {
                "PATH": programs + ":" + os.environ["PATH"], "HOME": home, "PS1": PROMPT,
                "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                "BLOGSH_PAGER": "cat"})
        shown = typed = b""
        for line in LINES:
            typed = read(terminal, typed)
            shown += typed
            os.write(terminal, line.encode() + b"\r")
            typed = b""
        shown += read(terminal, typed)
        os.close(terminal)
        os.waitpid(process, 0)
        # The shell asks the terminal to mark pasted text.
        return re.sub("\x1b\\[\\?2004[hl]", "", shown.decode())
    finally:
        shutil.rmtree(home)


def read(terminal, shown):
    """Reads up to the next prompt."""
    while not shown.endswith(b"$ "):
        if not select.select([terminal], [], [], PATIENCE)[0]:
            sys.exit("picture.py: no prompt after %r" % shown)
        shown += os.read(terminal, 65536)
    return shown


def width(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def place(column):
    return "%g" % round(MARGIN + column * CELL, 2)


def text(row, column, piece, styles):
    """Returns an element for a piece of one style, each of its characters in its own cell."""
    places = []
    for character in piece:
        places.append(place(column))
        column += width(character)
    # Characters of one cell follow each other: only other ones need places of their own.
    at = " ".join(places) if not piece.isascii() else places[0]
    style = ";".join(STYLES[style] for style in styles)
    return '<text x="%s" y="%d"%s>%s</text>' % (
        at, MARGIN + row * LINE + 14, ' style="%s"' % style if style else "",
        html.escape(piece, quote=False))


def drawing(shown):
    lines = shown.replace("\r\n", "\n").removesuffix(PROMPT).rstrip("\n").split("\n")
    elements, styles = [], []
    for row, line in enumerate(lines):
        column = 0
        for index, piece in enumerate(SEQUENCE.split(line)):
            if index % 2:
                codes = piece.split(";")
                styles = [] if codes == ["0"] else styles + codes
            else:
                assert piece.isprintable(), "a control in %r" % piece
                if piece.strip():
                    elements.append(text(row, column, piece, styles))
                column += sum(map(width, piece))
        assert column <= COLUMNS, "a line that wraps: %r" % line
    size = (round(2 * MARGIN + COLUMNS * CELL), 2 * MARGIN + len(lines) * LINE)
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">'
        % (size + size),
        "<title>A session with blogsh at a terminal</title>",
        '<rect width="%d" height="%d" rx="8" fill="%s"/>' % (*size, BACKGROUND),
        '<g fill="%s" font-size="14" xml:space="preserve"' % FOREGROUND,
        ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\','
        ' \'Liberation Mono\', monospace">', *elements, "</g>", "</svg>", ""])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(drawing(session(sys.argv[1])))

#!/usr/bin/env python3
"""Measures how soon the shell answers at a terminal, in milliseconds.

    terminal.py prompt BLOGSH ARCHIVE
    terminal.py completion BLOGSH ARCHIVE PATH

Prints the median of several starts. `prompt` is the time from the start of the program to its
prompt. `completion` is the time from the first tab in a shell, after all of PATH but its last four
characters, until those are shown.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

RUNS = 31
PATIENCE = 30


class Terminal:
    """A shell at a pseudo-terminal."""

    def __init__(self, blogsh, archive, state):
        self.start = time.perf_counter()
        self.process, self.screen = pty.fork()
        if self.process == 0:
            # As wide as no path: where a line wraps, the editor shows the rest of it anew.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 400, 0, 0))
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", XDG_STATE_HOME=state)
            os.execv(blogsh, [blogsh, "-C", archive, "shell"])

    def wait_for(self, text):
        """Reads from the terminal until it shows a text."""
        shown = b""
        while text not in shown:
            if not select.select([self.screen], [], [], PATIENCE)[0]:
                sys.exit(f"terminal.py: {text!r} does not come after {shown!r}")
            shown += os.read(self.screen, 65536)

    def type(self, text):
        os.write(self.screen, text)

    def end(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.screen)


def prompt(terminal):
    terminal.wait_for(b"$ ")
    return time.perf_counter() - terminal.start


def completion(terminal, path):
    terminal.wait_for(b"$ ")
    beginning, rest = path[:-4], path[-4:]
    terminal.type(b"cat " + beginning)
    terminal.wait_for(beginning)
    start = time.perf_counter()
    terminal.type(b"\t")
    terminal.wait_for(rest)
    return time.perf_counter() - start


def main():
    measure, blogsh, archive, *path = sys.argv[1:]
    times = []
    with tempfile.TemporaryDirectory() as state:
        for _ in range(RUNS):
            terminal = Terminal(blogsh, archive, state)
            try:
                if measure == "prompt":
                    times.append(prompt(terminal))
                else:
                    times.append(completion(terminal, os.fsencode(path[0])))
            finally:
                terminal.end()
    print(f"{statistics.median(times) * 1000:.2f}")


main()

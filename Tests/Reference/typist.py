#!/usr/bin/env python3
"""Types lines into a real shell at a terminal, and prints the words that the shell makes of them.

    typist.py SHELL BLOGSH < lines > words

SHELL is bash, zsh or fish, and loads the completion script of BLOGSH. Each line of standard input
ends with a NUL byte; it is typed and entered, and a tab in it completes. Prints the arguments with
which `blogsh` is then called, a NUL byte after each, and another after the last of a line.
"""
import os
import pty
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import time

PROMPT = b"READY>"
PATIENCE = 30


def wrapper(folder, blogsh):
    """Writes a program `blogsh` that completes as the real one, and else records its arguments."""
    path = os.path.join(folder, "blogsh")
    with open(path, "w") as file:
        file.write(
            "#!/bin/sh\n"
            'if [ "$1" = complete ]; then exec %s "$@"; fi\n'
            'for word; do printf "%%s\\0" "$word"; done > %s\n'
            "mv %s %s\n"
            % (shlex.quote(blogsh), *(shlex.quote(os.path.join(folder, name))
                                      for name in ("partly", "partly", "said"))))
    os.chmod(path, 0o755)


def start(shell, folder, blogsh):
    """Starts a shell at a pseudo-terminal, and returns its process and its terminal."""
    script = os.path.join(folder, "_blogsh")
    with open(script, "wb") as file:
        file.write(subprocess.run([blogsh, "completion", shell], check=True,
                                  stdout=subprocess.PIPE).stdout)
    prompt = PROMPT.decode()
    setup, command = {
        "bash": (f"PS1='{prompt}'\nbind 'set enable-bracketed-paste off'\n. {script}\n",
                 ["bash", "--noprofile", "--rcfile", os.path.join(folder, "rc"), "-i"]),
        "zsh": (f"PS1='{prompt}'\nunsetopt zle_bracketed_paste prompt_sp 2>/dev/null\n"
                f"autoload -Uz compinit\ncompinit -u -D\n. {script}\n",
                ["zsh", "-i"]),
        "fish": (f"function fish_prompt; echo -n '{prompt}'; end\nset -g fish_greeting\n"
                 f"set -g fish_autosuggestion_enabled 0\nsource {script}\n",
                 ["fish", "--no-config", "-i", "-C", f"source {os.path.join(folder, 'rc')}"]),
    }[shell]
    for name in ("rc", ".zshrc"):
        with open(os.path.join(folder, name), "w") as file:
            file.write(setup)
    environment = {
        "PATH": folder + ":" + os.environ["PATH"], "HOME": folder, "ZDOTDIR": folder,
        "TERM": "xterm", "LC_ALL": "C.UTF-8", "HISTFILE": "", "XDG_CONFIG_HOME": folder,
        "XDG_DATA_HOME": folder, "XDG_CACHE_HOME": folder,
    }
    for name in ("BLOGSH_COLLECTION",):
        if name in os.environ:
            environment[name] = os.environ[name]
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(command[0], command, environment)
    return process, terminal


class Terminal:
    """The terminal of a shell, and the bytes that it has shown."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.seen = b""

    def wait(self, done, what):
        """Reads from the shell until a condition holds. `what` describes it for messages."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                sys.exit("typist.py: %s did not come; seen: %r" % (what, self.seen[-2000:]))
            if select.select([self.descriptor], [], [], 0.02)[0]:
                try:
                    self.seen += os.read(self.descriptor, 65536)
                except OSError:
                    sys.exit("typist.py: the shell ended; seen: %r" % self.seen[-2000:])
            # fish asks for the place of the cursor, and waits for the answer.
            if self.seen.endswith(b"\x1b[6n"):
                os.write(self.descriptor, b"\x1b[1;1R")
                self.seen += b" "

    def type(self, keys):
        os.write(self.descriptor, keys)


def main():
    shell, blogsh = sys.argv[1:]
    lines = sys.stdin.buffer.read().split(b"\0")[:-1]
    with tempfile.TemporaryDirectory() as folder:
        wrapper(folder, os.path.abspath(blogsh))
        process, descriptor = start(shell, folder, os.path.abspath(blogsh))
        terminal = Terminal(descriptor)
        said = os.path.join(folder, "said")
        for line in lines:
            terminal.wait(lambda: PROMPT in terminal.seen, "a prompt")
            terminal.seen = b""
            terminal.type(line + b"\r")
            terminal.wait(lambda: os.path.exists(said), "the words of %r" % line)
            with open(said, "rb") as file:
                sys.stdout.buffer.write(file.read() + b"\0")
            os.remove(said)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


main()

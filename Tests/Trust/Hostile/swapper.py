"""Swaps folders for symbolic links, over and over, while another program writes into them.

    swapper.py FOLDER LINK [FOLDER LINK ...]

Prints "ready" when it begins, and runs until it is killed. Each pair changes places in one step
(renameat2, RENAME_EXCHANGE), so that each name always exists.
"""

import ctypes
import itertools
import os
import sys

AT_FDCWD = -100
RENAME_EXCHANGE = 2

LIBC = ctypes.CDLL(None, use_errno=True)


def main():
    names = [os.fsencode(name) for name in sys.argv[1:]]
    pairs = list(zip(names[::2], names[1::2]))
    print("ready", flush=True)
    for one, other in itertools.cycle(pairs):
        # Errors are ignored: the other program may rename a folder, and then its name comes back.
        LIBC.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)


if __name__ == "__main__":
    main()

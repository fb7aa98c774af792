"""Where a measurement has its files, and the names under which rows speak of them."""

import os
import pathlib
import shlex
import shutil
import string
import tempfile

import generate
import rows

MIB = 1024 * 1024


class Places:
    """A temporary folder with a collection, and the names that commands of rows are filled with."""

    def __init__(self, root, blogsh, size):
        self.root = root
        self.size = size
        self.count = rows.COUNTS[size]
        self.is_memory = Places.memory() in root.parents
        self.names = {name: str(root / name) for name in rows.FILES}
        self.names["blogsh"] = str(blogsh)
        self.names["count"] = str(self.count)
        self.names["large_mib"] = str(rows.LARGE_MIB[size])
        self.names["here"] = str(pathlib.Path(__file__).resolve().parent)

    @staticmethod
    def memory():
        return pathlib.Path("/dev/shm")

    @staticmethod
    def folder(size):
        """Where temporary folders go: what BENCH_DIR says, else memory, if it is large enough."""
        if chosen := os.environ.get("BENCH_DIR"):
            return chosen
        # A post takes a page or two, and at most four copies of it stand beside each other; of the
        # large asset there are three beside the posts.
        needed = rows.COUNTS[size] * 4 * 6144 + 3 * rows.LARGE_MIB[size] * MIB
        memory = Places.memory()
        if memory.is_dir() and shutil.disk_usage(memory).free > needed:
            return memory
        return tempfile.gettempdir()

    def make(self):
        """Makes the collection and what is known of it."""
        posts = pathlib.Path(self.names["posts"])
        generate.generate(self.count, posts)
        self.bytes = 0
        paths = []
        for folder, folders, files in os.walk(posts):
            inner = os.path.relpath(folder, posts)
            paths += [os.path.normpath(os.path.join(inner, name)) for name in folders + files]
            self.bytes += sum(os.stat(os.path.join(folder, name)).st_size for name in files)
        text = "".join(f"{path}\n" for path in paths)
        self.path_bytes = len(text.encode())
        pathlib.Path(self.names["paths"]).write_text(text)
        # A post in the middle: neither the first nor the last that a scan meets.
        self.names["post"] = generate.post(self.count // 2)[0]
        self.names["early_post"] = generate.post(500)[0]

    def fill(self, command):
        """A command with the names of its files in their places."""
        if isinstance(command, str):
            quoted = {name: shlex.quote(value) for name, value in self.names.items()}
            return string.Template(command).substitute(quoted)
        return [string.Template(word).substitute(self.names) for word in command]

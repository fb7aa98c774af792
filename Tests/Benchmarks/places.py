"""Where a measurement has its files, and the names under which rows speak of them."""

import os
import pathlib
import shlex
import string
import subprocess
import tempfile

import generate
import history
import kinds

MIB = 1024 * 1024
# What every post takes at most: a page or two and an inode, twice while one collection is unpacked
# beside another; and a few archives.
POST_ROOM = 16 * 1024
# What programs that are measured need besides.
PROGRAM_ROOM = 1024 * MIB
# Real posts, where somebody has laid any beside the repository.
CORPORA = pathlib.Path(__file__).resolve().parents[3] / "shared/corpora"


class Places:
    """A temporary folder with a collection, and the names that commands of rows are filled with."""

    def __init__(self, root, blogsh, size):
        self.root = root
        self.size = size
        self.count = kinds.COUNTS[size]
        self.is_memory = Places.memory() in root.parents
        self.names = {name: str(root / name) for name in kinds.FILES}
        self.names["blogsh"] = str(blogsh)
        self.names["count"] = str(self.count)
        self.names["large_mib"] = str(kinds.LARGE_MIB[size])
        self.names["here"] = str(pathlib.Path(__file__).resolve().parent)

    @staticmethod
    def memory():
        return pathlib.Path("/dev/shm")

    @staticmethod
    def folder(size):
        """Where temporary folders go: what BENCH_DIR says, else memory, if it is large enough."""
        if chosen := os.environ.get("BENCH_DIR"):
            return chosen
        # The large asset is there three times, beside the posts.
        needed = kinds.COUNTS[size] * POST_ROOM
        if size in kinds.NOT_FULL:
            needed = max(needed, needed // 2 + 3 * kinds.LARGE_MIB[size] * MIB)
        memory = Places.memory()
        if memory.is_dir() and available_memory() > needed + PROGRAM_ROOM:
            # A file system in memory holds so many files, too, and two collections are in it.
            has = os.statvfs(memory)
            if has.f_bavail * has.f_frsize > needed and has.f_favail > 2.1 * kinds.COUNTS[size]:
                return memory
        return tempfile.gettempdir()

    def make(self):
        """Makes the collection and what is known of it, and unpacks the real posts there are."""
        posts = pathlib.Path(self.names["posts"])
        generate.generate(self.count, posts)
        self.bytes, paths = contents(posts)
        text = "".join(f"{path}\n" for path in paths)
        self.path_bytes = len(text.encode())
        pathlib.Path(self.names["paths"]).write_text(text)
        self.names["post"] = generate.middle(self.count)
        self.names["post_in_thousand"] = generate.middle(1000)
        self.names["post_in_many"] = generate.middle(history.POSTS_OF_MANY)
        self.make_real()

    def make_real(self):
        real = pathlib.Path(self.names["real"])
        for archive in sorted(CORPORA.glob("*.tar.gz")):
            folder = real / archive.name.removesuffix(".tar.gz")
            folder.mkdir(parents=True)
            options = ["--no-same-owner", "-xzf", archive, "-C", folder]
            subprocess.run(["tar", *options], check=True, stdin=subprocess.DEVNULL)
        self.real_bytes, paths = contents(real)
        posts = sorted(path for path in paths if path.endswith(".md"))
        self.real_count = len(posts)
        self.names["real_post"] = posts[len(posts) // 2] if posts else ""

    def fill(self, command):
        """A command with the names of its files in their places."""
        if isinstance(command, str):
            quoted = {name: shlex.quote(value) for name, value in self.names.items()}
            return string.Template(command).substitute(quoted)
        return [string.Template(word).substitute(self.names) for word in command]


def available_memory():
    """How many bytes of memory programs could have now; those the machine has, if it cannot say."""
    try:
        for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def contents(root):
    """How many bytes the files below a folder have, and the paths of all that is in it."""
    size, paths = 0, []
    for folder, folders, files in os.walk(root):
        inner = os.path.relpath(folder, root)
        paths += [os.path.normpath(os.path.join(inner, name)) for name in folders + files]
        size += sum(os.stat(os.path.join(folder, name)).st_size for name in files)
    return size, paths

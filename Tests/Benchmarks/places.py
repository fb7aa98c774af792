"""The folder of a measurement, and the placeholders in the commands of rows."""

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
# The room for a post in bytes: a page or two and an inode, twice while one collection is unpacked
# next to another, and its share of a few archives.
POST_ROOM = 16 * 1024
# The memory for the measured programs in bytes.
PROGRAM_ROOM = 1024 * MIB
# Archives of real posts, which may be next to the repository.
CORPORA = pathlib.Path(__file__).resolve().parents[3] / "shared/corpora"


class Places:
    """A temporary folder with a collection, and the values of the placeholders."""

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
        """Returns the folder for temporary folders: BENCH_DIR, else memory if it has the room."""
        if chosen := os.environ.get("BENCH_DIR"):
            return chosen
        # In addition to the posts there are three copies of the large asset.
        needed = kinds.COUNTS[size] * POST_ROOM
        if size in kinds.NOT_FULL:
            needed = max(needed, needed // 2 + 3 * kinds.LARGE_MIB[size] * MIB)
        memory = Places.memory()
        if memory.is_dir() and available_memory() > needed + PROGRAM_ROOM:
            # The number of files is limited too, and two collections are there at a time.
            has = os.statvfs(memory)
            if has.f_bavail * has.f_frsize > needed and has.f_favail > 2.1 * kinds.COUNTS[size]:
                return memory
        return tempfile.gettempdir()

    def make(self):
        """Makes the collection, sets the placeholders that depend on it, and unpacks real posts."""
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
        """Unpacks the real posts, if there are any."""
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
        """Returns a command with its placeholders replaced."""
        if isinstance(command, str):
            quoted = {name: shlex.quote(value) for name, value in self.names.items()}
            return string.Template(command).substitute(quoted)
        return [string.Template(word).substitute(self.names) for word in command]


def available_memory():
    """Returns the available memory in bytes, or all memory where the system does not report it."""
    try:
        for line in pathlib.Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def contents(root):
    """Returns the size of all files below a folder in bytes, and all paths below it."""
    size, paths = 0, []
    for folder, folders, files in os.walk(root):
        inner = os.path.relpath(folder, root)
        paths += [os.path.normpath(os.path.join(inner, name)) for name in folders + files]
        size += sum(os.stat(os.path.join(folder, name)).st_size for name in files)
    return size, paths

"""Checks that each target keeps its borders: what it imports, what it declares, how large it is.

    python3 check_borders.py

The targets are those that `swift package describe` lists, so that a new one is checked as soon as
it is in Package.swift. Prints a line for each check that holds, and for one that does not a line
for each finding; then the status is 1. check_borders_tests.py shows that each check can fail.
"""

import collections
import dataclasses
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = "docs/architecture.md"

# Modules that come with the toolchain. Every target may import them; no target declares them.
# Foundation is left out on purpose: loading it takes milliseconds at each start.
TOOLCHAIN = {"Dispatch", "Glibc", "Swift", "Synchronization"}

# C libraries that several targets import; every other one belongs to a single target.
SHARED_LIBRARIES = {
    # Tar: streams of any zstd file. ArchiveFormat: single frames, whose places and lengths count.
    "CZstd": {"ArchiveFormat", "Tar"},
}

MAXIMUM_COLUMNS = 100
MAXIMUM_FILE = 400
MAXIMUM_TARGET = 3_500
# Targets without a maximum. Commands has a file for each command, and none of them is long.
LARGE_TARGETS = {"Commands"}

IMPORT = re.compile(
    r"\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:package|public|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:class|enum|func|let|protocol|struct|typealias|var)\s+)?(\w+)(?:\.\w+)*\s*(?://.*)?")


@dataclasses.dataclass
class Target:
    """A target below Sources."""

    name: str
    dependencies: set[str]
    # The text of each Swift file, by its path in the package.
    files: dict[str, str]
    is_c: bool = False


@dataclasses.dataclass
class Package:
    """All that the checks look at."""

    targets: dict[str, Target]
    # The text of each Swift file that is in no target below Sources, by its path in the package.
    others: dict[str, str]
    # The text of TABLE, or None where that is absent.
    table: str | None

    @property
    def swift_targets(self):
        return [target for target in self.targets.values() if not target.is_c]


def described(description, files, table):
    """Returns the package of `swift package describe --type json` with the texts of its files."""
    others = dict(files)
    targets = {}
    for each in description["targets"]:
        if not each["path"].startswith("Sources/"):
            continue
        dependencies = each.get("target_dependencies", []) + each.get("product_dependencies", [])
        own = {path: others.pop(path) for path in files if path.startswith(each["path"] + "/")}
        is_c = each["module_type"] in ("ClangTarget", "SystemLibraryTarget")
        targets[each["name"]] = Target(each["name"], set(dependencies), own, is_c)
    return Package(targets, others, table)


def imports(text):
    """Yields the number of each line that imports a module, and the module."""
    is_string = False
    for number, line in enumerate(text.split("\n"), 1):
        # A text over several lines may have a line that begins as an import does.
        if line.count('"""') % 2:
            is_string = not is_string
        elif not is_string and (found := IMPORT.fullmatch(line)):
            yield number, found[1]


def imported(target):
    """Returns the modules that a target imports."""
    return {module for text in target.files.values() for _, module in imports(text)}


# MARK: The checks. Each yields its findings.

def undeclared(package):
    """Each file imports only modules that its target declares."""
    for target in package.swift_targets:
        for path, text in target.files.items():
            for number, module in imports(text):
                if module not in target.dependencies | TOOLCHAIN:
                    yield f"{path}:{number}: {target.name} imports {module} and does not declare it"


def unused(package):
    """Each target imports what it declares."""
    for target in package.swift_targets:
        for name in sorted(target.dependencies - imported(target)):
            yield f"Package.swift: {target.name} declares {name} and does not import it"


def shared(package):
    """Each C library has one target that imports it, except those in a list."""
    for library in (target.name for target in package.targets.values() if target.is_c):
        users = {target.name for target in package.swift_targets if library in imported(target)}
        allowed = SHARED_LIBRARIES.get(library)
        if len(users) != 1 if allowed is None else users != allowed:
            yield (
                f"{library} is imported by {listed(users)}, not by "
                f"{'one target' if allowed is None else listed(allowed)}: see SHARED_LIBRARIES")


def cycles(package):
    """The arrows between the targets have no cycle."""
    left = {target.name: target.dependencies & package.targets.keys()
            for target in package.targets.values()}
    # Takes away the targets that nothing left depends on or that depend on nothing left.
    while ends := {name for name in left
                   if not left[name] or all(name not in arrows for arrows in left.values())}:
        left = {name: arrows - ends for name, arrows in left.items() if name not in ends}
    if left:
        yield f"Package.swift: {listed(left)} depend on each other in a cycle"


def strays(package):
    """Each Swift file below Sources belongs to a target."""
    for path in package.others:
        if path.startswith("Sources/"):
            yield f"{path} is in no target: declare one in Package.swift"


def drift(package):
    """The table of the targets says what Package.swift says."""
    if package.table is None:
        yield f"{TABLE} is absent: write its table, `target | duty | imports`"
        return
    rows = table_rows(package.table)
    if rows is None:
        yield f"{TABLE} has no table with the columns target, duty and imports"
        return
    counts = collections.Counter(name for names, _ in rows for name in names)
    for name in sorted(counts.keys() | package.targets.keys()):
        if name not in package.targets:
            yield f"{TABLE}: take out the row of {name}, which is no target"
        elif counts[name] != 1:
            yield f"{TABLE}: give {name} one row; it has {counts[name]}"
    for names, arrows in rows:
        for target in (package.targets[name] for name in names if name in package.targets):
            if more := target.dependencies - arrows:
                yield f"{TABLE}: add {listed(more)} to the imports of {target.name}"
            if less := arrows - target.dependencies:
                yield f"{TABLE}: take {listed(less)} out of the imports of {target.name}"


def table_rows(text):
    """Returns the names in the columns target and imports, row by row; None without a table.

    Names are in backticks. A row may be of several targets with the same imports.
    """
    rows = None
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
        if rows is None:
            rows = [] if [cell.lower() for cell in cells] == ["target", "duty", "imports"] else None
        elif not line.lstrip().startswith("|"):
            break
        elif len(cells) == 3 and cells[0].strip("-: "):
            targets, arrows = (re.findall(r"`([^`]+)`", cells[column]) for column in (0, 2))
            rows.append((targets, set(arrows)))
    return rows


def long_lines(package):
    """No line of Swift has more than 100 columns."""
    for path, text in all_files(package):
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > MAXIMUM_COLUMNS:
                yield f"{path}:{number}: {len(line)} columns, more than {MAXIMUM_COLUMNS}"


def long_files(package):
    """No file below Sources has more than 400 lines."""
    for path, text in all_files(package):
        lines = text.count("\n")
        if path.startswith("Sources/") and lines > MAXIMUM_FILE:
            yield f"{path}: {lines} lines, more than {MAXIMUM_FILE}"


def large_targets(package):
    """No target but Commands has more than 3,500 lines."""
    for target in package.swift_targets:
        lines = sum(text.count("\n") for text in target.files.values())
        if lines > MAXIMUM_TARGET and target.name not in LARGE_TARGETS:
            yield f"{target.name}: {lines:,} lines, more than {MAXIMUM_TARGET:,}: cut it in two"


def all_files(package):
    """Returns the path and the text of each Swift file, in order."""
    parts = [package.others, *(target.files for target in package.targets.values())]
    return sorted(pair for files in parts for pair in files.items())


def listed(names):
    """Returns names in a sentence: "A", or "A, B and C"."""
    *first, last = sorted(names) or ["no target"]
    return f"{', '.join(first)} and {last}" if first else last


CHECKS = [
    undeclared, unused, shared, cycles, strays, drift, long_lines, long_files, large_targets]


def report(package):
    """Prints what each check finds, or that it holds, and returns the exit status."""
    status = 0
    for check in CHECKS:
        findings = list(check(package))
        print(*findings or [check.__doc__], sep="\n")
        status = 1 if findings else status
    return status


def main():
    description = subprocess.run(
        ["swift", "package", "describe", "--type", "json"], cwd=ROOT, check=True,
        stdout=subprocess.PIPE).stdout
    patterns = ("Package.swift", "Sources/**/*.swift", "Tests/**/*.swift")
    files = {str(path.relative_to(ROOT)): path.read_text("utf-8")
             for pattern in patterns for path in ROOT.glob(pattern)}
    table = (ROOT / TABLE).read_text("utf-8") if (ROOT / TABLE).exists() else None
    return report(described(json.loads(description), files, table))


if __name__ == "__main__":
    sys.exit(main())

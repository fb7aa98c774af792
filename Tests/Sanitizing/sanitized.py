"""Runs the tests with a sanitizer in them and in the program that they test.

    sanitized.py thread|address [option of swift test ...]

A report of the sanitizer fails the run as a test does, whichever program made it, and is printed.
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
BUILDS = PACKAGE / ".build"
# What tells the thread sanitizer of Swift's mutexes.
MUTEX = "sanitized-mutex.o"
# The file in which trust.py has counted what was tried.
LEDGER = "BLOGSH_TRUST_LEDGER"

# Where each sanitizer is told what to do. A report ends no program: one run shows all that there are.
OPTIONS = {"thread": "TSAN_OPTIONS", "address": "ASAN_OPTIONS"}
# What more each is told.
RULES = {"thread": f":suppressions={HERE}/race.supp"}


def swift(sanitizer, command, *options):
    """A command of SwiftPM's, in a build of its own; optimised, since a sanitizer is slow enough."""
    linked = ["-Xlinker", str(BUILDS / MUTEX)] if sanitizer == "thread" else []
    return ["swift", command, "-c", "release", "--scratch-path", str(BUILDS / sanitizer),
            "--sanitize", sanitizer, "-Xswiftc", "-enable-testing", *linked, *options]


def build(sanitizer):
    """Builds tests and program."""
    if sanitizer == "thread":
        subprocess.run(
            ["clang", "-O2", "-c", HERE / "mutex.c", "-o", BUILDS / MUTEX], check=True)
    subprocess.run(swift(sanitizer, "build", "--build-tests"), cwd=PACKAGE, check=True)


def environment(sanitizer, reports):
    """What tests and programs find: where reports go, and that there may be some."""
    # A share of a campaign that is run once more is not counted once more.
    found = {name: text for name, text in os.environ.items() if name != LEDGER}
    return {
        **found,
        "LSAN_OPTIONS": f"print_suppressions=0:suppressions={HERE}/leak.supp",
        OPTIONS[sanitizer]: f"log_path={reports}/report" + RULES.get(sanitizer, ""),
        "BLOGSH_SANITIZE": sanitizer,
        "BLOGSH_BINARY": str(BUILDS / sanitizer / "release" / "blogsh"),
    }


def tests(results):
    """How many tests have run, by the reports of the runner."""
    return sum(
        case.find("skipped") is None
        for file in results.glob("tests*.xml")
        for case in xml.etree.ElementTree.parse(file).iter("testcase"))


def main():
    if len(sys.argv) < 2 or sys.argv[1] not in OPTIONS:
        sys.exit("usage: sanitized.py thread|address [option of swift test ...]")
    sanitizer, options = sys.argv[1], sys.argv[2:]
    results = BUILDS / sanitizer / "results"
    results.mkdir(parents=True, exist_ok=True)
    for old in results.iterdir():
        old.unlink()
    build(sanitizer)
    status = subprocess.run(
        swift(sanitizer, "test", "--skip-build", "--parallel", "--xunit-output",
              str(results / "tests.xml"), *options),
        cwd=PACKAGE, check=False, env=environment(sanitizer, results)).returncode
    reports = sorted(results.glob("report.*"))
    for report in reports:
        print(report.read_text(errors="replace"))
    count = tests(results)
    print(f"{count} tests under the {sanitizer} sanitizer, {len(reports) or 'no'} reports")
    if ledger := os.environ.get(LEDGER):
        with open(ledger, "a", encoding="utf-8") as lines:
            lines.write(f"tests under {sanitizer} sanitizer\t{count}\n")
    return int(status != 0 or bool(reports))


if __name__ == "__main__":
    sys.exit(main())

"""Runs the tests with a sanitizer, both in the tests and in the program under test.

    sanitized.py thread|address [option of swift test ...]

A report of the sanitizer is printed and fails the run as a failed test does.
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
BUILDS = PACKAGE / ".build"
# The object file that makes Swift's mutexes known to the thread sanitizer (mutex.c).
MUTEX = "sanitized-mutex.o"
# The variable that names the file in which tests count cases for trust.py.
LEDGER = "BLOGSH_TRUST_LEDGER"

# The variables with the options of each sanitizer. A report ends no program, so that one run shows
# all reports.
OPTIONS = {"thread": "TSAN_OPTIONS", "address": "ASAN_OPTIONS"}
# Further options of each sanitizer.
RULES = {"thread": f":suppressions={HERE}/race.supp"}


def swift(sanitizer, command, *options):
    """Returns a command of SwiftPM in a separate build, optimised because sanitizers are slow."""
    linked = ["-Xlinker", str(BUILDS / MUTEX)] if sanitizer == "thread" else []
    return ["swift", command, "-c", "release", "--scratch-path", str(BUILDS / sanitizer),
            "--sanitize", sanitizer, "-Xswiftc", "-enable-testing", *linked, *options]


def build(sanitizer):
    """Builds the tests and the program."""
    if sanitizer == "thread":
        subprocess.run(
            ["clang", "-O2", "-c", HERE / "mutex.c", "-o", BUILDS / MUTEX], check=True)
    subprocess.run(swift(sanitizer, "build", "--build-tests"), cwd=PACKAGE, check=True)


def environment(sanitizer, reports):
    """Returns the environment of the tests, in which sanitizers write reports to a folder."""
    # Without the ledger, because trust.py has counted the cases of these tests already.
    found = {name: text for name, text in os.environ.items() if name != LEDGER}
    return {
        **found,
        "LSAN_OPTIONS": f"print_suppressions=0:suppressions={HERE}/leak.supp",
        OPTIONS[sanitizer]: f"log_path={reports}/report" + RULES.get(sanitizer, ""),
        "BLOGSH_SANITIZE": sanitizer,
        "BLOGSH_BINARY": str(BUILDS / sanitizer / "release" / "blogsh"),
    }


def tests(results):
    """Returns the number of tests that ran, from the reports of the test runner."""
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

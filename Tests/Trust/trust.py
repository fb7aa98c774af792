"""Runs every campaign against the program as a whole, and writes what came of it to results.md.

    BLOGSH=PATH [TIME=SECONDS] [SANITIZERS=1] trust.py

Each target is fuzzed for TIME, a minute if that is not given. With SANITIZERS all tests run under each
sanitizer besides. The status is 1 where anything failed.
"""

import collections
import datetime
import os
import pathlib
import subprocess
import sys
import time
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
WORK = PACKAGE / ".build" / "trust"
sys.path.insert(0, str(HERE.parent / "Benchmarks"))

import results  # noqa: E402

TITLE = """# What blogsh has been through

Written by `make trust`. Each case is one that a test has judged. Figures count what was tried,
whatever came of it; a failure is a test that failed.
"""


def failed_tests():
    """The tests that failed, by the reports of the runner."""
    return [
        f"{case.get('classname')} {case.get('name')}"
        for file in WORK.glob("report*.xml")
        for case in xml.etree.ElementTree.parse(file).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    ]


def figures():
    """How often each thing was tried, by what the tests have counted."""
    counts = collections.Counter()
    for line in (WORK / "ledger.tsv").read_text().splitlines():
        figure, number = line.split("\t")
        counts[figure] += int(number)
    return [[figure, f"{number:,}"] for figure, number in sorted(counts.items())]


def sanitized(ledger):
    """The sanitizers under which the tests fail, or that find something."""
    return [
        f"the tests under the {sanitizer} sanitizer"
        for sanitizer in ("thread", "address")
        if subprocess.run(
            [sys.executable, str(HERE.parent / "Sanitizing" / "sanitized.py"), sanitizer],
            check=False, env={**os.environ, "BLOGSH_TRUST_LEDGER": str(ledger)}).returncode
    ]


def fuzzed(ledger):
    """Fuzzing, if it found anything."""
    status = subprocess.run(
        [sys.executable, str(HERE / "Fuzzing" / "fuzz.py")],
        check=False, env={**os.environ, "BLOGSH_TRUST_LEDGER": str(ledger)}).returncode
    return ["fuzzing"] if status else []


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    for old in WORK.iterdir():
        old.unlink()
    start = time.monotonic()
    status = subprocess.run(
        ["swift", "test", "--parallel", "--filter", "^TrustTests",
         "--xunit-output", str(WORK / "report.xml")],
        cwd=PACKAGE, check=False, env={
            **os.environ, "BLOGSH_BINARY": os.environ["BLOGSH"], "BLOGSH_TRUST": "whole",
            "BLOGSH_TRUST_LEDGER": str(WORK / "ledger.tsv")}).returncode
    failed = failed_tests()
    failures = max(len(failed), int(status != 0))
    others = fuzzed(WORK / "ledger.tsv")
    if os.environ.get("SANITIZERS"):
        others += sanitized(WORK / "ledger.tsv")
    failed += others
    failures += len(others)
    minutes = (time.monotonic() - start) / 60
    text = [
        TITLE,
        f"{datetime.date.today()}; {results.machine()}; {minutes:.0f} minutes."
        f" Failures: {failures}.",
        "",
        *results.table(["what was tried", "times"], figures()),
        *(f"\nFailed: {name}." for name in failed),
    ]
    (HERE / "results.md").write_text("\n".join(text) + "\n")
    print("\n".join(text))
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())

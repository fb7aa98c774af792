"""Runs every campaign against the program in full, and writes the results to results.md.

    BLOGSH=PATH [TIME=SECONDS] [SANITIZERS=1] trust.py

Fuzzes each target, and shows random texts, for TIME seconds, 60 if it is not given. With SANITIZERS, all tests also run
under each sanitizer. The exit status is 1 if anything failed.
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

TITLE = """# Results of the trust campaigns

`make trust` writes this page. A test judged each case. The numbers count all cases, passed and
failed; a failure is a test that failed.
"""


def failed_tests():
    """Returns the names of the tests that failed, from the reports of the test runner."""
    return [
        f"{case.get('classname')} {case.get('name')}"
        for file in WORK.glob("report*.xml")
        for case in xml.etree.ElementTree.parse(file).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    ]


def figures():
    """Returns the number of cases of each kind, from the ledger that the tests write."""
    counts = collections.Counter()
    for line in (WORK / "ledger.tsv").read_text().splitlines():
        figure, number = line.split("\t")
        counts[figure] += int(number)
    return [[figure, f"{number:,}"] for figure, number in sorted(counts.items())]


def sanitized(ledger):
    """Runs the tests under each sanitizer. Returns those with which tests fail or that report."""
    return [
        f"the tests under the {sanitizer} sanitizer"
        for sanitizer in ("thread", "address")
        if subprocess.run(
            [sys.executable, str(HERE.parent / "Sanitizing" / "sanitized.py"), sanitizer],
            check=False, env={**os.environ, "BLOGSH_TRUST_LEDGER": str(ledger)}).returncode
    ]


def searched(ledger):
    """Fuzzes each target, and shows hard texts. Returns the names of what found anything."""
    scripts = {"fuzzing": "Fuzzing/fuzz.py", "growth of time": "Growth/growth.py"}
    return [
        name for name, script in scripts.items()
        if subprocess.run(
            [sys.executable, str(HERE / script)],
            check=False, env={**os.environ, "BLOGSH_TRUST_LEDGER": str(ledger)}).returncode
    ]


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    for old in WORK.iterdir():
        old.unlink()
    start = time.monotonic()
    status = subprocess.run(
        ["swift", "test", "--parallel", "--filter", r"^(TrustTests\.|SearchTests\.WholeTextTests)",
         "--xunit-output", str(WORK / "report.xml")],
        cwd=PACKAGE, check=False, env={
            **os.environ, "BLOGSH_BINARY": os.environ["BLOGSH"], "BLOGSH_TRUST": "whole",
            "BLOGSH_TRUST_LEDGER": str(WORK / "ledger.tsv")}).returncode
    failed = failed_tests()
    failures = max(len(failed), int(status != 0))
    others = searched(WORK / "ledger.tsv")
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
        *results.table(["case", "number"], figures()),
        *(f"\nFailed: {name}." for name in failed),
    ]
    (HERE / "results.md").write_text("\n".join(text) + "\n")
    print("\n".join(text))
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Fuzzes parts of the program with libFuzzer and AddressSanitizer.

    fuzz.py            tries each target, or TARGET alone, for TIME seconds or with RUNS inputs
    fuzz.py keep       copies the inputs of the grown corpora into Corpora that reach code which no
                       other input reaches; inputs with a name in place of a digest stay there

Corpora grow in .build/fuzz/corpora; inputs that found something are in .build/fuzz/finds. The exit
status is 1 if anything was found.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent.parent
BUILD = PACKAGE / ".build" / "fuzz"
PROGRAM = BUILD / "release" / "blogsh-fuzz"
KEPT = HERE / "Corpora"
GROWN = BUILD / "corpora"
FINDS = BUILD / "finds"

# The greatest time in seconds and the greatest memory in MiB for an input.
LIMITS = ["-timeout=60", "-rss_limit_mb=3000"]


def build():
    """Builds the fuzzer, with everything that it calls instrumented."""
    subprocess.run(
        ["swift", "build", "-c", "release", "--scratch-path", BUILD, "--product", "blogsh-fuzz",
         "-Xswiftc", "-enable-testing", "-Xswiftc", "-sanitize=fuzzer,address",
         "-Xswiftc", "-use-ld=lld"],
        cwd=PACKAGE, check=True, env={**os.environ, "BLOGSH_FUZZ": "1"})


def targets():
    """Returns the names of the targets: TARGET, or all that have a corpus."""
    names = sorted(folder.name for folder in KEPT.iterdir() if folder.is_dir())
    one = os.environ.get("TARGET")
    if one and one not in names:
        sys.exit(f"fuzz.py: there is no target {one}: {', '.join(names)}")
    return [one] if one else names


def surroundings(target):
    """Returns the environment in which the fuzzer tries a target."""
    return {**os.environ, "BLOGSH_FUZZ_TARGET": target}


def fuzz(target):
    """Tries a target. Returns the number of inputs that were tried, and the files with finds."""
    grown = GROWN / target
    grown.mkdir(parents=True, exist_ok=True)
    FINDS.mkdir(parents=True, exist_ok=True)
    before = set(FINDS.iterdir())
    runs = os.environ.get("RUNS")
    length = f"-runs={runs}" if runs else f"-max_total_time={os.environ.get('TIME') or 60}"
    log = FINDS.parent / f"{target}.log"
    with log.open("w") as output:
        status = subprocess.run(
            [PROGRAM, length, *LIMITS, "-print_final_stats=1",
             f"-artifact_prefix={FINDS}/{target}-", grown, KEPT / target],
            check=False, stdout=output, stderr=output, env=surroundings(target)).returncode
    tried = re.search(r"number_of_executed_units: *(\d+)", log.read_text(errors="replace"))
    found = sorted(set(FINDS.iterdir()) - before)
    if status and not found:
        found = [log]
    return int(tried[1]) if tried else 0, found


def is_grown(file):
    """Whether the fuzzer made an input, which it then names by the input's SHA-1."""
    return re.fullmatch("[0-9a-f]{12,40}", file.name) is not None


def keep():
    """Minimises the grown corpora into the kept ones."""
    for target in targets():
        small = GROWN / f"{target}-small"
        shutil.rmtree(small, ignore_errors=True)
        small.mkdir(parents=True)
        for file in (KEPT / target).iterdir():
            if not is_grown(file):
                shutil.copyfile(file, small / file.name)
        (GROWN / target).mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [PROGRAM, "-merge=1", *LIMITS, small, KEPT / target, GROWN / target],
            check=True, stderr=subprocess.DEVNULL, env=surroundings(target))
        # Only the smallest hundred, so that the test which tries them stays short.
        chosen = sorted(
            filter(is_grown, small.iterdir()), key=lambda file: (file.stat().st_size, file.name))
        for file in filter(is_grown, (KEPT / target).iterdir()):
            file.unlink()
        for file in chosen[:100]:
            shutil.copyfile(file, KEPT / target / file.name[:12])
        print(f"{target}: {len(chosen[:100])} of {len(chosen)} inputs kept")


def main():
    build()
    if sys.argv[1:] == ["keep"]:
        return keep()
    has_found = False
    for target in targets():
        tried, found = fuzz(target)
        print(f"{target}: {tried:,} runs, {len(found) or 'nothing'} found", flush=True)
        for file in found:
            print(f"  to repeat: BLOGSH_FUZZ_TARGET={target} {PROGRAM.relative_to(PACKAGE)}"
                  f" {file.relative_to(PACKAGE)}")
        has_found = has_found or bool(found)
        if ledger := os.environ.get("BLOGSH_TRUST_LEDGER"):
            with open(ledger, "a", encoding="utf-8") as lines:
                lines.write(f"inputs fuzzed: {target}\t{tried}\n")
    return int(has_found)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Asks restic and borg which snapshots of random histories they keep, and prints their answers.

    retention.py > retention.txt

This takes four minutes, so the tests read the recorded answers. Both programs get a repository with
the same pool of backdated snapshots, in the time zone of Berlin. Each history is a part of the
pool. The lines are:

    judges VERSIONS
    time MOMENT OFFSET ...         the pool, in order: seconds since 1970, seconds east of UTC
    history PLACE ...              a history: places in the pool, from 0, oldest first
    rules LAST DAILY WEEKLY MONTHLY YEARLY
    restic PLACE:REASON,REASON ... the snapshots of the history above that are kept, newest first
    borg PLACE ...                 the same for borg
"""

import concurrent.futures
import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile

ZONE = "Europe/Berlin"
RULES = ("last", "daily", "weekly", "monthly", "yearly")
HISTORIES = 30
POLICIES = 4
POOL = 160
SHARE = 40
# Days at the borders of weeks, months and years, at changes of the clock, and in a leap year.
CORNERS = ("2020-12-27", "2021-01-02", "2021-03-27", "2021-10-30", "2024-02-28", "2024-12-29")


def pool(lot):
    """Returns different times in seconds since 1970, half of them close to the corners."""
    moments = set()
    while len(moments) < POOL:
        if lot.random() < 0.5:
            start = datetime.datetime.fromisoformat(lot.choice(CORNERS) + "T00:00:00+00:00")
            moment = int(start.timestamp()) + lot.randrange(3 * 86_400)
        else:
            moment = 1_560_000_000 + lot.randrange(7 * 365 * 86_400)
        # restic takes a local time without an offset, so no time that a clock shows twice.
        if int(answer(["date", "-d", local(moment), "+%s"], {})) == moment:
            moments.add(moment)
    return sorted(moments)


def local(moment):
    """Returns a time as the clock shows it."""
    return answer(["date", "-d", f"@{moment}", "+%F %T"], {}).strip()


def policy(lot):
    """Returns a count for each rule. At least one is above 0, and often only one."""
    while True:
        counts = [lot.choice((0, 0, 1, 2, 3, 5, 8, 12, 40)) for _ in RULES]
        if lot.random() < 0.3:
            alone = lot.randrange(len(RULES))
            counts = [count if place == alone else 0 for place, count in enumerate(counts)]
        if any(counts):
            return counts


def options(counts):
    """Returns the options of restic and borg for the counts of a policy."""
    return [word for rule, count in zip(RULES, counts) for word in (f"--keep-{rule}", str(count))]


def answer(command, environment):
    """Runs a command in the time zone, and returns its output and messages."""
    done = subprocess.run(
        command, env={**os.environ, "TZ": ZONE, "LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command}: {done.stderr}")
    return done.stdout + done.stderr


class Restic:
    """A repository of restic."""

    def __init__(self, folder):
        self.environment = {
            "RESTIC_REPOSITORY": f"{folder}/restic", "RESTIC_PASSWORD": "none",
            "RESTIC_CACHE_DIR": f"{folder}/cache",
        }
        self.run("init")

    def run(self, *words):
        return answer(["restic", "-q", *words], self.environment)

    def add(self, moment, place, histories, file):
        tags = [word for number in histories for word in ("--tag", f"h{number}")]
        self.run(
            "backup", "--host", "h", "--time", local(moment), "--tag", f"place{place}", *tags, file)

    def kept(self, number, counts):
        """Yields the places of the snapshots that are kept, newest first, with the reasons."""
        said = json.loads(self.run(
            "forget", "--dry-run", "--json", "--group-by", "host", "--tag", f"h{number}",
            *options(counts)))
        for reason in said[0]["reasons"]:
            place = next(tag for tag in reason["snapshot"]["tags"] if tag.startswith("place"))
            matches = [match.removesuffix(" snapshot") for match in reason["matches"]]
            yield int(place.removeprefix("place")), matches

    def moments(self):
        """Returns the time and the offset of each snapshot in the repository, by place."""
        found = {}
        for snapshot in json.loads(self.run("snapshots", "--json")):
            place = next(tag for tag in snapshot["tags"] if tag.startswith("place"))
            time = datetime.datetime.fromisoformat(snapshot["time"].replace("Z", "+00:00"))
            found[int(place.removeprefix("place"))] = (
                int(time.timestamp()), int(time.utcoffset().total_seconds()))
        return found


class Borg:
    """A repository of borg."""

    def __init__(self, folder):
        self.environment = {
            "BORG_BASE_DIR": f"{folder}/notes", "BORG_REPO": f"{folder}/borg",
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
        }
        os.mkdir(f"{folder}/notes")
        self.run("init", "-e", "none")

    def run(self, *words):
        return answer(["borg", *words], self.environment)

    def add(self, moment, place, histories, file):
        time = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
        name = "".join(f"h{number}_" for number in histories) + f"place{place}"
        self.run("create", "--timestamp", f"{time:%Y-%m-%dT%H:%M:%S}", f"::_{name}", file)

    def kept(self, number, counts):
        """Returns the places of the snapshots that are kept, newest first."""
        said = self.run(
            "prune", "--list", "--dry-run", "-a", f"*_h{number}_*", *options(counts))
        return [int(found) for found in re.findall(r"^Keeping archive .*?place(\d+) ", said, re.M)]


def main():
    lot = random.Random(5)
    moments = pool(lot)
    histories = [
        sorted(lot.sample(range(POOL), lot.choice((1, 2, 5, SHARE, SHARE, SHARE))))
        for _ in range(HISTORIES)
    ]
    policies = [[policy(lot) for _ in range(POLICIES)] for _ in histories]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "file")
        file.write_text("x\n")
        judges = (Restic(folder), Borg(folder))

        def fill(judge):
            for place, moment in enumerate(moments):
                inside = [number for number, places in enumerate(histories) if place in places]
                judge.add(moment, place, inside, str(file))

        with concurrent.futures.ThreadPoolExecutor() as threads:
            list(threads.map(fill, judges))
        restic, borg = judges
        print("judges", answer(["restic", "version"], {}).split()[1], answer(
            ["borg", "--version"], {}).split()[1])
        known = restic.moments()
        assert [known[place][0] for place in range(POOL)] == moments
        print("time", *(f"{known[place][0]} {known[place][1]}" for place in range(POOL)))
        for number, places in enumerate(histories):
            print("history", *places)
            for counts in policies[number]:
                print("rules", *counts)
                print("restic", *(
                    f"{place}:{','.join(reasons)}"
                    for place, reasons in restic.kept(number, counts)))
                print("borg", *borg.kept(number, counts))


if __name__ == "__main__":
    main()

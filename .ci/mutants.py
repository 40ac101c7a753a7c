"""Do the tests notice? ``mutants.py --count 200 --seed 1`` makes small changes to the code, one at a time.

Each change stands alone in a copy of the checkout under build/. The tests that mirror the changed file judge it, then
those of its room, then all of algorithms or of plugin. Exits with 1 if under 95 % are noticed. A change that alters
nothing, or only speed, stands in tests/mutants.csv with its reason, and does not count.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path, PurePosixPath

import numpy as np
from changes import Change, changes

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutants"
KNOWN = ROOT / "tests" / "mutants.csv"
SURVIVORS = ROOT / "build" / "survivors.csv"
COLUMNS = ("file", "before", "after", "reason")
LEAST_NOTICED = 0.95
LONGEST = 900  # s for one lot of tests; what runs longer is noticed
MOST_MEMORY = 12 * 2**30  # bytes, so that a cell a hundred times finer ends its own process and no other
SKIPPED = ("plugin/styles/", "plugin/i18n/")  # pictures and translations judge these


def copied_checkout() -> None:
    """Copy what git knows of to ``COPY``, as it stands, and make it the plugin ``agora`` of that copy."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in _output("git", "ls-files", "--cached", "--others", "--exclude-standard"):
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)
    subprocess.run(["make", "--no-print-directory", "isolated"], cwd=COPY, check=True)  # noqa: S607


def drawn(only: str, count: int, seed: int) -> list[Change]:
    """Return ``count`` changes, drawn evenly from all there can be under the folder or file ``only``."""
    names = [name for name in _output("git", "ls-files", "algorithms/*.py", "plugin/*.py") if name.startswith(only)]
    kept = sorted(name for name in names if not name.startswith(SKIPPED))
    possible = [change for name in kept for change in changes(name, (ROOT / name).read_text("utf-8"))]
    order = np.random.default_rng(seed).permutation(len(possible))[:count]
    return [possible[at] for at in sorted(order)]


def lots_of_tests(name: str, near: bool) -> list[str]:
    """Return what judges a change of this file, the nearest first: its own tests, those of its room, all."""
    path, lots = PurePosixPath("tests") / name, []
    own = path.with_name(f"test_{path.name}")
    if (COPY / own).exists():
        lots.append(str(own))
    room = path.parent
    while not list((COPY / room).glob("**/test_*.py")):
        room = room.parent
    lots.append(str(room))
    return list(dict.fromkeys(lots if near else [*lots, "/".join(path.parts[:2])]))


def is_noticed(change: Change, near: bool) -> bool:
    """Return whether any test fails with the change made in the copy, which is as it was afterwards."""
    file, lots = COPY / change.file, lots_of_tests(change.file, near)
    for tests in lots:
        _sound(tests)
    text = file.read_text("utf-8")
    file.write_text(change.made(text), "utf-8")
    try:
        return not all(_pass(tests) for tests in lots)
    finally:
        file.write_text(text, "utf-8")


@cache
def _sound(tests: str) -> None:
    if not _pass(tests):
        raise SystemExit(f"{tests} fails before any change: mend it first.")


def _pass(tests: str) -> bool:
    """Return whether these tests pass in the copy, without the slow ones."""
    words = ["-x", "-q", "-m", "not slow", "--tb=no", "--hypothesis-seed=1", tests]
    moved = {name: value.replace(f"{ROOT}/build", f"{COPY}/build") for name, value in os.environ.items()}
    command = [sys.executable, "-B", "-m", "pytest", *words]
    with subprocess.Popen(  # noqa: S603
        command, cwd=COPY, env=moved, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_alone
    ) as running:
        try:
            return running.wait(LONGEST) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(running.pid)


def _alone() -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _end(group: int) -> None:
    """End what the tests started and left behind."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _output(*words: str) -> list[str]:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.splitlines()


def known(file: Path = KNOWN) -> set[tuple[str, str, str]]:
    """Return file, code before and after of the changes that need not be noticed."""
    with file.open(encoding="utf-8", newline="") as table:
        return {(row["file"], row["before"], row["after"]) for row in csv.DictReader(table)}


def written(survivors: list[Change]) -> None:
    """Write what was not noticed as rows that may go to tests/mutants.csv, their reasons to be given."""
    with SURVIVORS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows((*change.row, "") for change in survivors)


def main() -> int:
    """Draw changes, let the tests judge each, and say which none of them noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a folder or file, such as algorithms/roles")
    parser.add_argument("--near", action="store_true", help="let only the tests of the room judge")
    given = parser.parse_args()
    copied_checkout()
    allowed, every = known(), drawn(given.only, given.count, given.seed)
    counted, survivors = [change for change in every if change.row not in allowed], []
    print(f"{len(every)} changes drawn, {len(every) - len(counted)} of them known to change nothing", flush=True)
    for change in counted:
        if not is_noticed(change, given.near):
            survivors.append(change)
            print(f"not noticed: {change}", flush=True)
    written(survivors)
    share = 1 - len(survivors) / max(len(counted), 1)
    print(f"{100 * share:.1f} % of {len(counted)} changes noticed; the others stand in {SURVIVORS.relative_to(ROOT)}")
    return int(share < LEAST_NOTICED)


if __name__ == "__main__":
    raise SystemExit(main())

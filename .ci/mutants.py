"""Do the tests notice? ``mutants.py --count 200 --seed 1`` makes small changes to the code, one at a time.

Each stands alone in a copy of the checkout under build/mutants, two at the same time, and is judged by the tests that
run its line; which these are is recorded first, unless this very code has been recorded before. (A test written since
is among the judges if its file mirrors the code; delete build/mutants to record anew.) Exits with 1 if under 95 % are
noticed; the others go to build/survivors.csv as they are found. A change that alters nothing, or only speed or looks,
stands in tests/mutants.csv with its reason, and does not count.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from changes import Change, changes
from copies import BUILD, ROOT, Copy, output
from judges import RECORDING, Judges

KNOWN = ROOT / "tests" / "mutants.csv"
SURVIVORS = ROOT / "build" / "survivors.csv"
NOTICED = BUILD / "noticed.csv"
COLUMNS = ("file", "before", "after", "reason")
LEAST_NOTICED = 0.95
LONGEST_RECORDING = 3 * 3600  # s
SKIPPED = (  # how things look, which is judged by eye
    "plugin/styles/",
    "plugin/plan/layout.py",  # what stands where on a sheet
    "plugin/plan/layout_items.py",
    "algorithms/report/charts/style.py",  # the style sheet of all charts
)


def drawn(names: list[str], count: int, seed: int) -> list[Change]:
    """Return ``count`` changes, drawn evenly from all there can be in these files.

    Each has a place of its own in the draw, so that other code may change without another draw.
    """
    kept = sorted(name for name in names if not name.startswith(SKIPPED))
    possible = [change for name in kept for change in changes(name, (ROOT / name).read_text("utf-8"))]
    return sorted(possible, key=lambda change: _mark(f"{seed}: {change.row}".encode()))[:count]


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def recorded(copy: Copy, names: list[str], most: float) -> Judges:
    """Return who judges for so many seconds, recorded in a copy unless this very code has been recorded before."""
    code = _mark(b"".join((ROOT / name).read_bytes() for name in names))[:12]
    data, said = BUILD / f"{code}.coverage", BUILD / f"{code}.txt"
    if not said.exists():
        print("All tests run once, to record which lines each of them runs", flush=True)
        if copy.tested(RECORDING, LONGEST_RECORDING, COVERAGE_FILE=str(data)):
            raise SystemExit(f"Tests fail before any change: mend them first ({copy.said}).")
        shutil.copy(copy.said, said)
    return Judges(data, said.read_text("utf-8"), most)


def judged(every: list[Change], copies: list[Copy], judges: Judges) -> Iterator[tuple[Change, str]]:
    """Yield each change with the test that noticed it ("" if none did), as many at a time as there are copies."""
    free, before = SimpleQueue(), noticed_before()
    for copy in copies:
        free.put(copy)

    def judge(change: Change) -> str:
        copy = free.get()
        try:
            return noticed_by(change, copy, judges, before.get(change.row, ""))
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        running = {pool.submit(judge, change): change for change in every}
        try:
            yield from ((running[done], done.result()) for done in as_completed(running))
        finally:
            pool.shutdown(cancel_futures=True)


def noticed_by(change: Change, copy: Copy, judges: Judges, before: str) -> str:
    """Return the test that fails with the change made in the copy.

    First is asked which noticed it ``before``, then the file's own: these need QGIS less often than the others.
    """
    file = copy.folder / change.file
    text = file.read_text("utf-8")
    own, *others = judges.of(change.file, change.line, text)
    file.write_text(change.made(text), "utf-8")
    try:
        lots = [before] if before else [], [own], others
        return next(filter(None, (copy.first_failure(lot, 60 + 3 * judges.time_of(lot)) for lot in lots)), "")
    finally:
        file.write_text(text, "utf-8")  # the copy is as it was


def noticed_before() -> dict[tuple[str, ...], str]:
    """Return the tests that noticed changes in earlier runs."""
    if not NOTICED.exists():
        return {}
    with NOTICED.open(encoding="utf-8", newline="") as file:
        return {tuple(row[:3]): row[3] for row in csv.reader(file)}


def note(change: Change, test: str) -> None:
    """Add a test that noticed a change; no process that just ended has a name."""
    if "::" in test:
        with NOTICED.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow((*change.row, test))


def require_sound(copy: Copy) -> None:
    """End with a word unless all tests that ever noticed a change pass without one."""
    wrong = copy.first_failure(sorted(set(noticed_before().values())), LONGEST_RECORDING)
    if wrong:
        raise SystemExit(f"{wrong} fails without any change: mend it first.")


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


def asked_for() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a folder or file, such as algorithms/roles")
    parser.add_argument("--seconds", type=float, default=120, help="of tests, beside the file's own, for each change")
    return parser.parse_args()


def main() -> int:
    """Draw changes, let the tests judge each, and say which none of them noticed."""
    given, allowed = asked_for(), known()
    names, copies = output("git", "ls-files", "algorithms/*.py", "plugin/*.py"), [Copy("1"), Copy("2")]
    judges = recorded(copies[0], names, given.seconds)
    every = drawn([name for name in names if name.startswith(given.only)], given.count, given.seed)
    counted, survivors = [change for change in every if change.row not in allowed], []
    print(f"{len(every)} changes drawn, {len(every) - len(counted)} of them known to change nothing", flush=True)
    for change, test in judged(counted, copies, judges):
        print(f"{test or 'NOT NOTICED'}: {change}", flush=True)
        survivors += [] if test else [change]
        written(survivors)
        note(change, test)
    require_sound(copies[0])
    share = 1 - len(survivors) / max(len(counted), 1)
    print(f"{100 * share:.1f} % of {len(counted)} changes noticed; the others stand in {SURVIVORS.relative_to(ROOT)}")
    return int(share < LEAST_NOTICED)


if __name__ == "__main__":
    raise SystemExit(main())

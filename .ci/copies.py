"""A copy of the checkout in which a change may stand, and its tests run without harm to anything else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "mutants"
LONGEST = 900  # s for the judges of one change; what runs longer is noticed
MOST_MEMORY = 12 * 2**30  # bytes, so that a cell a hundred times finer ends its own process and no other
NO_TESTS = 5  # pytest's own number
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)


class Copy:
    """What git knows of, as it stands, in a folder of its own, where it is the plugin ``agora``."""

    def __init__(self, name: str):
        self.folder = BUILD / name
        self.said = self.folder / "build" / "said.txt"
        shutil.rmtree(self.folder, ignore_errors=True)
        for file in output("git", "ls-files", "--cached", "--others", "--exclude-standard"):
            if (ROOT / file).is_file():
                (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, self.folder / file)
        subprocess.run(["make", "--no-print-directory", "isolated"], cwd=self.folder, check=True)  # noqa: S607

    def first_failure(self, tests: list[str], seconds: float) -> str:
        """Return which test fails first, "" if all pass; what needs more ``seconds`` of the processor has failed."""
        there = [test for test in tests if (self.folder / test.split("::")[0]).exists()]
        if not there:
            return ""
        (self.folder / "build" / "judges.txt").write_text("\n".join(there), "utf-8")
        status = self.tested([".ci/only.py", "build/judges.txt", "-x", "-rfE"], LONGEST, f"--cpu={seconds:.0f}")
        failed = _FAILED.findall(self.said.read_text("utf-8"))
        return "" if status in (0, NO_TESTS) else (failed or [f"the end of the process with {status}"])[0]

    def tested(self, words: list[str], longest: float, *limits: str, **surroundings: str) -> int:
        """Run pytest by these words; return its status, below 0 if it had to be ended. All it says is in ``said``."""
        moved = {name: value.replace(f"{ROOT}/build", f"{self.folder}/build") for name, value in os.environ.items()}
        limited = ["prlimit", f"--as={MOST_MEMORY}", *limits, sys.executable, "-B"]
        with self.said.open("w", encoding="utf-8") as said, subprocess.Popen(  # noqa: S603
            [*limited, *words, "--tb=short", "--hypothesis-seed=1"],
            cwd=self.folder, env={**moved, **surroundings}, stdout=said, stderr=said, start_new_session=True,
        ) as running:  # fmt: skip
            try:
                return running.wait(longest)
            except subprocess.TimeoutExpired:
                return -signal.SIGKILL
            finally:
                _end(running.pid)


def _end(group: int) -> None:
    """End what the tests started and left behind."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def output(*words: str) -> list[str]:
    """Return the lines that a command says in the checkout."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.splitlines()

"""Orders to the workshop: one process of its own for every run, which may be killed, or end in any way."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
LONGEST = 120.0  # s; what takes longer hangs


class Ended(NamedTuple):
    """How a run ended: "well", "cancelled", "refused", "broken", "killed", "crashed" or "hung", and in words why."""

    how: str
    words: str = ""
    calls: dict[str, int] | None = None
    looks: int = 0
    seconds: float = 0.0
    silence: float = 0.0
    answered: float | None = None


class Workshop:
    """A process that holds QGIS and forks itself for every order; ``failing`` is a library to preload."""

    def __init__(self, folder: Path, failing: Path | None):
        self._folder, self._orders = folder, 0
        own = {"LD_PRELOAD": str(failing)} if failing else {}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "workshop.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **own},
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        for line in self._process.stdout:
            if line.strip() == "ready" or line.strip().isdigit():
                return line.strip()
        raise AssertionError("the workshop ended")

    def order(self, work: str, **given: Any) -> Working:
        """Have a function of ``workshop.py`` called in a process of its own."""
        self._orders += 1
        outcome = self._folder / f"{self._orders}.json"
        print(json.dumps({"work": work, "given": given, "outcome": str(outcome)}), file=self._process.stdin, flush=True)
        return Working(int(self._line()), outcome)

    def done(self, work: str, **given: Any) -> Any:
        """Return what a function of ``workshop.py`` returns."""
        working = self.order(work, **given)
        assert working.has_ended(10 * LONGEST), f"{work} hangs"
        working.close()
        return json.loads(working.outcome.read_text("utf-8"))

    def close(self) -> None:
        """End it."""
        self._process.stdin.close()
        self._process.wait(LONGEST)


class Working:
    """A process at work on an order."""

    def __init__(self, process: int, outcome: Path):
        self.process, self.outcome = process, outcome
        try:
            self._handle = os.pidfd_open(process)
        except ProcessLookupError:  # it was quick
            self._handle = None

    def has_ended(self, longest: float) -> bool:
        """Wait for the process; return whether it ended within so many seconds."""
        return self._handle is None or bool(select.select([self._handle], [], [], longest)[0])

    def close(self) -> None:
        """Let go of the process, which has ended."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def kill(self) -> None:
        """Kill it, whatever it does."""
        if self._handle is not None:
            try:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            except ProcessLookupError:
                return

    def ended(self, kill_after: float | None = None) -> Ended:
        """Wait for the process and return how it ended; it may be killed after so many seconds."""
        longest = LONGEST if kill_after is None else kill_after
        in_time = self.has_ended(longest)
        if not in_time:
            self.kill()
            self.has_ended(LONGEST)
        self.close()
        if self.outcome.exists():
            told = json.loads(self.outcome.read_text("utf-8"))
            return Ended(told.pop("ended"), **told)
        return Ended("crashed" if in_time else "hung" if kill_after is None else "killed")


class Campaign:
    """What was tried in one file of tests, and what came of it; ``make test-faults`` writes it to a page."""

    def __init__(self, name: str, tried: str, is_long: bool):
        self.name, self.tried, self.is_long = name, tried, is_long
        self.came, self._failed = Counter(), []
        self.answer, self.silence = (0.0, ""), (0.0, "")  # the longest, in s, and where
        self._begun = time.monotonic()

    def count(self, short: int, long: int) -> int:
        """Return how many trials there are."""
        return long if self.is_long else short

    def note(self, what: str, came: str, ended: Ended, is_bad: bool, times: int = 1) -> None:
        """Note what came of a trial, or of so many alike."""
        self.came[came] += times
        self.silence = max(self.silence, (ended.silence, what))
        self.answer = max(self.answer, (ended.answered or 0.0, what))
        if is_bad:
            self._failed.append(f"{what}: {came} ({ended.how}: {ended.words})")

    def failures(self) -> list[str]:
        """Return the trials since the last time that came to no good end."""
        failed, self._failed = self._failed, []
        return failed

    def written(self, folder: Path) -> None:
        """Write what came of it for the page."""
        folder.mkdir(parents=True, exist_ok=True)
        told = {"tried": self.tried, "came": self.came, "answer": self.answer, "silence": self.silence,
                "seconds": time.monotonic() - self._begun}  # fmt: skip
        (folder / f"{self.name}.json").write_text(json.dumps(told), "utf-8")

"""Which tests judge a change? Those that run its line: recorded once, by coverage.py, while all tests run."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from coverage import CoverageData

RECORDING = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
RECORDING += ["--cov=algorithms", "--cov=plugin", "--cov-report=", "--cov-context=test"]
RECORDING += ["--durations=0", "--durations-min=0"]
_TIME = re.compile(r"^(\d+\.\d+)s (?:setup|call|teardown) +(tests/.+)$", re.MULTILINE)


class Judges:
    """The tests that run a line, from the data of coverage.py and from what pytest said of their times.

    They may take ``most`` seconds, as recorded, beside the tests of the file itself.
    """

    def __init__(self, data: Path, said: str, most: float):
        self._data, self._most, self.seconds = CoverageData(str(data)), most, Counter()
        self._data.read()
        for taken, test in _TIME.findall(said):
            self.seconds[test] += float(taken)

    def of(self, file: str, line: int, source: str) -> list[str]:
        """Return what judges a change of this line, to be run in this order; ``source`` is the text of the file.

        First the file's own tests. Then, while there is time, one case of each function that runs the line, a second
        one of each, and so on; then other tests of those files, which may look at what one of them has left. What runs
        on import is judged by what runs anything of the file, and what no test runs by its folder.
        """
        own, ran = own_tests(file), self._run(file, line, source)
        beside = {_file(test) for test in ran} or {_file(test) for test in self.seconds if _room(test) == _room(own)}
        lots = ran, {test for test in self.seconds if _file(test) in beside} - ran
        chosen, left = {}, self._most
        for test in (test for lot in lots for test in self._spread(lot) if _file(test) != own):
            if self.seconds[test] <= left:
                left -= self.seconds[test]
                chosen[test] = self.seconds[test]
        by_file = Counter()
        for test, seconds in chosen.items():
            by_file[_file(test)] += seconds
        return [own, *sorted(chosen, key=lambda test: (by_file[_file(test)], _file(test), chosen[test]))]

    def time_of(self, tests: Iterable[str]) -> float:
        """Return how many seconds tests and files of tests took when they were recorded."""
        whole = set(tests)
        return sum(seconds for test, seconds in self.seconds.items() if test in whole or _file(test) in whole)

    def _run(self, file: str, line: int, source: str) -> set[str]:
        """Return the tests that run a line, or else the nearest before it in which a statement begins."""
        named = self._data.contexts_by_lineno(file).items()
        lines = {at: {name.rsplit("|", 1)[0] for name in names} & self.seconds.keys() for at, names in named}
        nearest = max((at for at in lines if at <= line), default=0)
        ran = lines.get(nearest, set()) if _is_in_function(source, line) else set()
        return ran or set().union(*lines.values())

    def _spread(self, tests: Iterable[str]) -> list[str]:
        """Return tests so that each function has its quickest case before another has its second."""
        before, places = Counter(), []
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            function = test.split("[")[0]
            places.append((before[function], self.seconds[test], test))
            before[function] += 1
        return [test for *_, test in sorted(places)]


def own_tests(file: str) -> str:
    """Return the file of tests that mirrors a file, whether there is one or not."""
    path = PurePosixPath("tests", file)
    return str(path.with_name(f"test_{path.name}"))


def _file(test: str) -> str:
    return test.split("::")[0]


def _room(test: str) -> str:
    return _file(test).rsplit("/", 1)[0]


def _is_in_function(source: str, line: int) -> bool:
    """Whether a line runs when a function is called: not on import, as its defaults do."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return any(node.body[0].lineno <= line <= node.end_lineno for node in functions)

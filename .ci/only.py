"""Run some tests in an order of one's own: ``only.py FILE WORDS``; FILE has files and ids of tests, one a line.

pytest itself refuses all if one of them is not there, as when a case is named after a number that has changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


class Only:
    """Leaves of the tests collected those that are wanted, in that order."""

    def __init__(self, wanted: list[str]):
        self._place = {test: place for place, test in enumerate(wanted)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Change the list in place, as pytest wants it."""
        places = {item: self._place.get(item.nodeid, self._place.get(item.nodeid.split("::")[0])) for item in items}
        items[:] = sorted((item for item in items if places[item] is not None), key=places.__getitem__)


if __name__ == "__main__":
    wanted = Path(sys.argv[1]).read_text("utf-8").splitlines()
    files = dict.fromkeys(test.split("::")[0] for test in wanted)
    sys.exit(pytest.main([*sys.argv[2:], *files], plugins=[Only(wanted)]))

"""Columns of values that repeat: the same rows, coded or not."""

import hashlib

import numpy as np
import pytest

from agora.algorithms.ground import coded as module
from agora.algorithms.ground.coded import Coded, coded, length, plain, some

ROWS = ["b", "a", "b", "c", "a"]
COLUMNS = pytest.mark.parametrize("column", [ROWS, coded(ROWS)], ids=["as it stands", "coded"])


@COLUMNS
def test_a_column_has_its_rows(column):
    assert length(column) == 5
    assert list(plain(column)) == ROWS


@COLUMNS
def test_some_rows_keep_their_order(column):
    assert list(plain(some(column, np.array([True, False, False, True, True])))) == ["b", "c", "a"]


def test_in_blocks_the_bytes_are_those_of_all_rows_at_once(monkeypatch):
    column = Coded(["Süd", "x"], np.array([1, 0, 0, 1, 1]))
    whole = hashlib.sha256(np.array(["x", "Süd", "Süd", "x", "x"]).tobytes()).hexdigest()
    for at_once in (2, 5, 9):
        monkeypatch.setattr(module, "_AT_ONCE", at_once)
        mark = hashlib.sha256()
        for block in column.blocks():
            mark.update(block.data)
        assert mark.hexdigest() == whole

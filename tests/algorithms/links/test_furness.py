"""Balancing factors against hand-fitted tables and plain Furness iterations written out in loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.links.furness import MOST_ROUNDS, TOLERANCE, balancing_factors


def fitted(seed, rows, columns, **more):
    factors = balancing_factors(seed, rows, columns, columns, **more)
    assert factors.is_settled
    return factors.row[:, np.newaxis] * seed * factors.column


def plain_furness(seed, rows, columns, rounds=20_000):
    """Rows and columns scaled in turn, cell by cell."""
    table = [list(map(float, row)) for row in seed]
    for _ in range(rounds):
        for i, wanted in enumerate(rows):
            factor = wanted / sum(table[i])
            table[i] = [value * factor for value in table[i]]
        worst = 0.0
        for j, wanted in enumerate(columns):
            total = sum(row[j] for row in table)
            worst = max(worst, abs(total / wanted - 1))
            for row in table:
                row[j] *= wanted / total
        if worst < 1e-13:
            break
    return np.array(table)


def test_a_uniform_seed_gives_the_product_of_the_totals():
    rows, columns = np.array([30.0, 70.0]), np.array([50.0, 20.0, 30.0])
    np.testing.assert_allclose(fitted(np.ones((2, 3)), rows, columns), np.outer(rows, columns) / 100, rtol=1e-9)


def test_two_by_two_keeps_the_cross_product_of_the_seed():
    # With totals of 1, t² / (1 - t)² is the seed's a d / (b c) = 4, so t = 2/3.
    table = fitted(np.array([[2.0, 1.0], [1.0, 2.0]]), np.ones(2), np.ones(2))
    np.testing.assert_allclose(table, [[2 / 3, 1 / 3], [1 / 3, 2 / 3]], rtol=1e-7)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 6), st.floats(0, 6))
def test_equals_plain_furness(seed, r, c, steepness):
    rng = np.random.default_rng(seed)
    table = np.exp(-steepness * rng.random((r, c)))
    rows = rng.random(r) + 0.1
    columns = rng.random(c) + 0.1
    columns *= rows.sum() / columns.sum()
    found = fitted(table, rows, columns)
    np.testing.assert_allclose(found.sum(axis=1), rows, rtol=1e-7)
    np.testing.assert_allclose(found.sum(axis=0), columns, rtol=1e-7)
    # A total 1e-8 off moves a cell by 1e-8 over the gap of the iteration, here not below 1e-3.
    np.testing.assert_allclose(found, plain_furness(table, rows, columns), rtol=1e-5)


def plain_rounds(seed, rows, columns, tolerance):
    """How many rounds Furness iterations take when nothing speeds them up."""
    column = columns
    for number in range(1, 10_000):
        row = rows / (seed @ column)
        column = columns / (row @ seed)
        if np.abs(row * (seed @ column) / rows - 1).max() <= tolerance:
            return number
    raise AssertionError("plain rounds do not settle")


def test_steep_tables_settle_in_a_third_of_the_plain_rounds():
    rng = np.random.default_rng(7)
    place = rng.random((300, 2)) * 60
    distance = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1))
    rows, columns = rng.random(300) + 0.1, rng.random(300) + 0.1
    columns *= rows.sum() / columns.sum()
    table, rounds = np.exp(-0.5 * distance), []
    fitted(table, rows, columns, progress=rounds.append)
    assert len(rounds) < plain_rounds(table, rows, columns, TOLERANCE) / 3


def test_progress_is_called_each_round_and_never_goes_back():
    shares = []
    fitted(np.array([[1.0, 0.1], [0.2, 1.0]]), np.array([3.0, 1.0]), np.array([1.0, 3.0]), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1


def test_totals_that_cannot_be_met_are_told():
    # Everyone in row 0 goes to column 0, which has room for one of the three.
    seed = np.array([[1.0, 0.0], [1.0, 1.0]])
    rounds = []
    factors = balancing_factors(seed, np.array([3.0, 1.0]), np.array([1.0, 3.0]), np.ones(2), rounds.append)
    assert not factors.is_settled
    assert len(rounds) <= 2 * MOST_ROUNDS


@pytest.mark.parametrize("start", [1e-9, 1.0, 1e9], ids=["tiny start", "unit start", "huge start"])
def test_the_start_does_not_matter(start):
    seed, rows, columns = np.array([[3.0, 1.0], [1.0, 1.0]]), np.array([2.0, 1.0]), np.array([1.0, 2.0])
    factors = balancing_factors(seed, rows, columns, np.full(2, start))
    table = factors.row[:, np.newaxis] * seed * factors.column
    np.testing.assert_allclose(table, plain_furness(seed, rows, columns), rtol=1e-6)

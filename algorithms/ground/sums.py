"""Sums of products in a fixed order: the same bits on one core or many, which no matrix product of BLAS promises."""

from __future__ import annotations

import numpy as np

from .arrays import Floats


def dot(first: Floats, second: Floats) -> float:
    """Return ``sum first_i second_i`` of two arrays (n,).

    Examples
    --------
    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return float(np.einsum("i,i->", first, second))


def over_columns(table: Floats, weight: Floats) -> Floats:
    """Return ``sum over j of table_ij weight_j``, (r,) of a table (r, c).

    Examples
    --------
    >>> over_columns(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0])).tolist()
    [21.0, 43.0]
    """
    sums: Floats = np.einsum("ij,j->i", table, weight)
    return sums


def over_rows(weight: Floats, table: Floats) -> Floats:
    """Return ``sum over i of weight_i table_ij``, (c,) of a table (r, c).

    Examples
    --------
    >>> over_rows(np.array([1.0, 10.0]), np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [31.0, 42.0]
    """
    sums: Floats = np.einsum("i,ij->j", weight, table)
    return sums

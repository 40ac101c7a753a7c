"""What is a centre called? After the place, or the zones, that it holds most of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats


class Names(NamedTuple):
    """The names of one area that fit best, all equally well; the first is taken. None where none fits."""

    fitting: tuple[str, ...]

    @property
    def first(self) -> str:
        """The name taken, "" where none fits."""
        return self.fitting[0] if self.fitting else ""


def names_by_score(names: Sequence[str], score: Floats) -> list[Names]:
    """Return for each area the names of highest score.

    Parameters
    ----------
    names : (m,)
    score : (m, k) of each name for each area, -inf where it does not fit at all

    Examples
    --------
    >>> names_by_score(["Mill Town", "Harbour"], np.array([[3.0, -np.inf, 2.0], [1.0, -np.inf, 2.0]]))
    [Names(fitting=('Mill Town',)), Names(fitting=()), Names(fitting=('Mill Town', 'Harbour'))]
    """
    highest = score.max(axis=0, initial=-np.inf)
    best = (score == highest) & np.isfinite(score)
    return [Names(tuple(dict.fromkeys(names[at] for at in np.flatnonzero(column)))) for column in best.T]


def names_by_share(names: Sequence[str], amounts: Floats, share: Floats) -> list[Names]:
    """Return for each area the name whose zones bring it most; zones without a name count for none.

    Parameters
    ----------
    names : (n,) of zones, several may have one; "" where one has none
    amounts : (n,) such as jobs, at least 0
    share : (n, k) of each zone in each area, 0 to 1

    Examples
    --------
    Two zones of one name hold more than the largest:

    >>> share = np.ones((3, 1))
    >>> names_by_share(["Mill Town", "Harbour", "Mill Town"], np.array([4.0, 5.0, 2.0]), share)[0].first
    'Mill Town'
    """
    known = {name: at for at, name in enumerate(dict.fromkeys(filter(None, names)))}
    named = np.array([name in known for name in names], dtype=np.bool_)
    which = np.array([known[name] for name in names if name], dtype=np.intp)
    held, reached = np.zeros((2, len(known), share.shape[1]))
    np.add.at(held, which, (amounts[:, np.newaxis] * share)[named])
    np.add.at(reached, which, share[named])
    return names_by_score(list(known), np.where(reached > 0, held, -np.inf))


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names of which no two are alike: the second of one name bears a 2, or the next number that is free.

    >>> told_apart(["Harbour", "Harbour", "Harbour 2", "Harbour"])
    ['Harbour', 'Harbour 3', 'Harbour 2', 'Harbour 4']
    """
    given, used, made = set(names), set[str](), []
    for name in names:
        numbered = (each for each in (f"{name} {number}" for number in count(2)) if each not in given)
        made.append(next(each for each in chain([name], numbered) if each not in used))
        used.add(made[-1])
    return made

"""How many jobs are in zones of each role?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..appearance import Look, checked_colour
from ..wording import count, one_line, per_cent
from .bars import bars, bars_height
from .style import Chart, drawn


def role_bars(titles: Sequence[str], jobs: npt.ArrayLike, colours: Sequence[str], look: Look, basis: str) -> Chart:
    """Return bars of the jobs in each role, the largest on top, in the colours of the roles.

    Parameters
    ----------
    titles, jobs, colours : (k,)
    basis : observed, modelled, estimated or classified
    """
    held = np.asarray(jobs, dtype=np.float64)
    order = np.argsort(-held, kind="stable")
    sizes, total = held[order], max(held.sum(), np.finfo(np.float64).tiny)
    names = [one_line(titles[place]) for place in order]
    paints = [checked_colour(colours[place]) for place in order]
    counts = [count(size) for size in sizes.tolist()]
    shares = [f"{per_cent(share)} %" for share in (100 * sizes / total).tolist()]
    labels = [f"{number} · {share}" for number, share in zip(counts, shares)]
    words = "; ".join(f"{name} {number} ({share})" for name, number, share in zip(names, counts, shares))
    return drawn(
        lambda figure: bars(figure.subplots(), "jobs · share of all jobs", names, sizes, labels, paints, look),
        bars_height(len(names)),
        f"Jobs by role of the zone ({basis})",
        look,
        f"Bar chart of jobs by role ({basis}): {words}.",
    )

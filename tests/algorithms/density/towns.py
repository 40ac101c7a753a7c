"""Made-up points that come in clumps, as workplaces do."""

import numpy as np

from agora.algorithms.ground.points import Points


def towns(count, seed=1):
    """Return clumps of four widths in a region of 20 km, some places many times over."""
    made = np.random.default_rng(seed)
    middle = made.uniform(0, 20_000, (12, 2))[made.integers(0, 12, count)]
    xy = middle + made.normal(size=(count, 2)) * made.choice([20, 150, 600, 3000], (count, 1))
    xy[: count // 10] = xy[count // 10 : count // 10 * 2]
    return Points(np.round(xy, 1), made.integers(1, 200, count).astype(float))

"""Points near a block are found on any grid."""

import numpy as np
import pytest

from agora.algorithms.density.engine.blocks import Block, Buckets
from agora.algorithms.ground.grid import Grid
from agora.algorithms.ground.points import Points


@pytest.mark.parametrize("cells", [100, 70_000, 80_000], ids=lambda cells: f"{cells:,} by {cells:,} cells")
def test_points_in_the_corners_are_found_however_many_buckets_a_grid_takes(cells):
    # 80,000 cells along a side are 98,000 buckets of 256 by 256, more than numbers of 16 bits can tell apart
    grid = Grid(0.0, float(cells), 1.0, cells, cells)
    low, high = 0.5, cells - 0.5
    corners = Points(np.array([[low, low], [high, low], [low, high], [high, high]]), np.ones(4))
    buckets = Buckets(corners, grid, np.array([2.0]))
    for number, (x, y) in enumerate(corners.xy):
        block = Block(int(cells - y), int(x), 1, 1)
        assert buckets.around(block, 3.0).number.tolist() == [number]
        assert buckets.around(block, 3.0).row.tolist() == [0.0]

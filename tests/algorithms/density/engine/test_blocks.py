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


CELLS = 700  # three buckets along a side
SCATTERED = Points(np.random.default_rng(4).uniform(0, CELLS, (4000, 2)), np.arange(4000) % 3.0)  # every third without
BUCKETS = Buckets(SCATTERED, Grid(0.0, float(CELLS), 1.0, CELLS, CELLS), np.array([2.0]))
PLACES = {  # about the borders of buckets, at 256 and 512, and over the edge of the grid
    "just below a border": Block(257, 300, 40, 50),
    "just above one": Block(200, 300, 55, 50),
    "right of one": Block(300, 513, 40, 50),
    "left of one": Block(300, 460, 40, 50),
    "within a bucket": Block(300, 300, 40, 50),
    "over several": Block(100, 200, 500, 400),
    "over the edge": Block(-20, 650, 60, 90),
}


def rows_and_cols(block):
    """Return where all points lie as seen from a block, in cells from the middle of its first."""
    return CELLS - SCATTERED.xy[:, 1] - 0.5 - block.top, SCATTERED.xy[:, 0] - 0.5 - block.left


@pytest.mark.parametrize("reach", [1.0, 30.0, 300.0])
@pytest.mark.parametrize("block", PLACES.values(), ids=PLACES)
def test_all_points_with_weight_around_a_block_are_found(block, reach):
    row, col = rows_and_cols(block)
    near = (row > -reach) & (row < block.rows - 1 + reach) & (col > -reach) & (col < block.cols - 1 + reach)
    found = BUCKETS.around(block, reach)
    assert sorted(found.number) == np.flatnonzero(near & (SCATTERED.weight > 0)).tolist()
    np.testing.assert_allclose(found.row, row[found.number])
    np.testing.assert_allclose(found.col, col[found.number])


def test_a_point_lies_in_the_block_whose_border_it_is_just_within():
    # cells of 1: the block's begin at row 100 and column 200 and end with rows 109 and columns 219
    block, hair = Block(100, 200, 10, 20), 0.01
    borders = [(200 + hair, 595), (200 - hair, 595), (220 - hair, 595), (220 + hair, 595)]
    borders += [(210, 600 - hair), (210, 600 + hair), (210, 590 + hair), (210, 590 - hair)]
    buckets = Buckets(Points(np.array(borders), np.ones(8)), Grid(0.0, 700.0, 1.0, 700, 700), np.array([2.0]))
    assert sorted(buckets.within(block).number) == [0, 2, 4, 6]


@pytest.mark.parametrize("block", PLACES.values(), ids=PLACES)
def test_all_points_with_weight_in_a_block_are_found(block):
    row, col = (np.floor(place + 0.5) for place in rows_and_cols(block))
    inside = (row >= 0) & (row < block.rows) & (col >= 0) & (col < block.cols)
    assert sorted(BUCKETS.within(block).number) == np.flatnonzero(inside & (SCATTERED.weight > 0)).tolist()

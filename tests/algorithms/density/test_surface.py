"""From what is asked for to a surface: zones keep their jobs, a study area limits what is shown."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.engine.smoothing import EXACT, FAST
from agora.algorithms.density.kernels import GAUSSIAN, KERNELS, QUARTIC, UNIFORM
from agora.algorithms.density.surface import Request, grid_around, surface_of_points, surface_of_zones
from agora.algorithms.ground import sizes
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.points import Points
from agora.algorithms.ground.rings import Edges

NAMES = [kernel.name for kernel in KERNELS]


def surface_of(answer):
    return answer.surface.collected()


def sides(ring):
    ring = np.asarray(ring, dtype=float)
    return np.hstack([ring, np.roll(ring, -1, axis=0)])


def box(west, south, east, north):
    return sides([(west, south), (east, south), (east, north), (west, north)])


def shoelace(lines):
    x0, y0, x1, y1 = (lines - np.tile(lines[0, :2], 2)).T
    return np.sum(x0 * y1 - x1 * y0) / 2


def zones(*shapes):
    owner = np.repeat(np.arange(len(shapes)), [len(each) for each in shapes])
    return Edges(np.vstack(shapes), owner, np.array([shoelace(each) for each in shapes]))


def stars(count, seed, corner=(530_000, 180_000)):
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        angle = (
            (np.arange(9) + rng.uniform(0, 1, 9)) * 2 * np.pi / 9
        )  # no gap of half a turn: rings do not cross themselves
        middle = rng.uniform(0, 4000, 2) + corner
        ring = middle + np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(30, 400, 9)[:, None]
        made.append(sides(ring))
    return zones(*made), rng.uniform(0, 5000, count)


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_zones_keep_all_their_jobs(kernel):
    shapes, jobs = stars(40, 1)
    answer = surface_of_zones(shapes, jobs, Request(300, 37, kernel))
    assert surface_of(answer).total == pytest.approx(jobs.sum(), rel=1e-9)
    assert answer.weight == pytest.approx(jobs.sum(), rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 12), bandwidth=st.floats(20, 900), cell=st.floats(20, 150))
def test_any_zones_keep_all_their_jobs(seed, count, bandwidth, cell):
    shapes, jobs = stars(count, seed)
    assert surface_of(surface_of_zones(shapes, jobs, Request(bandwidth, cell))).total == pytest.approx(
        jobs.sum(), rel=1e-9
    )


@pytest.mark.parametrize("kernel", KERNELS, ids=NAMES)
def test_inside_a_large_zone_the_density_is_its_jobs_by_its_area(kernel):
    answer = surface_of_zones(zones(box(0, 0, 6000, 6000)), np.array([7200.0]), Request(300, 50, kernel))
    grid = surface_of(answer).grid
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    reach = kernel.reach * 300 + 2 * 50
    middle = (np.abs(x - 3000) < 3000 - reach) & (np.abs(y - 3000) < 3000 - reach)
    assert middle.any()
    np.testing.assert_allclose(surface_of(answer).values[middle], 7200 / 6000**2, rtol=1e-9)


def test_a_zone_cut_in_two_gives_the_same_surface():
    whole = surface_of(surface_of_zones(zones(box(0, 0, 1000, 600)), np.array([100.0]), Request(200, 20)))
    parts = zones(box(0, 0, 333, 600), box(333, 0, 1000, 600))
    cut = surface_of(surface_of_zones(parts, 100 * np.array([0.333, 0.667]), Request(200, 20)))
    np.testing.assert_allclose(cut.values, whole.values, atol=1e-12 * whole.peak)


def test_a_zone_is_many_points_spread_evenly():
    shape = zones(box(100, 100, 700, 400))
    x, y = np.meshgrid(100 + (np.arange(120) + 0.5) * 5, 100 + (np.arange(60) + 0.5) * 5)
    points = Points(np.column_stack([x.ravel(), y.ravel()]), np.full(x.size, 50 / x.size))
    request = Request(250, 10, extent=(-400, -400, 1200, 900))
    from_zone = surface_of(surface_of_zones(shape, np.array([50.0]), request))
    from_points = surface_of(surface_of_points(points, request._replace(method=EXACT)))
    # counting by cells moves mass by up to half a cell: a fortieth of the bandwidth
    np.testing.assert_allclose(from_zone.values, from_points.values, atol=0.01 * from_points.peak)


def test_a_zone_without_area_or_jobs_does_no_harm():
    shapes = zones(box(0, 0, 500, 500), sides([(0, 0), (500, 0), (0, 0)]), box(600, 0, 900, 300))
    answer = surface_of_zones(shapes, np.array([10.0, 0, 0]), Request(100, 20))
    assert surface_of(answer).total == pytest.approx(10, rel=1e-9)


def test_all_weights_zero_give_zero():
    nothing = surface_of(surface_of_zones(zones(box(0, 0, 500, 500)), np.zeros(1), Request(100, 20)))
    assert (nothing.values == 0).all()
    area = box(0, 0, 300, 300)
    kept = surface_of_zones(
        zones(box(0, 0, 500, 500)), np.zeros(1), Request(100, 20, study_area=area, edge_correction=True)
    )
    assert surface_of(kept).total == 0
    points = Points(np.array([[10.0, 20.0]]), np.zeros(1))
    assert (surface_of(surface_of_points(points, Request(100, 20))).values == 0).all()


AREA = np.vstack([box(530_500, 180_500, 532_500, 182_000), box(533_000, 181_000, 533_600, 181_900)])


def scattered(count=300, seed=4):
    rng = np.random.default_rng(seed)
    return Points(rng.uniform(0, 4000, (count, 2)) + np.array([530_000, 180_000]), rng.uniform(0, 50, count))


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
def test_a_study_area_limits_what_is_shown_not_what_counts(method):
    points, request = scattered(), Request(300, 25, method=method, extent=(530_500, 180_500, 533_600, 182_000))
    free = surface_of(surface_of_points(points, request))
    answer = surface_of_points(points, request._replace(extent=None, study_area=AREA))
    limited = surface_of(answer)
    assert limited.grid == free.grid
    x, y = np.meshgrid(limited.grid.column_centres(), limited.grid.row_centres())
    inside = (x < 532_500) | ((x > 533_000) & (y > 181_000) & (y < 181_900))
    np.testing.assert_array_equal(np.isnan(limited.values), ~inside)
    np.testing.assert_allclose(limited.values[inside], free.values[inside], rtol=1e-12)
    assert answer.outside == 0
    assert answer.weight == points.total


def test_a_study_area_limits_zones_the_same_way():
    shapes, jobs = stars(40, 2)
    free = surface_of(surface_of_zones(shapes, jobs, Request(300, 25)))
    limited = surface_of(surface_of_zones(shapes, jobs, Request(300, 25, study_area=AREA)))
    top, left = (free.grid.north - limited.grid.north) / 25, (limited.grid.west - free.grid.west) / 25
    rows, cols = limited.values.shape
    there = free.values[int(top) : int(top) + rows, int(left) : int(left) + cols]
    shown = ~np.isnan(limited.values)
    np.testing.assert_allclose(limited.values[shown], there[shown], atol=1e-9 * free.peak)
    assert 0 < shown.sum() < shown.size


@pytest.mark.parametrize("kernel", [QUARTIC, UNIFORM, GAUSSIAN], ids=["quartic", "uniform", "Gaussian"])
def test_edge_correction_keeps_the_points_of_the_study_area(kernel):
    points = scattered()
    x, y = points.xy.T
    inside = (x > 530_500) & (x < 532_500) & (y > 180_500) & (y < 182_000)
    inside |= (x > 533_000) & (x < 533_600) & (y > 181_000) & (y < 181_900)
    answer = surface_of_points(points, Request(300, 25, kernel, study_area=AREA, edge_correction=True))
    assert surface_of(answer).total == pytest.approx(points.weight[inside].sum(), rel=1e-9)
    assert answer.weight == pytest.approx(points.weight[inside].sum(), rel=1e-12)
    assert answer.outside == (~inside).sum()


@pytest.mark.parametrize("kernel", [QUARTIC, UNIFORM, GAUSSIAN], ids=["quartic", "uniform", "Gaussian"])
def test_edge_correction_keeps_the_share_of_zones_in_the_study_area(kernel):
    shapes = zones(box(0, 0, 1000, 1000), box(1000, 0, 3000, 1000), box(9000, 0, 9500, 500))
    request = Request(200, 25, kernel, study_area=box(500, 0, 2000, 1000), edge_correction=True)
    answer = surface_of_zones(shapes, np.array([100.0, 60, 1000]), request)
    assert surface_of(answer).total == pytest.approx(50 + 30, rel=1e-9)  # half of the first two
    assert answer.weight == pytest.approx(80, rel=1e-9)
    # evenly spread jobs stay as dense as they are where one density fills the study area
    even = surface_of_zones(zones(box(0, 0, 3000, 1000)), np.array([300.0]), request)
    np.testing.assert_allclose(surface_of(even).total, 150, rtol=1e-9)


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
def test_an_extent_away_from_the_data_is_empty(method):
    request = Request(300, 25, method=method, extent=(0, 0, 1000, 500))
    answer = surface_of_points(scattered(), request)
    assert surface_of(answer).values.shape == (20, 40)
    assert (surface_of(answer).values == 0).all()
    assert answer.weight == scattered().total
    assert (surface_of(surface_of_zones(*stars(5, 3), request)).values == 0).all()


@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
def test_kernels_reach_into_an_extent_beside_the_data(method):
    points = Points(np.array([[90.0, 105.0]]), np.array([4.0]))
    surface = surface_of(surface_of_points(points, Request(50, 2.5, method=method, extent=(100, 0, 200, 200))))
    peak = 4 * 3 / np.pi / 50**2
    assert surface.values[:, 0].max() == pytest.approx(peak * (1 - (11.25**2 + 1.25**2) / 50**2) ** 2, rel=5e-3)
    assert 0 < surface.total < 4  # cut off: not scaled to the whole


def test_the_grid_reaches_a_bandwidth_around_the_data():
    surface = surface_of(surface_of_points(Points(np.array([[0.0, 0], [1000, 500]]), np.ones(2)), Request(100, 25)))
    assert (surface.grid.west, surface.grid.south, surface.grid.east, surface.grid.north) == (-100, -100, 1100, 600)


@pytest.mark.parametrize("make", [surface_of_points, surface_of_zones], ids=["points", "zones"])
def test_edge_correction_needs_a_study_area(make):
    given_ = (scattered(),) if make is surface_of_points else stars(3, 1)
    with pytest.raises(PlanError, match="give a STUDY_AREA too"):
        make(*given_, Request(300, 25, edge_correction=True))


@pytest.mark.parametrize("make", [surface_of_points, surface_of_zones], ids=["points", "zones"])
def test_a_study_area_elsewhere_is_refused_where_it_is_to_keep_the_weight(make):
    given_ = (scattered(),) if make is surface_of_points else stars(3, 1)
    request = Request(300, 25, study_area=box(0, 0, 500, 500), edge_correction=True)
    with pytest.raises(PlanError, match=r"study area\. Are both layers in the right place"):
        make(*given_, request)


@pytest.mark.parametrize("make", [surface_of_points, surface_of_zones], ids=["points", "zones"])
def test_a_study_area_smaller_than_a_cell_is_refused(make):
    given_ = (scattered(),) if make is surface_of_points else stars(3, 1)
    with pytest.raises(PlanError, match="covers no cell"):
        make(*given_, Request(300, 100, study_area=box(530_010, 180_010, 530_020, 180_020)))


@pytest.mark.parametrize("make", [surface_of_points, surface_of_zones], ids=["points", "zones"])
@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(0, 25), "bandwidth"),
        (Request(300, 0), "cell size"),
        (Request(300, 1e-3, room=2**40), "GB of disk"),
        (Request(3000, 1e-3, extent=(530_000, 180_000, 530_001, 180_001)), "GB of memory"),
    ],
    ids=["no bandwidth", "no cell", "too many cells", "too wide a kernel"],
)
def test_what_cannot_be_made_is_refused(make, request_, words):
    given_ = (scattered(),) if make is surface_of_points else stars(3, 1)
    with pytest.raises(PlanError, match=words):
        make(*given_, request_)


def test_the_answer_says_how_it_was_made():
    points = scattered(10)
    assert surface_of_points(points, Request(300, 60)).how.startswith("Exact")
    # the quartic's bound: 0.62 (1/40)² of the peak
    fast = surface_of_points(points, Request(300, 7.5, method=FAST))
    assert fast.how == "Fast: within 0.039 % of the peak of a single point."
    narrow = surface_of_points(points, Request(20, 25))
    assert narrow.how == "Fast: kernels narrower than a cell are counted by cells."
    assert "Zones" in surface_of_zones(*stars(3, 1), Request(300, 60)).how


def test_progress_only_grows_and_ends_at_the_end():
    for make, given_ in ((surface_of_points, (scattered(),)), (surface_of_zones, stars(3, 1))):
        shares = []
        answer = make(*given_, Request(300, 10), shares.append)
        assert shares == sorted(shares)
        assert len(shares) == 0 or shares[-1] == 1
        shares = []
        for _ in answer.surface.tiles(shares.append):
            pass
        assert shares == sorted(shares)
        assert shares[-1] == 1


@pytest.mark.parametrize(
    "asked",
    [
        Request(300, 0.01, room=2**34),
        Request(300, 0.05, held=150),
        Request(30_000, 0.05, extent=(530_000, 180_000, 530_100, 180_100)),
    ],
    ids=["disk", "memory", "kernel"],
)
def test_the_cells_that_a_refusal_offers_are_not_refused(monkeypatch, asked):
    monkeypatch.setattr(sizes, "memory", lambda: 2**34)
    xy = np.array([[530_000.0, 180_000.0], [538_000.0, 186_000.0]])
    with pytest.raises(PlanError) as caught:
        grid_around(xy, asked)
    offered = float(re.search(r"Give cells of ([\d.,]+) m or more", str(caught.value))[1].replace(",", ""))
    assert grid_around(xy, asked._replace(cell=offered)).cell == offered

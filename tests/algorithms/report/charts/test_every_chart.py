"""Charts are drawings that neither act nor load, the same each time, and say in words what they show."""

from pathlib import Path

import numpy as np
import pytest
from attacks import ATTACKS
from drawings import SVG, assert_drawn_quietly, assert_inert, declared, font_size, lettering, read, skeleton, texts
from made_up import CLASSES, DIVERGING, LOOK, every_chart

from agora.algorithms.report.charts.centre_bars import centre_bars
from agora.algorithms.report.charts.flow_matrix import flow_matrix
from agora.algorithms.report.charts.lorenz import lorenz
from agora.algorithms.report.charts.role_bars import role_bars
from agora.algorithms.report.wording import visible

matplotlib = pytest.importorskip("matplotlib")

ROOM = Path(__file__).resolve().parents[4] / "algorithms" / "report" / "charts"
KINDS = sorted({path.stem for path in ROOM.glob("*.py")} - {"__init__", "style", "bars"})


@pytest.fixture(scope="module")
def drawn():
    return every_chart()


def test_every_chart_is_held_to_what_follows(drawn):
    assert sorted(drawn) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_shapes_and_text_and_refers_to_nothing(kind, drawn):
    svg = drawn[kind].svg
    assert svg.startswith("<svg")
    assert_inert(svg)
    for word in ("<script", "http", "@import", "<metadata"):
        plain = svg.lower().replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
        assert word not in plain


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_text_with_a_title_that_says_observed_or_modelled(kind, drawn):
    basis = "modelled" if kind == "flow_matrix" else "observed"
    assert texts(drawn[kind].svg)[0].endswith(f"({basis})")
    assert f"({basis})" in drawn[kind].alt


@pytest.mark.parametrize("kind", KINDS)
def test_text_has_the_fonts_of_the_look(kind, drawn):
    fonts = "Open Sans, Arial, DejaVu Sans, sans-serif"
    assert all(fonts in each.get("style") for each in lettering(drawn[kind].svg))


UNITS = {
    "centre_bars": ["jobs", "jobs per hectare"],
    "role_bars": ["jobs · share of all jobs"],
    "lorenz": ["% of all jobs", "% of all land, densest zones first"],
    "density_gradient": ["jobs per hectare", "straight-line distance, km"],
}


@pytest.mark.parametrize("kind", UNITS)
def test_axes_carry_units(kind, drawn):
    assert set(UNITS[kind]) <= set(texts(drawn[kind].svg))


def box(text):
    """Left, right, top and bottom of a level text, in points, as wide as in a common font."""
    size, words = font_size(text), "".join(text.itertext())
    wide, left, low = 0.5 * size * len(words), float(text.get("x")), float(text.get("y"))
    left -= {"end": wide, "middle": wide / 2}.get(declared(text, "text-anchor"), 0)
    return left, left + wide, low - 0.7 * size, low


def is_level(text):
    return text.get("x") is not None and text.get("transform", "").startswith("rotate(-0 ")


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_stands_on_another(kind):
    names = ("Palo Alto and Stanford University", "Harbour", "Out-of-town office", "Institutional campus")
    boxes = [box(each) for each in lettering(every_chart(names)[kind].svg) if is_level(each)]
    for place, (left, right, top, bottom) in enumerate(boxes):
        for other in boxes[:place]:
            assert right < other[0] or other[1] < left or bottom < other[2] or other[3] < top


def test_the_same_input_gives_the_same_bytes_whatever_the_settings(drawn):
    with matplotlib.rc_context(
        {"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red", "svg.hashsalt": None}
    ):
        assert every_chart() == drawn
        assert matplotlib.rcParams["font.size"] == 30  # and the user's settings are still there


EDGES = {
    "no centre": lambda: centre_bars([], [], [], CLASSES, LOOK, "observed"),
    "one centre": lambda: centre_bars(["A"], [1], [1], CLASSES, LOOK, "observed"),
    "centres without jobs": lambda: centre_bars("AB", [0, 0], [0, 0], CLASSES, LOOK, "observed"),
    "roles without jobs": lambda: role_bars("AB", [0, 0], ["#000000", "#ffffff"], LOOK, "observed"),
    "one zone": lambda: lorenz([5], [1], LOOK, "observed"),
    "one role": lambda: flow_matrix(["A"], [[1.0]], DIVERGING, LOOK, "observed"),
    "no role": lambda: flow_matrix([], np.zeros((0, 0)), DIVERGING, LOOK, "observed"),
    "no expectation": lambda: flow_matrix("AB", np.full((2, 2), np.nan), DIVERGING, LOOK, "observed"),
}


@pytest.mark.parametrize("draw", EDGES.values(), ids=EDGES)
def test_little_data_still_make_a_chart(draw):
    assert_drawn_quietly(draw)


def test_names_are_text_whatever_they_hold():
    names = [*ATTACKS.values()]
    jobs = np.arange(len(names), 0, -1.0)
    plain = centre_bars(["Name"] * len(names), jobs, jobs, CLASSES, LOOK, "observed", most=len(names))
    chart = assert_drawn_quietly(lambda: centre_bars(names, jobs, jobs, CLASSES, LOOK, "observed", most=len(names)))
    assert skeleton(chart.svg) == skeleton(plain.svg)
    shown = texts(chart.svg)
    assert "{{ 7 * 7 }}" in shown
    assert any(text.startswith("$\\frac{1}{2}$") for text in shown)
    assert max(map(len, shown)) < 60
    assert visible(chart.svg) == chart.svg


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_titles_of_roles_are_text_whatever_they_hold(attack):
    for charted in (
        lambda title: flow_matrix([title, "Rural"], np.ones((2, 2)), DIVERGING, LOOK, "modelled"),
        lambda title: role_bars([title, "Rural"], [2, 1], ["#7b0f3a", "#e6e2ee"], LOOK, "observed"),
    ):
        chart = assert_drawn_quietly(lambda charted=charted: charted(attack))
        assert skeleton(chart.svg) == skeleton(charted("Name").svg)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_basis_that_is_an_attack_is_text_too(attack):
    svg = lorenz([1, 2], [1, 1], LOOK, attack).svg
    assert skeleton(svg) == skeleton(lorenz([1, 2], [1, 1], LOOK, "observed").svg)
    assert_inert(svg)
    assert texts(svg)[0] == " ".join(visible(f"How few hectares hold the jobs ({attack})").split())


@pytest.mark.parametrize("kind", KINDS)
def test_light_bars_have_an_edge_that_paper_shows(kind, drawn):
    light = [each for each in read(drawn[kind].svg).iter(f"{SVG}path") if declared(each, "fill") == "#e6e2ee"]
    assert all(declared(each, "stroke") for each in light)


def test_colours_are_colours():
    with pytest.raises(ValueError, match="is no colour"):
        role_bars(["A"], [1], ['red" onload="'], LOOK, "observed")

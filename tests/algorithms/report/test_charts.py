"""Charts are drawings that a strict policy lets pass, the same each time, and say in words what they show."""

import re
import warnings
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from attacks import ATTACKS
from made_up import CLASSES, DIVERGING, LOOK, every_chart, falling

from agora.algorithms.density.gradient import density_gradient, distance_bands
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.report import charts
from agora.algorithms.report.words import visible

matplotlib = pytest.importorskip("matplotlib")

KINDS = ["centres", "roles", "lorenz", "matrix", "distance", "gradient"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn():
    return every_chart()


def read(chart):
    return ET.fromstring(chart.svg)  # noqa: S314 - a drawing of ours


def texts(chart):
    return ["".join(each.itertext()) for each in read(chart).iter(f"{SVG}text")]


def paints(chart):
    return {each.get("fill") for each in read(chart).iter(f"{SVG}path")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_shapes_and_text(kind, drawn):
    root = read(drawn[kind])
    assert root.tag == f"{SVG}svg"
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "g", "defs", "path", "text", "use")
    }
    assert (root.get("role"), root.get("aria-label")) == ("img", drawn[kind].alt)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_refers_to_nothing_and_needs_no_style(kind, drawn):
    for each in read(drawn[kind]).iter():
        assert "style" not in each.attrib
        assert all(
            name in each.attrib or value.startswith("#") for name, value in each.attrib.items() if "href" in name
        )
    for word in ("<script", "http", "@import", "url(", "style=", "matplotlib"):
        assert word not in drawn[kind].svg.lower().replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_text_with_a_title_that_says_observed_or_modelled(kind, drawn):
    basis = "modelled" if kind in ("matrix", "distance") else "observed"
    assert texts(drawn[kind])[0].endswith(f"({basis})")
    assert f"({basis})" in drawn[kind].alt


UNITS = {
    "centres": ["jobs", "jobs per hectare"],
    "roles": ["jobs · share of all jobs"],
    "lorenz": ["% of all jobs", "% of all land, densest zones first"],
    "distance": ["% of commuters", "straight-line distance, km"],
    "gradient": ["jobs per hectare", "straight-line distance, km"],
}


@pytest.mark.parametrize("kind", UNITS)
def test_axes_carry_units(kind, drawn):
    assert set(UNITS[kind]) <= set(texts(drawn[kind]))


def test_the_same_input_gives_the_same_bytes_whatever_the_settings(drawn):
    with matplotlib.rc_context(
        {"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red", "svg.hashsalt": None}
    ):
        assert every_chart() == drawn
        assert matplotlib.rcParams["font.size"] == 30  # and the user's settings are still there


def test_bars_of_centres_show_the_first_twelve():
    names = [f"Place {rank}" for rank in range(1, 15)]
    chart = charts.centre_bars(names, np.arange(14, 0, -1) * 1000, np.full(14, 30), CLASSES, LOOK, "observed")
    assert "Place 12" in texts(chart)
    assert "Place 13" not in texts(chart)
    assert "first 12 of 14 centres" in texts(chart)[0]
    assert "Place 12 3,000 at 30" in chart.alt
    assert "Place 13" not in chart.alt


def test_bars_of_density_have_the_colours_of_the_map():
    chart = charts.centre_bars("ABCD", [4, 3, 2, 1], [120, 100, 99, 0.5], CLASSES, LOOK, "observed")
    assert {"#b73779", "#fd9f6c"} <= paints(chart)
    assert "#fdf3cf" not in paints(chart)  # no bar from 1 to 25


def test_roles_stand_in_order_of_their_jobs_in_their_colours():
    chart = charts.role_bars(
        ["Core", "Town", "Rural"], [20, 50, 30], ["#7b0f3a", "#d1495b", "#dfe9d2"], LOOK, "observed"
    )
    names = [each for each in texts(chart) if each in ("Core", "Town", "Rural")]
    assert names == ["Town", "Rural", "Core"]
    assert "Town 50 (50 %); Rural 30 (30 %); Core 20 (20 %)" in chart.alt
    fills = [each.get("fill") for each in read(chart).iter(f"{SVG}path")]
    assert [each for each in fills if each in ("#7b0f3a", "#d1495b", "#dfe9d2")] == ["#d1495b", "#dfe9d2", "#7b0f3a"]


def test_a_cell_has_the_colour_of_the_number_that_is_read_in_it():
    # 0.49 is read as 0.5, which is in the class from 0.5 to 0.8
    chart = charts.flow_matrix(["A"], [[0.49]], DIVERGING, LOOK, "modelled")
    assert "0.5" in texts(chart)
    cell = next(each.get("fill") for each in read(chart).iter(f"{SVG}path") if each.get("fill") in DIVERGING)
    assert cell == DIVERGING[1]


def test_a_pair_of_roles_without_expectation_shows_a_dash():
    chart = charts.flow_matrix(["A", "B"], [[1.0, np.nan], [3.0, 0.0]], DIVERGING, LOOK, "modelled")
    assert "–" in texts(chart)
    assert "highest from B to A, 3.0 times" in chart.alt


def test_the_words_of_the_matrix_are_about_two_roles():
    chart = charts.flow_matrix("AB", [[9.0, 0.4], [1.5, 0.1]], DIVERGING, LOOK, "modelled")
    assert chart.alt.endswith("highest from B to A, 1.5 times, and lowest from A to B, 0.4 times.")


@pytest.mark.parametrize("hectares", [[1.0, 9.0], [9.0, 9.0]], ids=["dense centre", "even"])
def test_labels_of_the_curve_end_within_the_drawing(hectares):
    chart = charts.lorenz([60, 40], hectares, LOOK, "observed")
    width = float(read(chart).get("viewBox").split()[2])
    for each in read(chart).iter(f"{SVG}text"):
        reach = 0.62 * float(each.get("font-size")) * len("".join(each.itertext()))  # of a wide font
        if each.get("text-anchor") == "start":
            assert float(each.get("x")) + reach < width + 10
        if each.get("text-anchor") == "end":
            assert float(each.get("x")) - reach > -10


def test_the_words_of_the_lorenz_curve_by_hand():
    # 90 of 100 jobs on 1 of 10 ha: half of them on 10 % * 50 / 90
    chart = charts.lorenz([90, 10], [1, 9], LOOK, "observed")
    assert "half of the jobs are on 5.6 % of the land, 90 % of the jobs on 10 %" in chart.alt


def test_the_words_of_the_distances_by_hand():
    chart = charts.distance_decay([2, 7, 70], [50, 30, 20], LOOK, "observed")
    assert "0 to 5 km 50 %; 5 to 10 km 30 %" in chart.alt
    assert "55 km and more 20 %" in chart.alt
    assert "Half of them travel under 2.0 km; the mean is 17 km" in chart.alt


def test_the_words_of_the_gradient_by_hand():
    # 300 jobs per hectare at the centre, e^-0.3 = 0.741 of it a km further
    km, hectares = np.array([0.5, 1.5, 2.5]), np.ones(3)
    jobs = 300 * np.exp(-0.3 * km)
    gradient = density_gradient(jobs, hectares, km)
    chart = charts.density_gradient(km, jobs, distance_bands(jobs, hectares, km, gradient), gradient, LOOK, "observed")
    assert "0.5 to 0.6 km 258" in chart.alt
    assert "The fit starts at 300 jobs per hectare and falls by 26 % a km" in chart.alt
    assert "The fit starts at 300 jobs per hectare and falls by 26 % a km (R² 1.00)" in texts(chart)


def test_a_density_that_rises_is_said_to_rise():
    km = np.array([0.5, 1.5, 2.5])
    gradient = density_gradient(np.exp(0.1 * km), np.ones(3), km)
    bands = distance_bands(np.exp(0.1 * km), np.ones(3), km, gradient)
    assert "rises by 9.5 % a km" in charts.density_gradient(km, np.exp(0.1 * km), bands, gradient, LOOK, "observed").alt


def test_many_zones_are_no_dots():
    few, many = (charts.density_gradient(*falling(n), LOOK, "observed").svg for n in (3000, 3001))
    assert few.count("<use") > 2000 > 200 > many.count("<use")
    assert "dots: zones" in few
    assert "dots: zones" not in many


def gradient_of(jobs, km):
    jobs, km = np.array(jobs, float), np.array(km, float)
    gradient = density_gradient(jobs, np.ones(3), km)
    return charts.density_gradient(km, jobs, distance_bands(jobs, np.ones(3), km, gradient), gradient, LOOK, "observed")


EDGES = {
    "no centre": lambda: charts.centre_bars([], [], [], CLASSES, LOOK, "observed"),
    "one centre": lambda: charts.centre_bars(["A"], [1], [1], CLASSES, LOOK, "observed"),
    "centres without jobs": lambda: charts.centre_bars("AB", [0, 0], [0, 0], CLASSES, LOOK, "observed"),
    "roles without jobs": lambda: charts.role_bars("AB", [0, 0], ["#000000", "#ffffff"], LOOK, "observed"),
    "one zone": lambda: charts.lorenz([5], [1], LOOK, "observed"),
    "one role": lambda: charts.flow_matrix(["A"], [[1.0]], DIVERGING, LOOK, "observed"),
    "no role": lambda: charts.flow_matrix([], np.zeros((0, 0)), DIVERGING, LOOK, "observed"),
    "no expectation": lambda: charts.flow_matrix("AB", np.full((2, 2), np.nan), DIVERGING, LOOK, "observed"),
    "zones at one distance but one": lambda: gradient_of([5, 5, 1], [1, 1, 3]),
    "alike": lambda: gradient_of([1, 1, 1], [0, 1, 2]),
    "over many decades": lambda: gradient_of([1e6, 1e-6, 1], [0, 1e-3, 900]),
    "everybody at home": lambda: charts.distance_decay([0], [3], LOOK, "observed"),
}


@pytest.mark.parametrize("draw", EDGES.values(), ids=EDGES)
def test_little_data_still_make_a_chart(draw):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = draw()
    read(chart)
    assert len(chart.alt) > 20
    assert "nan" not in chart.svg.lower()


def test_no_jobs_have_no_curve():
    with pytest.raises(PlanError, match="no jobs"):
        charts.lorenz([0, 0], [1, 1], LOOK, "observed")


def test_names_are_text_whatever_they_hold():
    names = [*ATTACKS.values()]
    jobs = np.arange(len(names), 0, -1.0)
    plain = charts.centre_bars(["Name"] * len(names), jobs, jobs, CLASSES, LOOK, "observed", most=len(names))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = charts.centre_bars(names, jobs, jobs, CLASSES, LOOK, "observed", most=len(names))
    skeleton = [[(each.tag, sorted(each.attrib)) for each in read(drawing).iter()] for drawing in (plain, chart)]
    assert skeleton[0] == skeleton[1]
    assert "{{ 7 * 7 }}" in texts(chart)
    assert any(text.startswith("$\\frac{1}{2}$") for text in texts(chart))
    assert max(map(len, texts(chart))) < 60
    assert visible(chart.svg) == chart.svg


def test_a_basis_that_is_an_attack_is_text_too():
    chart = charts.lorenz([1, 2], [1, 1], LOOK, "</text><script>\0")
    assert texts(chart)[0].endswith("(</text><script>\ufffd)")


@pytest.mark.parametrize("kind", KINDS)
def test_light_bars_have_an_edge_that_paper_shows(kind, drawn):
    light = [each for each in read(drawn[kind]).iter(f"{SVG}path") if each.get("fill") == "#e6e2ee"]
    assert all(each.get("stroke") for each in light)


def test_colours_are_colours():
    with pytest.raises(ValueError, match="is no colour"):
        charts.role_bars(["A"], [1], ['red" onload="'], LOOK, "observed")


def test_numbers_in_a_drawing_are_hundredths(drawn):
    assert not re.search(r'="[^"a-z]*\d\.\d{3}', drawn["matrix"].svg)

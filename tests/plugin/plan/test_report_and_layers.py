"""A report, sentence by sentence, against the layers of its plan: what is said is worked out again from them.

Three places: San Francisco as shipped, whole and cut through its first centre; Leeds, where its data lie beside the
checkout; and a made town. A sentence that no check knows fails, so that no number is said that nobody looks at.
"""

import csv
import html
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from made_inputs import inputs
from made_layers import EXAMPLE, FLOW_FIELDS, layer, square
from qgis.core import QgsFeatureRequest, QgsGeometry, QgsVectorLayer

from agora.algorithms.roles.rule_tree import ROLES

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "leeds-2011"
N, ROLE = r"((?:under |over )?[\d.,]*\d)", "([A-Z][a-z -]+?)"
TITLES = {role.key: role.title for role in ROLES}
FIXED = re.compile(
    "The data are of 2015|Jobs are observed|Jobs that a firm reports|Stability, and how firm|"
    "Analytical centres are not|Each zone's jobs are spread|Every zone has the role|Roles rest on thresholds"
)
GROUPS = {"KNOWLEDGE": ["finprof"], "CONSUMER": ["retail"], "INDUSTRY": ["manufact"], "PUBLIC": ["healthedu"]}


class Told:
    """A report and the layers of its plan: rows by field, and hectares of zones; ``all_zones`` that were given."""

    def __init__(self, files, all_zones, year="2015"):
        self.page = Path(files["REPORT"]).read_text("utf-8")
        self.all_zones = all_zones
        names = ("zones", "centres", "commuting", "role_links", "desire_lines", "flows")
        self.rows = {name: self._read(files["PLAN"], name) for name in names}
        self.jobs = np.array([zone["jobs"] for zone in self.rows["zones"]])
        self.land = np.array([zone["hectares"] for zone in self.rows["zones"]])
        self.density = self.jobs / self.land

    @staticmethod
    def _read(plan, name):
        read = QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
        names = [field.name() for field in read.fields()] if read.isValid() else []
        features = read.getFeatures() if read.isValid() else []
        return [{**dict(zip(names, each.attributes())), "hectares": each.geometry().area() / 1e4} for each in features]

    @property
    def sentences(self):
        body = self.page.partition("</header>")[2]
        found = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", body, re.DOTALL)
        return [html.unescape(each).replace("\N{NO-BREAK SPACE}", " ") for each in found]

    def table(self, caption):
        [body] = re.findall(rf"<caption>{caption}.*?<tbody>(.*?)</tbody>", self.page, re.DOTALL)
        rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]

    def alternative(self, start):
        found = [html.unescape(each) for each in re.findall(r'alt="([^"]*)"', self.page)]
        return next(each.replace("\N{NO-BREAK SPACE}", " ") for each in found if each.startswith(start))

    def total(self, name, field):
        return sum(row[field] for row in self.rows[name])

    def is_part(self):
        return len(self.rows["zones"]) < self.all_zones

    def share_of(self, role):
        keys = np.array([zone["role"] for zone in self.rows["zones"]])
        return 100 * self.jobs[keys == role].sum() / self.jobs.sum()

    def link(self, start, end):
        ends = {(TITLES[link["role_from"]], TITLES[link["role_to"]]): link for link in self.rows["role_links"]}
        return ends[start, end]

    def across(self):
        return [link for link in self.rows["role_links"] if link["role_from"] != link["role_to"]]


def says(text, value):
    """Whether a printed number is a value rounded to its last digit."""
    if text.startswith("under "):
        return 0 < value < float(text[6:])
    if text.startswith("over "):
        return float(text[5:]) <= value + 0.5 < 100.5
    digits = text.replace(",", "")
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    return abs(float(digits) - value) <= half * (1 + 1e-6)


def jobs_and_centres(told, jobs, on, land, centres):
    held, hectares = told.total("centres", "jobs"), told.total("centres", "area_ha")
    assert held <= told.jobs.sum() * (1 + 1e-6)
    assert says(jobs, told.jobs.sum())
    assert says(on, 100 * held / told.jobs.sum())
    assert says(land, 100 * hectares / told.land.sum())
    assert says(centres, len(told.rows["centres"]))


def first_centre(told, name, jobs, share, density):
    first = max(told.rows["centres"], key=lambda centre: centre["jobs"])
    assert (first["name"], first["rank"]) == (name, 1)
    assert says(jobs, first["jobs"])
    assert says(share, 100 * first["jobs"] / told.jobs.sum())
    assert says(share, first["share_jobs"])
    assert says(density, first["jobs"] / first["area_ha"])


def densities(told, median, mean, gross):
    dense = told.density >= float(median.replace(",", "")) * (1 - 0.005)  # three digits
    assert told.jobs[dense].sum() >= 0.5 * told.jobs.sum()
    denser = told.density > float(median.replace(",", "")) * (1 + 0.005)
    assert told.jobs[denser].sum() < 0.5 * told.jobs.sum()
    assert says(mean, (told.jobs * told.density).sum() / told.jobs.sum())
    assert says(gross, told.jobs.sum() / told.land.sum())


def roles(told, core, industry, office, marginal):
    for text, role in ((core, "city_core"), (industry, "industrial_logistics"), (office, "out_of_town_office")):
        assert says(text, told.share_of(role))
    near = np.array([zone["firm"] < 80 for zone in told.rows["zones"]])
    assert says(marginal, 100 * told.jobs[near].sum() / told.jobs.sum())


def edge(told, into, out, stay, _):
    within = told.total("role_links", "observed")
    assert says(into, told.total("commuting", "jobs") - within)
    assert says(out, told.total("commuting", "workers") - within)
    assert says(stay, 100 * within / told.total("commuting", "workers"))


def largest(told, start, end, people, times, _):
    link = told.link(start, end)
    assert link["observed"] == max(each["observed"] for each in told.across())
    assert says(people, link["observed"])
    assert says(times, link["observed"] / link["expected"])


def strongest(told, start, end, people, times, more, _):
    link, least = told.link(start, end), 0.01 * told.total("role_links", "observed")
    excess = {id(each): each["observed"] - each["expected"] for each in told.across() if each["observed"] >= least}
    assert excess[id(link)] == max(excess.values()) > 0
    assert says(people, link["observed"])
    assert says(times, link["observed"] / link["expected"])
    assert says(more, excess[id(link)])


def none_is_strong(told, _):
    least = 0.01 * told.total("role_links", "observed")
    assert all(each["observed"] <= each["expected"] for each in told.across() if each["observed"] >= least)


def shares_of_all(told, zones):
    assert says(zones, len(told.rows["zones"]))
    assert not told.is_part()


def shares_of_a_part(told, zones, all_zones):
    assert says(zones, len(told.rows["zones"]))
    assert says(all_zones, told.all_zones)
    assert told.is_part()


def drawn(told, lines, of_part, share, people, _):
    assert says(lines, len(told.rows["desire_lines"]))
    assert bool(of_part) == told.is_part()
    everyone = told.total("commuting", "workers")
    if told.is_part():
        everyone += told.total("commuting", "jobs") - told.total("role_links", "observed")
    assert says(people, everyone)
    assert says(share, 100 * told.total("desire_lines", "commuters") / everyone)
    sizes = [line["commuters"] for line in told.rows["desire_lines"]]
    stored = [flow["commuters"] for flow in told.rows["flows"] if flow["origin"] != flow["dest"]]
    assert all(one >= other for one, other in pairwise(sizes))
    assert not stored or sizes == pytest.approx(sorted(stored, reverse=True)[: len(sizes)])
    if told.is_part():
        ours = {zone["zone_id"] for zone in told.rows["zones"]}
        assert all(ours & {line["origin"], line["dest"]} for line in told.rows["desire_lines"])


def stored(told, least, share):
    assert all(flow["commuters"] >= float(least) for flow in told.rows["flows"])
    everyone = told.total("commuting", "workers")
    if told.is_part():
        everyone += told.total("commuting", "jobs") - told.total("role_links", "observed")
    assert says(share, 100 * told.total("flows", "commuters") / everyone)


def between_roles(told, people, of_part):
    assert says(people, told.total("role_links", "observed"))
    assert ("live and work" in of_part) == told.is_part()
    if not told.is_part():
        assert told.total("role_links", "observed") == pytest.approx(told.total("commuting", "workers"))


def method(told, name, by_rank):
    assert {centre["method"] for centre in told.rows["centres"]} == {name}
    assert ("in the whole region" in by_rank) == told.is_part()


def model(told, mean, factor):
    assert says(factor, told.total("commuting", "jobs") / told.jobs.sum())
    flows = told.rows["flows"]
    assert flows
    assert float(mean) > 0


CHECKS = {
    rf".+ has {N} jobs; {N} % of them are on {N} % of its land, in {N} centres?\.": jobs_and_centres,
    rf"(.+) holds {N} jobs \({N} % of all\) at {N} per hectare\.": first_centre,
    rf"Half of all jobs are in zones of {N} jobs per hectare or more; averaged over jobs it is {N}(?:, which the densest "
    rf"zones make)?; the average hectare has {N}\.": densities,
    rf"Roles: core {N} %, industrial {N} %, out-of-town office {N} % of all jobs; {N} % of them are in zones .*": roles,
    rf"{N} commute in, {N} out; {N} % of those who live here work here \((.*)\)\.": edge,
    rf"Largest flow between two roles: {ROLE} to {ROLE}, {N} people, {N} times expected( \(modelled\))?\.": largest,
    rf"Strongest link between two roles: {ROLE} to {ROLE}, {N} people, {N} times expected, which is {N} more"
    r"( \(modelled\))?\.": strongest,
    r"No large flow between two roles is larger than their sizes give( \(modelled\))?\.": none_is_strong,
    rf"Shares are of all jobs, or of all land, in the plan's {N} zones\.": shares_of_all,
    rf"Shares are of all jobs, or of all land, in the plan's {N} zones: .*, of {N} that it .*": shares_of_a_part,
    rf"The map draws the {N} largest flows? between two zones( that begin or end in the plan area)?, with {N} % of {N} "
    r"people( who live or work there)?\. .*": drawn,
    rf"Flows of under {N} person are counted, .* it has {N} % of these people\.": stored,
    rf"Flows between roles, of {N} people (.*), are held against .*": between_roles,
    r"Centres were found by the method “(.*)”( and are named by their rank.*)\.": method,
    rf"Commuting is modelled from .* Its mean is set to {N} km, .* multiplied by {N}, so that .*": model,
}


def check(told):
    """Hold every sentence against the layers; return which checks had something to look at."""
    used = []
    for sentence in told.sentences:
        if FIXED.match(sentence) or sentence == "made" or sentence.startswith("Agora "):
            continue
        [(compare, match)] = [
            (compare, match) for words, compare in CHECKS.items() if (match := re.fullmatch(words, sentence))
        ] or [pytest.fail(f"no check knows: {sentence}")]
        compare(told, *match.groups(default=""))
        used.append(compare)
    check_tables(told)
    return used


def check_tables(told):
    for cells, centre in zip(told.table("The centres by jobs"), sorted(told.rows["centres"], key=lambda c: c["rank"])):
        name, jobs, share, *numbers = cells
        assert name == centre["name"]
        assert says(jobs, centre["jobs"])
        assert says(share, 100 * centre["jobs"] / told.jobs.sum())
        assert all(says(text, centre[key]) for text, key in zip(numbers, ("area_ha", "dens_ha", "peak_ha")))
        if told.is_part():  # else cells were counted, and the outline runs between them
            assert centre["hectares"] == pytest.approx(centre["area_ha"], rel=1e-6)
    half = re.search(rf"half of the jobs are on {N} % of the land", told.alternative("Curve"))[1]
    order = np.argsort(-told.density)
    land = np.interp(0.5, np.append(0, told.jobs[order].cumsum()) / told.jobs.sum(),
                     np.append(0, told.land[order].cumsum()) / told.land.sum())  # fmt: skip
    assert says(half, 100 * land)
    if told.rows["role_links"]:
        check_roles(told)


def check_roles(told):
    keys = np.array([TITLES[zone["role"]] for zone in told.rows["zones"]])
    for title, zones, jobs, share, density in told.table("The roles"):
        here = keys == title
        assert int(zones) == here.sum()
        assert says(jobs, told.jobs[here].sum())
        assert says(share, 100 * told.jobs[here].sum() / told.jobs.sum())
        assert says(density, told.jobs[here].sum() / told.land[here].sum())
    ten = sorted(told.rows["role_links"], key=lambda link: -link["observed"])[:10]
    for (ends, people, times), link in zip(told.table("The ten largest flows between roles"), ten):
        assert ends == f"{TITLES[link['role_from']]} to {TITLES[link['role_to']]}"
        assert says(people, link["observed"])
        assert times == "–" if not link["expected"] else says(times, link["observed"] / link["expected"])


@pytest.fixture
def files(out):
    return {"PLAN": str(out / "plan.gpkg"), "REPORT": str(out / "report.html"), "YEAR": "2015"}


@pytest.fixture(scope="module")
def city():
    whole = QgsVectorLayer(str(EXAMPLE), "bay_area", "ogr")
    made = whole.materialize(QgsFeatureRequest().setFilterExpression("county = 'San Francisco'"))
    made.setName("made")
    return {"ZONES": made, "ZONE_ID": "zone_id", "JOBS": "jobs", "POPULATION": "pop", **GROUPS, "MEAN_COST": 4.0}


HALF = "MULTIPOLYGON(((551700 4173000,556500 4173000,556500 4186000,551700 4186000,551700 4173000)))"
"""The eastern half of San Francisco: its edge runs through the first centre."""


def test_of_san_francisco_the_report_says_what_the_layers_hold(run, files, city):
    run("spatialplan", **city, **files)
    assert {first_centre, roles, largest, drawn, stored, between_roles, model} <= set(check(Told(files, 190)))


@pytest.mark.parametrize("method", [1, 2], ids=["contour", "cut-off"])
def test_of_half_of_san_francisco_the_report_says_what_the_layers_hold(run, files, city, method):
    whole = {**files, "PLAN": files["PLAN"].replace("plan", "whole")}
    run("spatialplan", **city, **whole, CENTRE_METHOD=method)
    first = max(Told(whole, 190).rows["centres"], key=lambda centre: centre["jobs"])
    run("spatialplan", **city, **files, CENTRE_METHOD=method, STUDY_AREA=layer("MultiPolygon", [HALF], name="half"))
    told = Told(files, 190)
    assert {first_centre, edge, shares_of_a_part, drawn, between_roles} <= set(check(told))
    [same] = [centre for centre in told.rows["centres"] if centre["name"] == first["name"]]
    assert same["area_ha"] < 0.9 * first["area_ha"]


def test_of_a_made_town_the_report_says_what_the_layers_hold(run, files):
    run("spatialplan", **inputs("spatialplan"), **files)
    assert {first_centre, roles, drawn} <= set(check(Told(files, 12)))


def test_of_a_part_of_a_made_town_the_report_says_what_the_layers_hold(run, files):
    area = layer("MultiPolygon", [square(400, 400, 1800)], name="part")
    run("spatialplan", **inputs("spatialplan"), **files, STUDY_AREA=area)
    assert {edge, shares_of_a_part} <= set(check(Told(files, 12)))


def test_of_leeds_the_report_says_what_the_layers_hold(run, files):
    zones, flows, people = leeds()
    run(
        "spatialplan",
        ZONES=zones,
        ZONE_ID="code",
        JOBS="jobs",
        RESIDENTS="workers",
        FLOWS=flows,
        **FLOW_FIELDS,
        **files,
    )
    told = Told(files, 107)
    assert {first_centre, drawn} <= set(check(told))
    assert told.total("commuting", "workers") == people == 236_326  # SOURCE.md of the data


def leeds():
    """Return the zones of Leeds with workers and jobs as its flows count them, and the flows."""
    if not REFERENCE.exists():
        pytest.skip("Leeds is reference data kept beside the checkout")
    with (REFERENCE / "od_msoa_2011.csv").open(encoding="utf-8") as file:
        rows = [(row["O"], row["D"], float(row["all"])) for row in csv.DictReader(file)]
    workers, jobs = defaultdict(float), defaultdict(float)
    for origin, destination, people in rows:
        workers[origin] += people
        jobs[destination] += people
    polygons = list(QgsVectorLayer(f"{REFERENCE / 'leeds.gpkg'}|layername=msoa", "msoa", "ogr").getFeatures())
    codes = [zone["geo_code"] for zone in polygons]
    columns = {"code": codes, "workers": [workers[code] for code in codes], "jobs": [jobs[code] for code in codes]}
    shapes = [QgsGeometry(zone.geometry()) for zone in polygons]
    return layer("MultiPolygon", shapes, columns, "EPSG:4326"), od_table(rows), sum(people for *_, people in rows)


def od_table(rows):
    origin, destination, people = map(list, zip(*rows))
    columns = {"origin": origin, "dest": destination, "commuters": people}
    return layer("NoGeometry", [None] * len(rows), columns, "", "flows")

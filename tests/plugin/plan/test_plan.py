"""The plan of the shipped example, as a planner opens it, and plans of San Francisco made in other ways."""

import getpass
import io
import json
import re
import resource
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from made_inputs import inputs
from made_layers import DEGREES, EXAMPLE, FLOW_FIELDS, ROOT, UTM, flows, layer, reprojected, square
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from agora.algorithms.files.raster import read_raster

JOBS = 4_010_135  # examples/bay_area/README.md
FINANCIAL_DISTRICT, OAKLAND = (-122.399, 37.793), (-122.271, 37.805)  # Market Street; 14th Street and Broadway
GROUPS = {
    "KNOWLEDGE": ["finprof"],
    "CONSUMER": ["retail"],
    "INDUSTRY": ["manufact", "agricult"],
    "PUBLIC": ["healthedu"],
}
ZONES = {"ZONE_ID": "zone_id", "JOBS": "jobs"}
MODELLED = {"desire_lines", "commuting", "flows", "role_links", "key_diagram"}


class Log(QgsProcessingFeedback):
    """Keeps what is said."""

    def __init__(self):
        super().__init__(False)
        self.infos, self.warnings = [], []

    def pushInfo(self, info):
        self.infos.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)


def made(path, context=None, **parameters):
    import processing

    log = Log()
    given = {**ZONES, **parameters, "PLAN": str(path)}
    processing.run("agora:spatialplan", given, feedback=log, **({"context": context} if context else {}))
    return log


def opened(path, name):
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def rows(path, name):
    return list(opened(path, name).getFeatures())


def ask(path, question):
    with closing(sqlite3.connect(path)) as file:
        return file.execute(question).fetchall()


def tables(path):
    return {name for (name,) in ask(path, "SELECT table_name FROM gpkg_contents")}


def stored_project(path):
    """Return the project's text: QGIS keeps a zip in hexadecimal digits."""
    [(name, content)] = ask(path, "SELECT name, content FROM qgis_projects")
    assert name == "plan"
    with ZipFile(io.BytesIO(bytes.fromhex(content))) as members:
        [text] = [members.read(each).decode() for each in members.namelist() if each.endswith(".qgs")]
    return text


def project_of(path):
    project = QgsProject()
    assert project.read(f"geopackage:{path}?projectName=plan")
    return project


def place(degrees, crs=UTM):
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(DEGREES), QgsCoordinateReferenceSystem(crs), QgsCoordinateTransformContext()
    )
    return QgsGeometry.fromPointXY(there.transform(QgsPointXY(*degrees)))


def surface_total(path):
    surface = read_raster(f"GPKG:{path}:density")
    return float(np.nansum(surface.values)) * surface.grid.cell**2 / 10_000  # jobs per hectare


@pytest.fixture(scope="module")
def bay(provider, tmp_path_factory):
    """Return the plan of the whole example, made once."""
    path = tmp_path_factory.mktemp("council drive") / "bay & area.gpkg"
    made(path, ZONES=str(EXAMPLE), POPULATION="pop", **GROUPS, TITLE="San Francisco Bay Area")
    return path


def test_a_plan_holds_the_layers_of_this_stage(bay):
    wanted = {"plan_area", "density", "centres", "zones", "flows", "desire_lines", "commuting", "agora_runs"}
    assert wanted <= tables(bay)


def test_a_plan_is_one_file(bay):
    assert [each.name for each in bay.parent.iterdir()] == [bay.name]
    assert ask(bay, "PRAGMA journal_mode") == [("delete",)]
    assert ask(bay, "PRAGMA integrity_check") == [("ok",)]


def test_the_surface_holds_all_jobs(bay):
    assert surface_total(bay) == pytest.approx(JOBS, rel=1e-6)  # float32 cells: 6e-8 each, and they even out


def test_zones_keep_their_jobs(bay):
    zones = rows(bay, "zones")
    assert len(zones) == 1454
    assert sum(zone["jobs"] for zone in zones) == JOBS


def test_the_first_centre_is_the_financial_district_and_oakland_has_its_own(bay):
    centres = rows(bay, "centres")
    by_jobs = sorted(centres, key=lambda centre: -centre["jobs"])
    assert by_jobs[0]["rank"] == 1
    assert by_jobs[0].geometry().contains(place(FINANCIAL_DISTRICT))
    assert not by_jobs[0].geometry().contains(place(OAKLAND))
    assert [centre for centre in by_jobs[1:] if centre.geometry().contains(place(OAKLAND))]


def test_every_zone_has_a_role_and_a_reason(bay):
    zones = rows(bay, "zones")
    assert all(zone["role"] and zone["role_why"] for zone in zones)
    [heart] = [zone for zone in zones if zone.geometry().contains(place(FINANCIAL_DISTRICT))]
    assert heart["role"] == "city_core"


def test_commuting_adds_up(bay):
    commuting = rows(bay, "commuting")
    workers = 0.48 * sum(zone["pop"] for zone in rows(bay, "zones"))  # thresholds.csv
    for field in ("workers", "jobs"):
        assert sum(zone[field] for zone in commuting) == pytest.approx(workers, rel=1e-6)
    assert sum(zone["net_comm"] for zone in commuting) == pytest.approx(0, abs=1e-6)


def test_the_plan_area_is_all_zones(bay):
    [area] = rows(bay, "plan_area")
    assert area["title"] == "San Francisco Bay Area"
    whole = sum(zone.geometry().area() for zone in rows(bay, "zones"))
    assert area.geometry().area() == pytest.approx(whole, rel=1e-9)  # the zones do not overlap (README.md)


def test_a_copy_in_another_folder_opens_without_a_warning(bay, tmp_path):
    copy = tmp_path / bay.name
    shutil.copy(bay, copy)
    said = []

    def note(message, tag, level):
        if level in (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical):
            said.append(f"{tag}: {message}")

    messages = QgsApplication.messageLog()
    messages.messageReceived[str, str, Qgis.MessageLevel].connect(note)
    try:
        project = project_of(copy)
    finally:
        messages.messageReceived[str, str, Qgis.MessageLevel].disconnect(note)
    layers = project.mapLayers().values()
    assert len(layers) >= 9
    assert [each.name() for each in layers if not each.isValid()] == []
    assert [each.name() for each in layers if str(tmp_path) not in each.source()] == []
    assert said == []
    project.clear()


def test_the_project_names_no_folder_and_no_person(bay):
    text = stored_project(bay)
    for folder in (bay.parent, tempfile.gettempdir(), Path.home(), ROOT):
        assert f"{folder}/" not in text
        assert f"{folder}/".replace("&", "&amp;") not in text
    assert "agora-" not in text  # the folder in which the parts were made
    assert re.findall(r"[\">]/[^\"<>]+", text) == []
    assert re.findall(r"saveUser\w*=", text) == []
    assert "<author></author>" in text or "<author/>" in text
    for user in {getpass.getuser(), QgsApplication.userLoginName(), QgsApplication.userFullName()} - {""}:
        assert re.findall(rf"[\">]{re.escape(user)}[\"<]", text) == []
        assert user not in ask(bay, "SELECT metadata FROM qgis_projects")[0][0]


def test_every_source_is_relative(bay):
    text = stored_project(bay)
    name = re.escape(bay.name.replace("&", "&amp;"))
    sources = re.findall(r'(?:<datasource>|[sS]ource=")([^"<]+)', text)
    assert len(sources) > 10
    plain = re.compile(rf"(\./{name}\|layername=\w+|GPKG:\./{name}:density)$")
    assert [each for each in sources if not plain.match(each)] == []


def test_no_folder_is_left_anywhere_in_the_file(bay):
    content = bay.read_bytes()
    for folder in (bay.parent, tempfile.gettempdir(), ROOT):
        assert f"{folder}/".encode() not in content


def test_map_themes_show_what_they_say(bay):
    project = project_of(bay)
    themes = project.mapThemeCollection()
    assert {"Density", "Centres", "Roles", "Links"} <= set(themes.mapThemes())
    shown = {name: {each.name() for each in themes.mapThemeVisibleLayers(name)} for name in themes.mapThemes()}
    assert "Jobs per hectare" in shown["Density"]
    assert "Centres" in shown["Centres"]
    assert "Role" in shown["Roles"]
    assert "Commuting links (modelled)" in shown["Links"]
    project.clear()


def test_every_vector_layer_opens_styled(bay):
    styled = dict(ask(bay, "SELECT f_table_name, useAsDefault FROM layer_styles"))
    spatial = {name for (name,) in ask(bay, "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
    assert {name for name in spatial if not styled.get(name)} == set()
    assert opened(bay, "zones").renderer().type() == "categorizedSymbol"
    assert opened(bay, "commuting").renderer().type() == "graduatedSymbol"


def test_the_surface_is_styled_in_the_project(bay):
    project = project_of(bay)
    [surface] = [each for each in project.mapLayers().values() if isinstance(each, QgsRasterLayer)]
    assert surface.renderer().type() == "singlebandpseudocolor"
    project.clear()


def layer_titles(path):
    project = project_of(path)
    titles = {}
    for each in project.mapLayers().values():
        stored = "density" if isinstance(each, QgsRasterLayer) else each.source().rpartition("layername=")[2]
        titles.setdefault(stored, set()).add(each.name())
    project.clear()
    return titles


def test_layers_that_are_modelled_say_so_and_no_others(bay):
    titles = layer_titles(bay)
    for name, words in titles.items():
        assert {"(modelled)" in each for each in words} == {name in MODELLED}, (name, words)
    described = dict(ask(bay, "SELECT f_table_name, description FROM layer_styles"))
    assert {name for name, words in described.items() if "(modelled)" in words} == MODELLED & set(described)
    for name in MODELLED & set(described):
        assert opened(bay, name).metadata().title().endswith("(modelled)")


def test_the_project_runs_nothing(bay):
    text = stored_project(bay)
    assert not re.search(r"<[mM]acros?[ >/]|pythonCode", text)
    assert "<actionsetting" not in text
    assert set(re.findall(r"<editforminitcode>(.*?)</editforminitcode>", text, re.DOTALL)) <= {"", "<![CDATA[]]>"}
    assert set(re.findall(r"<editforminitcodesource>(\d)", text)) <= {"0"}


def test_every_step_is_recorded(bay):
    steps = ask(bay, "SELECT tool, time, parameters, inputs, agora, qgis, gdal, numpy FROM agora_runs")
    tools = [step[0] for step in steps]
    chain = ["kerneldensity", "densitycentres", "classifyroles", "gravitymodel", "desirelines", "commutingsummary"]
    assert [each for each in tools if each.removeprefix("agora:") in chain] == [f"agora:{each}" for each in chain]
    assert tools[-1] == "agora:spatialplan"
    assert all(all(step) for step in steps)
    assert {step[5] for step in steps} == {Qgis.QGIS_VERSION}


def words_in(value):
    if isinstance(value, dict):
        return [word for each in value.values() for word in words_in(each)]
    if isinstance(value, list):
        return [word for each in value for word in words_in(each)]
    return [value] if isinstance(value, str) else []


def test_records_hold_parameters_without_folders_and_fingerprints(bay):
    last = {}
    for tool, parameters, sources in ask(bay, "SELECT tool, parameters, inputs FROM agora_runs"):
        given, read = json.loads(parameters), json.loads(sources)
        assert given
        assert [word for word in words_in([given, read]) if "/" in word or "\\" in word] == []
        assert read
        assert all(re.fullmatch("[0-9a-f]{16}", each["fingerprint"]) for each in read)
        last[tool] = given, read
    given, read = last["agora:spatialplan"]
    assert given["TITLE"] == "San Francisco Bay Area"
    assert given["PLAN"] == bay.name
    assert (read[0]["name"], read[0]["features"], read[0]["crs"]) == ("bay_area", 1454, UTM)
    assert last["agora:desirelines"][1][1]["fingerprint"] != last["agora:desirelines"][1][0]["fingerprint"]


# Plans of San Francisco: 190 zones


@pytest.fixture(scope="module")
def city():
    whole = QgsVectorLayer(str(EXAMPLE), "bay_area", "ogr")
    cut = whole.materialize(QgsFeatureRequest().setFilterExpression("county = 'San Francisco'"))
    cut.setName("san_francisco")
    assert cut.featureCount() == 190
    return cut


@pytest.fixture
def sf(city):
    return {"ZONES": city, "POPULATION": "pop", **GROUPS, "MEAN_COST": 4.0}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.gpkg"


CITY_JOBS = 747_744  # the sum over the county


def all_valid(path):
    project = project_of(path)
    valid = all(each.isValid() for each in project.mapLayers().values())
    project.clear()
    return valid


def test_centres_by_cutoff(sf, path):
    made(path, **sf, CENTRE_METHOD=2)
    centres = rows(path, "centres")
    assert {centre["method"] for centre in centres} == {"cut-off"}
    first = next(centre for centre in centres if centre["rank"] == 1)
    assert first.geometry().contains(place(FINANCIAL_DISTRICT))
    assert "agora:cutoffcentres" in [tool for (tool,) in ask(path, "SELECT tool FROM agora_runs")]


def test_consensus_is_refused_until_it_is_there(sf, path):
    with pytest.raises(QgsProcessingException, match="CENTRE_METHOD 0, consensus, is not available yet"):
        made(path, **sf, CENTRE_METHOD=0)
    assert list(path.parent.iterdir()) == []


@pytest.fixture
def east():
    """The part of the city east of Van Ness Avenue and north of Cesar Chavez Street, roughly."""
    box = "MULTIPOLYGON(((550500 4178000,556000 4178000,556000 4186000,550500 4186000,550500 4178000)))"
    return layer("MultiPolygon", [box], name="east side")


@pytest.mark.parametrize("crs", [UTM, DEGREES], ids=["the same CRS", "degrees"])
def test_a_plan_area_limits_what_is_shown(sf, path, east, city, crs):
    [outline] = [each.geometry() for each in east.getFeatures()]
    made(path, **sf, STUDY_AREA=east if crs == UTM else reprojected(east, crs))
    wanted = {zone["zone_id"] for zone in city.getFeatures() if outline.intersects(zone.geometry().pointOnSurface())}
    assert 20 < len(wanted) < 170
    for name in ("zones", "commuting"):
        assert {zone["zone_id"] for zone in rows(path, name)} == wanted
    for name in ("centres", "desire_lines"):
        assert rows(path, name)
        assert all(each.geometry().intersects(outline.buffer(1, 4)) for each in rows(path, name))
    assert surface_total(path) == pytest.approx(CITY_JOBS, rel=1e-6)  # computed from all zones
    [area] = rows(path, "plan_area")
    assert area.geometry().area() == pytest.approx(outline.area(), rel=1e-6)
    assert all_valid(path)


def test_a_plan_area_is_recorded_by_its_shape(path):
    fingerprints = []
    for side in (2000, 2100):
        made(path, **inputs("spatialplan"), STUDY_AREA=layer("MultiPolygon", [square(0, 0, side)], name="area"))
        [(read,)] = ask(path, "SELECT inputs FROM agora_runs WHERE tool = 'agora:spatialplan'")
        fingerprints += [each["fingerprint"] for each in json.loads(read) if each["name"] == "area"]
    assert len(set(fingerprints)) == 2


def test_sites_are_recorded_by_all_they_hold(path):
    fingerprints = []
    for room in (400.0, 500.0):
        sites = layer("MultiPolygon", [square(0, 0, 100)], {"room": [room]}, name="sites")
        made(path, **inputs("spatialplan"), SITES=sites, SITE_JOBS="room")
        [(read,)] = ask(path, "SELECT inputs FROM agora_runs WHERE tool = 'agora:spatialplan'")
        fingerprints += [each["fingerprint"] for each in json.loads(read) if each["name"] == "sites"]
    assert len(set(fingerprints)) == 2


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0)))", "no zone of san_francisco has its middle in far"),
        ("MULTIPOLYGON(((551000 4180000,552000 4180000,551000 4180000)))", "no polygon with an area"),
    ],
    ids=["elsewhere", "without an area"],
)
def test_a_plan_area_that_shows_nothing_is_refused(sf, path, shape, words):
    with pytest.raises(QgsProcessingException, match=f"STUDY_AREA: .*{words}"):
        made(path, **sf, STUDY_AREA=layer("MultiPolygon", [shape], name="far"))
    assert list(path.parent.iterdir()) == []


def test_zones_in_degrees_are_transformed_and_the_log_says_so(sf, path, city):
    log = made(path, **{**sf, "ZONES": reprojected(city, DEGREES)})
    assert any("is in degrees; the plan is in EPSG:32610" in line for line in log.infos)
    for name in ("zones", "centres", "plan_area", "desire_lines", "commuting"):
        assert opened(path, name).crs().authid() == "EPSG:32610"
    assert surface_total(path) == pytest.approx(CITY_JOBS, rel=1e-6)
    metres = sum(zone.geometry().area() for zone in city.getFeatures())  # NAD 83 and WGS 84 differ by two metres here
    assert sum(zone.geometry().area() for zone in rows(path, "zones")) == pytest.approx(metres, rel=1e-5)
    assert all_valid(path)


def observed(city):
    ids = sorted(zone["zone_id"] for zone in city.getFeatures())
    pairs = [(ids[i], ids[(i * 7 + k) % len(ids)], float(5 + (i * k) % 40)) for i in range(len(ids)) for k in range(6)]
    return flows(pairs, "census")


def test_with_observed_flows_nothing_says_modelled(sf, path, city):
    given = observed(city)
    made(path, **sf, FLOWS=given, **FLOW_FIELDS)
    people = sum(row["commuters"] for row in given.getFeatures())
    assert sum(zone["workers"] for zone in rows(path, "commuting")) == pytest.approx(people, rel=1e-12)
    assert "modelled" not in stored_project(path)
    assert b"modelled" not in path.read_bytes()
    assert "agora:gravitymodel" not in [tool for (tool,) in ask(path, "SELECT tool FROM agora_runs")]
    assert all_valid(path)


NO_ROLES = "No roles: they need the four sector groups, and working residents or population."
NO_LINKS = "No links: they need a table of flows, or working residents or population to model them."


def test_without_sector_groups_there_are_links_and_no_roles(path, city):
    log = made(path, ZONES=city, POPULATION="pop", MEAN_COST=4.0)
    assert NO_ROLES in log.warnings
    assert NO_LINKS not in log.warnings
    assert "role" not in [each.name() for each in opened(path, "zones").fields()]
    assert rows(path, "desire_lines")
    assert all_valid(path)


def test_without_residents_there_are_neither_roles_nor_links_and_still_a_plan(path, city):
    log = made(path, ZONES=city, **GROUPS)
    assert {NO_ROLES, NO_LINKS} <= set(log.warnings)
    assert tables(path) >= {"plan_area", "density", "centres", "zones", "agora_runs"}
    assert tables(path) & MODELLED == set()
    assert len(rows(path, "zones")) == 190
    assert surface_total(path) == pytest.approx(CITY_JOBS, rel=1e-6)
    project = project_of(path)
    assert set(project.mapThemeCollection().mapThemes()) >= {"Density", "Centres"}
    assert "Links" not in project.mapThemeCollection().mapThemes()
    assert all(each.isValid() for each in project.mapLayers().values())
    project.clear()
    assert "modelled" not in stored_project(path)  # there is nothing that could be


def test_with_sectors_zones_say_how_mixed_they_are(sf, path):
    made(path, **sf, SECTORS=["retail", "finprof", "healthedu", "manufact", "agricult", "other"])
    assert all(zone["role"] and zone["shannon"] is not None for zone in rows(path, "zones"))


def test_layers_opened_after_the_run_say_modelled_and_are_styled(sf, path):
    context, project = QgsProcessingContext(), QgsProject()
    context.setProject(project)
    made(path, context, **sf)
    waiting = {details.outputName: details for details in context.layersToLoadOnCompletion().values()}
    assert set(waiting) >= {"plan_area", "centres", "zones", "density", "desire_lines", "commuting"}
    for name, details in waiting.items():
        assert ("(modelled)" in details.name) == (name in MODELLED)
    surface = QgsRasterLayer(f"GPKG:{path}:density", "density", "gdal")
    waiting["density"].postProcessor().postProcessLayer(surface, context, Log())
    assert surface.renderer().type() == "singlebandpseudocolor"


def test_the_same_plan_twice_has_the_same_numbers(path, tmp_path):
    again = tmp_path / "again.gpkg"
    made(path, **inputs("spatialplan"))
    made(again, **inputs("spatialplan"))
    for name in ("zones", "centres", "commuting", "flows", "desire_lines"):
        assert rows(path, name)
        assert [each.attributes() for each in rows(path, name)] == [each.attributes() for each in rows(again, name)]
    np.testing.assert_array_equal(
        read_raster(f"GPKG:{path}:density").values, read_raster(f"GPKG:{again}:density").values
    )


def test_a_plan_replaces_one_that_is_open(path):
    made(path, **inputs("spatialplan"), TITLE="old")
    held = opened(path, "zones")  # as on the map of a QGIS: the old file stays whole for it
    assert held.featureCount() == 12
    made(path, **inputs("spatialplan"), TITLE="new")
    assert [area["title"] for area in rows(path, "plan_area")] == ["new"]
    assert len(list(held.getFeatures())) == 12
    del held
    assert all_valid(path)


@pytest.mark.parametrize("room", [300_000, 600_000], ids=["while packing", "while storing the project"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # osgeo also complains when it closes
def test_a_full_disk_is_said_and_leaves_the_old_plan(path, room):
    made(path, **inputs("spatialplan"))
    before = path.read_bytes()
    assert len(before) > room
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most[1]))  # no file may grow beyond: a full disk to the writer
    try:
        with pytest.raises(QgsProcessingException, match="Is the disk full"):
            made(path, **inputs("spatialplan"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_maps_and_reports_leave_the_plan_one_file(path, tmp_path):
    made(path, **inputs("spatialplan"), MAP=str(tmp_path / "map.pdf"), REPORT=str(tmp_path / "report.html"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["map.pdf", "plan.gpkg", "report.html"]
    assert ask(path, "PRAGMA journal_mode") == [("delete",)]

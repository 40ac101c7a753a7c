"""A plan published again tells its layers as they are now, and stays as it is, to the byte."""

import hashlib
import html
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from made_inputs import inputs
from made_layers import layer, square
from qgis.core import QgsVectorLayer

NAMES = [
    "Mill Town " * 6,
    "<script>alert('\"')</script>",
    "\N{CJK UNIFIED IDEOGRAPH-57CE}\N{HEBREW LETTER ALEF}",
    "[% 6 * 7 %]",
]


@pytest.fixture(scope="module")
def files(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("first")
    files = {"PLAN": str(out / "plan.gpkg"), "MAP": str(out / "first.pdf"), "REPORT": str(out / "first.html")}
    area = layer("MultiPolygon", [square(0, 0, 2500)], name="Old Town")
    run("spatialplan", **inputs("spatialplan"), **files, STUDY_AREA=area, YEAR="2015")
    return files


@pytest.fixture
def plan(files, tmp_path):
    """Return a copy of the plan in a folder of its own."""
    return Path(shutil.copy(files["PLAN"], tmp_path / "plan.gpkg"))


def mark(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rename(plan, name):
    centres = QgsVectorLayer(f"{plan}|layername=centres", "centres", "ogr")
    assert centres.startEditing()
    [first, *_] = centres.getFeatures()
    assert centres.changeAttributeValue(first.id(), centres.fields().indexOf("name"), name)
    assert centres.commitChanges()


def text_of(page):
    text = Path(page).read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"data:image/[^\"]*", "", text)


def test_a_plan_that_nobody_changed_gives_the_same_report(files, plan, run, out):
    made = run("assembleplan", PLAN=str(plan), REPORT=str(out / "again.html"))
    assert text_of(out / "again.html") == text_of(files["REPORT"])
    assert made.results["PLAN"] == str(plan)


def test_the_plan_alone_gives_map_and_report_beside_it_and_stays(plan, run):
    before = mark(plan)
    run("assembleplan", PLAN=str(plan))
    assert mark(plan) == before
    assert sorted(path.name for path in plan.parent.iterdir() if path.is_file()) == [
        "plan.gpkg",
        "plan.html",
        "plan.pdf",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_new_name_is_in_map_and_report(plan, run, out, name):
    rename(plan, name)
    run("assembleplan", PLAN=str(plan), MAP=str(out / "map.pdf"), REPORT=str(out / "report.html"))
    page = text_of(out / "report.html")
    assert html.escape(name.strip(), quote=False).split("'")[0] in page
    assert "<script" not in page
    assert "Centre 1" not in page
    assert (out / "map.pdf").stat().st_size > 10_000


def test_a_name_that_was_cleared_is_the_number_again(plan, run, out):
    rename(plan, None)
    run("assembleplan", PLAN=str(plan), REPORT=str(out / "report.html"))
    assert "Centre 1" in text_of(out / "report.html")


def test_a_plan_that_is_open_and_saved_elsewhere_is_told_as_saved(plan, run, out):
    """What another program has saved may stand beside the file until it closes it."""
    with closing(sqlite3.connect(plan)) as elsewhere:
        triggers = elsewhere.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:  # those of the index ask for functions that only GDAL has
            elsewhere.execute(f'DROP TRIGGER "{trigger}"')
        elsewhere.execute("PRAGMA journal_mode = WAL")
        elsewhere.execute("UPDATE centres SET name = 'Harbour' WHERE rank = 1")
        elsewhere.commit()
        assert Path(f"{plan}-wal").stat().st_size > 0
        run("assembleplan", PLAN=str(plan), REPORT=str(out / "report.html"))
    assert "Harbour" in text_of(out / "report.html")


def test_a_file_that_is_no_plan_is_refused(run, tmp_path):
    with pytest.raises(Exception, match=r"ZONES are not given, and PLAN, .*none.gpkg, is no plan that is there"):
        run("assembleplan", PLAN=str(tmp_path / "none.gpkg"))
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"no database at all, though it is long enough to be one")
    with pytest.raises(Exception, match="other.gpkg cannot be copied to be read"):
        run("assembleplan", PLAN=str(other))


def test_a_plan_under_another_name_is_published_from_its_own_layers(plan, run):
    other = plan.rename(plan.with_name("other.gpkg"))
    run("assembleplan", PLAN=str(other))
    files = sorted(path.name for path in plan.parent.iterdir() if path.is_file())
    assert files == ["other.gpkg", "other.html", "other.pdf"]


def test_what_needs_zones_is_refused_without_them(plan, run):
    with pytest.raises(Exception, match="ZONES: choose zones. Without them PLAN"):
        run("assembleplan", PLAN=str(plan), TITLE="Another")

"""Results beside inputs and other people's files: refused before anything is written, with the name of both."""

import shutil

import pytest
from made_inputs import inputs
from made_layers import FLOW_FIELDS, flows, left_in, saved, zones


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_shapefile_would_overwrite_the_table_it_is_made_from(refused, folder, out):
    saved(flows(), folder / "moves.shp")  # which has no shapes: only the table is written
    moves = str(folder / "moves.dbf")
    before = contents(folder)
    message = refused("desirelines", **{**inputs("desirelines"), "FLOWS": moves, "OUTPUT": str(folder / "moves.shp")})
    assert f"OUTPUT: moves.shp would write {folder / 'moves.dbf'}, which belongs to the input moves.dbf." in message
    assert contents(folder) == before


def test_a_raster_would_overwrite_the_style_of_the_zones_it_is_made_from(refused, folder, out):
    city = saved(zones(), folder / "city.shp")
    (folder / "city.qml").write_text("theirs")
    given = {**inputs("kerneldensity"), "INPUT": city, "OUTPUT": str(folder / "city.tif")}
    assert f"would write {folder / 'city.qml'}, which belongs to the input city.shp" in refused(
        "kerneldensity", **given
    )
    assert (folder / "city.qml").read_text() == "theirs"


def test_a_style_of_a_file_that_is_no_input_stays_too(refused, folder, out):
    saved(zones(), folder / "city.shp")
    (folder / "city.qml").write_text("theirs")
    message = refused("kerneldensity", OUTPUT=str(folder / "city.tif"))
    assert "city.qml belongs to city." in message
    assert (folder / "city.qml").read_text() == "theirs"


def test_two_outputs_that_share_a_style_are_refused(refused, folder, out):
    message = refused("cutoffcentres", OUTPUT=str(folder / "a.shp"), OUTPUT_ZONES=str(folder / "a.geojson"))
    assert f"OUTPUT_ZONES and OUTPUT are both {folder / 'a.qml'}. Choose two files." in message


def test_a_map_and_a_report_may_have_one_name(run, folder, out):
    files = {
        key: str(folder / f"plan{suffix}") for key, suffix in (("PLAN", ".gpkg"), ("MAP", ".pdf"), ("REPORT", ".html"))
    }
    run("spatialplan", **{**inputs("spatialplan"), **files})
    assert left_in(folder) == ["plan.gpkg", "plan.html", "plan.pdf"]


def test_an_old_index_does_not_hide_features(run, folder, out):
    """A spatial index of an earlier Shapefile says that there are features where there are none any more."""
    result = folder / "res.shp"
    for made in (zones(without=range(4, 12)), zones()):
        run("zonedensity", ZONES=made, JOBS="jobs", OUTPUT=str(result))
        shutil.copy(result, folder / "res.qix") if made.featureCount() < 12 else None
    assert "res.qix" not in left_in(folder)


def test_a_result_follows_a_link_and_says_the_name_that_was_asked_for(run, folder, out, tmp_path):
    link = folder / "link.gpkg"
    link.symlink_to(tmp_path / "real.gpkg")
    ran = run("commutingsummary", **{**inputs("commutingsummary"), **FLOW_FIELDS}, OUTPUT=str(link))
    assert ran.results["OUTPUT"] == str(link)
    assert ran.layer().featureCount() == 12
    assert link.is_symlink()

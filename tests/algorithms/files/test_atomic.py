"""Outputs that are there whole or not at all, whatever goes wrong on the way."""

import os
import sqlite3
import stat

import pytest

from agora.algorithms.files.atomic import Staged, staged
from agora.algorithms.ground.errors import PlanError


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def write(final, content, failure=None):
    with staged(final) as path:
        path.write_text(content)
        if failure:
            raise failure


def test_the_content_is_there_when_the_block_ends(tmp_path):
    final = tmp_path / "plan.gpkg"
    with staged(final) as path:
        assert path.name == final.name
        path.write_text("new")
        assert not final.exists()
    assert final.read_text() == "new"
    assert names(tmp_path) == ["plan.gpkg"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    final = tmp_path / "plan.gpkg"
    final.write_text("old")
    with pytest.raises(RuntimeError, match="half way"):
        write(final, "half", RuntimeError("half way"))
    assert final.read_text() == "old"
    assert names(tmp_path) == ["plan.gpkg"]


def test_what_is_made_beside_comes_along(tmp_path):
    with staged(tmp_path / "density.tif") as path:
        path.write_text("pixels")
        path.with_suffix(".qml").write_text("style")
    assert names(tmp_path) == ["density.qml", "density.tif"]


def test_what_gdal_kept_beside_the_old_file_goes_with_it(tmp_path):
    final = tmp_path / "density.tif"
    for name in ("density.tif", "density.tif.ovr", "density.tif.aux.xml", "density.tif.msk", "density.qml", "mine.ovr"):
        (tmp_path / name).write_text("old")
    with staged(final) as path:
        path.write_text("new")
        path.with_name("density.tif.aux.xml").write_text("new statistics")
    assert names(tmp_path) == ["density.qml", "density.tif", "density.tif.aux.xml", "mine.ovr"]
    assert (tmp_path / "density.tif.aux.xml").read_text() == "new statistics"


def test_a_file_open_elsewhere_with_a_log_does_not_mix_with_the_new_one(tmp_path):
    final = tmp_path / "plan.gpkg"
    elsewhere = sqlite3.connect(final)  # as QGIS does with a GeoPackage on the map
    elsewhere.execute("PRAGMA journal_mode=WAL")
    elsewhere.execute("CREATE TABLE old_zones (id)")
    elsewhere.executemany("INSERT INTO old_zones VALUES (?)", [("x" * 500,)] * 100)
    elsewhere.commit()
    assert (tmp_path / "plan.gpkg-wal").exists()
    with staged(final) as path:
        made = sqlite3.connect(path)
        made.execute("CREATE TABLE new_zones (id)")
        made.commit()
        made.close()
    found = sqlite3.connect(final)
    assert found.execute("SELECT name FROM sqlite_master").fetchall() == [("new_zones",)]
    assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found.close()
    assert elsewhere.execute("SELECT count(*) FROM old_zones").fetchone() == (100,)
    elsewhere.close()


def test_names_with_spaces_and_accents(tmp_path):
    final = tmp_path / "Plan für Zürich 😀.gpkg"
    with staged(final) as path:
        path.write_text("new")
    assert final.read_text() == "new"


def test_a_missing_folder_is_named_with_the_remedy(tmp_path):
    with pytest.raises(PlanError, match=r"missing does not exist\. Make it first"):
        Staged(tmp_path / "missing" / "plan.gpkg")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "plan.gpkg").mkdir()
    with pytest.raises(PlanError, match=r"is a folder\. Give a file name"):
        Staged(tmp_path / "plan.gpkg")
    assert names(tmp_path) == ["plan.gpkg"]


def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(PlanError, match="Cannot write into the folder"):
            Staged(tmp_path / "plan.gpkg")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_folder_that_denies_writing_is_named(tmp_path, monkeypatch):
    def denied(*given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", denied)
    with pytest.raises(PlanError, match=f"Cannot write into the folder {tmp_path}: Permission denied"):
        Staged(tmp_path / "plan.gpkg")


@pytest.mark.parametrize("step", ["pathlib.Path.replace", "os.fsync"], ids=["moving", "flushing"])
def test_a_failure_while_moving_leaves_the_old_file(step, tmp_path, monkeypatch):
    def fails(*given):
        raise PermissionError(13, "in use")

    final = tmp_path / "plan.gpkg"
    final.write_text("old")
    monkeypatch.setattr(step, fails)
    with pytest.raises(PlanError, match=r"in use\. Is it open in another program"):
        write(final, "new")
    assert final.read_text() == "old"
    assert names(tmp_path) == ["plan.gpkg"]


def test_dropping_twice_is_no_harm(tmp_path):
    output = Staged(tmp_path / "plan.gpkg")
    output.path.write_text("half")
    output.drop()
    output.drop()
    assert names(tmp_path) == []

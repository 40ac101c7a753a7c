"""What a result may replace, and what it leaves as it was: attributes, links, neighbours, other programs' data."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from agora.algorithms.files.atomic import Staged, staged
from agora.algorithms.ground.errors import PlanError

LONG_AGO = 3600  # s


def write(final, content="new", beside=()):
    with staged(final) as path:
        path.write_text(content)
        for suffix in beside:
            path.with_suffix(suffix).write_text(content)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_mode_of_the_old_file_is_kept(tmp_path, mode):
    final = tmp_path / "a.gpkg"
    final.write_text("old")
    final.chmod(mode)
    write(final)
    assert (final.read_text(), final.stat().st_mode & 0o777) == ("new", mode)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_of_the_old_file_is_kept(tmp_path):
    final = tmp_path / "a.gpkg"
    final.write_text("old")
    os.chown(final, 1234, 2345)
    write(final)
    assert (final.stat().st_uid, final.stat().st_gid) == (1234, 2345)


def test_a_read_only_file_is_refused(tmp_path):
    final = tmp_path / "a.gpkg"
    final.write_text("old")
    final.chmod(0o444)
    with pytest.raises(PlanError, match=r"a\.gpkg is read-only"):
        write(final)
    assert (names(tmp_path), final.read_text()) == (["a.gpkg"], "old")


def test_a_link_is_followed(tmp_path):
    (tmp_path / "data").mkdir()
    real, link = tmp_path / "data" / "real.gpkg", tmp_path / "link.gpkg"
    real.write_text("old")
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert names(tmp_path) == ["data", "link.gpkg"]


def test_a_link_that_leads_nowhere_is_followed_too(tmp_path):
    link = tmp_path / "link.gpkg"
    link.symlink_to(tmp_path / "real.gpkg")
    write(link)
    assert (tmp_path / "real.gpkg").read_text() == "new"


def test_a_style_that_belongs_to_another_file_is_not_overwritten(tmp_path):
    for name in ("city.shp", "city.qml"):
        (tmp_path / name).write_text("theirs")
    with pytest.raises(PlanError, match=r"city\.qml belongs to city\.shp"):
        write(tmp_path / "city.tif", beside=(".qml",))
    assert names(tmp_path) == ["city.qml", "city.shp"]
    assert (tmp_path / "city.qml").read_text() == "theirs"


def test_a_style_of_nothing_is_not_overwritten(tmp_path):
    (tmp_path / "city.qml").write_text("theirs")
    with pytest.raises(PlanError, match=r"city\.qml is there already"):
        write(tmp_path / "city.tif", beside=(".qml",))


def test_its_own_style_is_replaced(tmp_path):
    for content in ("old", "new"):
        write(tmp_path / "city.tif", content, (".qml",))
    assert (tmp_path / "city.qml").read_text() == "new"


def test_what_a_shapefile_had_beside_it_goes_with_it(tmp_path):
    old = (".shp", ".dbf", ".shx", ".qix", ".sbn", ".sbx", ".cpg", ".prj", ".shp.xml")
    for suffix in old:
        (tmp_path / f"res{suffix}").write_text("old")
    (tmp_path / "resin.qix").write_text("theirs")
    write(tmp_path / "res.shp", beside=(".dbf", ".shx"))
    assert names(tmp_path) == ["res.dbf", "res.shp", "res.shx", "resin.qix"]


@pytest.fixture
def database(tmp_path):
    """Return a GeoPackage that another program has open in WAL mode."""
    path = tmp_path / "plan.gpkg"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE a (b)")
        yield path, other


def test_a_database_in_a_transaction_of_another_program_is_refused(database):
    path, other = database
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO a VALUES (1)")
    with pytest.raises(PlanError, match="open in another program"):
        write(path)
    other.execute("COMMIT")
    assert other.execute("SELECT b FROM a").fetchall() == [(1,)]
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT b FROM a").fetchall() == [(1,)]


def test_a_database_that_is_only_open_is_replaced(database):
    path, _ = database
    write(path)
    assert path.read_text() == "new"


KILLED = """
import sys, time; sys.path.insert(0, sys.argv[1])
from conftest import NAME
from agora.algorithms.files.atomic import Staged
at_work = Staged(sys.argv[2])
at_work.path.write_text("half")
print("half", flush=True)
time.sleep(600)
"""


def test_what_a_killed_run_left_goes_with_the_next(tmp_path):
    tests, final = str(Path(__file__).resolve().parents[2]), tmp_path / "a.gpkg"
    with subprocess.Popen([sys.executable, "-c", KILLED, tests, str(final)], stdout=subprocess.PIPE) as run:
        assert run.stdout.readline() == b"half\n"
        [left] = tmp_path.iterdir()
        os.utime(left, (time.time() - LONG_AGO,) * 2)
        write(tmp_path / "b.gpkg")
        assert left.is_dir()  # it is still at work
        run.kill()
        run.wait()
    write(tmp_path / "b.gpkg")
    assert names(tmp_path) == ["b.gpkg"]


def test_a_staging_folder_of_this_process_is_left_alone(tmp_path):
    at_work = Staged(tmp_path / "a.gpkg")
    [folder] = tmp_path.iterdir()
    os.utime(folder, (time.time() - LONG_AGO,) * 2)
    write(tmp_path / "b.gpkg")
    at_work.path.write_text("a")
    at_work.keep()
    at_work.drop()
    assert names(tmp_path) == ["a.gpkg", "b.gpkg"]


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    for name in (".a._b.tmp", ".hidden"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - LONG_AGO,) * 2)
    write(tmp_path / "b.gpkg")
    assert names(tmp_path) == [".a._b.tmp", ".hidden", "b.gpkg"]


def test_a_folder_that_cannot_be_removed_stops_no_other_result(tmp_path, monkeypatch):
    left = tmp_path / ".a._left.tmp"
    left.mkdir()
    (left / ".claim").touch()
    os.utime(left, (time.time() - LONG_AGO,) * 2)

    def refuse(*given, **more):
        raise OSError("another program looks into it")

    monkeypatch.setattr("os.rmdir", refuse)
    write(tmp_path / "b.gpkg")
    assert (tmp_path / "b.gpkg").read_text() == "new"

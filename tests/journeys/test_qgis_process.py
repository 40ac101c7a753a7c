"""A nightly batch: tools run by ``qgis_process`` on files, in a profile of their own."""

import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

QGIS_PROCESS = shutil.which("qgis_process.bin")  # on Debian the script without .bin fails
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "bay_area" / "bay_area.gpkg"
INPUTS = {"INPUT": f"{EXAMPLE}|layername=zones", "WEIGHT": "jobs"}
LONGEST = 300  # s, on a busy machine

pytestmark = pytest.mark.skipif(QGIS_PROCESS is None, reason="there is no qgis_process.bin")


def command(tool, **given):
    return [QGIS_PROCESS, "run", f"agora:{tool}", "--", *(f"{key}={value}" for key, value in given.items())]


@pytest.fixture
def run(surroundings):
    """Return what runs a tool and returns its exit code, and all that it said."""

    def run_tool(tool, **given):
        done = subprocess.run(command(tool, **given), env=surroundings, capture_output=True, text=True, timeout=LONGEST)
        return done.returncode, done.stdout + done.stderr

    return run_tool


def test_the_tools_are_listed(surroundings):
    listed = subprocess.run([QGIS_PROCESS, "list"], env=surroundings, capture_output=True, text=True, timeout=LONGEST)
    assert listed.returncode == 0
    assert "agora:kerneldensity\tKernel density" in listed.stdout


def test_a_tool_tells_its_parameters(surroundings):
    words = [QGIS_PROCESS, "help", "agora:kerneldensity"]
    told = subprocess.run(words, env=surroundings, capture_output=True, text=True, timeout=LONGEST)
    assert told.returncode == 0
    assert "How to read the result" in told.stdout
    assert all(f"\n{key}: " in told.stdout for key in ("INPUT", "WEIGHT", "BANDWIDTH", "CELL_SIZE", "OUTPUT"))


def test_the_example_gives_a_surface_that_holds_its_jobs(run, tmp_path):
    path = tmp_path / "density.tif"
    code, said = run("kerneldensity", **INPUTS, BANDWIDTH=800, CELL_SIZE=200, OUTPUT=path)
    assert code == 0, said
    assert {"density.tif", "density.qml"} <= {each.name for each in tmp_path.iterdir()}
    totals = dict(re.findall(r"(TOTAL_WEIGHT|RASTER_TOTAL):\s+([\d.]+)", said))
    with closing(sqlite3.connect(EXAMPLE)) as file:
        [(jobs,)] = file.execute("SELECT sum(jobs) FROM zones").fetchall()
    assert float(totals["TOTAL_WEIGHT"]) == jobs
    assert float(totals["RASTER_TOTAL"]) == pytest.approx(jobs, rel=1e-6)


BAD = {
    "a missing field": ({"WEIGHT": "employees"}, "has no field “employees”. Its fields: "),
    "a field of text": ({"WEIGHT": "county"}, "holds no numbers"),
    "a missing layer": ({"INPUT": "none.gpkg"}, "INPUT"),
    "a bandwidth of nothing": ({"BANDWIDTH": 0}, "BANDWIDTH is 0; a length of more than 0 is needed."),
    "far too many cells": ({"CELL_SIZE": 0.5}, "m or more, or a smaller extent."),
}


@pytest.mark.parametrize(("given", "words"), BAD.values(), ids=BAD)
def test_a_mistake_ends_with_a_message_and_no_file(run, tmp_path, given, words):
    code, said = run("kerneldensity", **{**INPUTS, **given, "OUTPUT": tmp_path / "density.tif"})
    assert code != 0
    assert words in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_lists_of_fields_come_in_one_word(run, tmp_path):
    given = {"ZONES": INPUTS["INPUT"], "SECTORS": "retail;finprof;healthedu", "OUTPUT": tmp_path / "variety.gpkg"}
    code, said = run("variety", **given)
    assert code == 0, said
    assert [each.name for each in tmp_path.iterdir()] == ["variety.gpkg"]


@pytest.mark.parametrize("moment", ["at the start", "while it writes"])
def test_a_run_that_is_killed_leaves_the_old_file(surroundings, tmp_path, moment):
    path = tmp_path / "density.tif"
    path.write_bytes(b"what stood there")
    pattern = ".density.*.tmp" if moment == "at the start" else ".density.*.tmp/.density.*.tmp/density.tif"
    words = command("kerneldensity", **INPUTS, BANDWIDTH=800, CELL_SIZE=40, OUTPUT=path)
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        latest = time.monotonic() + LONGEST
        while running.poll() is None and not list(tmp_path.glob(pattern)) and time.monotonic() < latest:
            time.sleep(0.01)
        running.kill()
    assert running.returncode == -9, "it ended before it could be killed"
    assert path.read_bytes() == b"what stood there"


def test_a_table_may_be_a_csv_file(run, tmp_path):
    decays = tmp_path / "decays.csv"
    decays.write_text("sector,decay,source\nfinprof,1.8,an example\n", encoding="utf-8")
    given = {
        "ZONES": INPUTS["INPUT"],
        "JOBS": "jobs",
        "SECTORS": "retail;finprof",
        "DECAY_TABLE": decays,
        "MIN_COST": 1,
    }
    code, said = run("effectivedensity", **given, OUTPUT=tmp_path / "effective.gpkg")
    assert code == 0, said
    assert "Decays: retail 1, finprof 1.8." in said

"""Times density surfaces, ours and what a user would pick instead, and tables, as whole processes: `make bench`.

    python3 benchmarks/run.py [CASE ...]     (default: all; a case may end in :PROGRAM, as in town:qgis)

Medians of five runs, of three where a run takes a minute and of one where it takes five; the peak memory is the
largest of them. Writes docs/benchmarks.md where all cases ran, else prints the table.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from osgeo import gdal
from places import CORNER

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
OUT = MADE / "surface.tif"
FLOWS = str(ROOT / "benchmarks" / "flows.py")
MOST = 1800  # seconds, then a program is stopped


class Case(NamedTuple):
    """Points spread over ``width`` by ``height`` metres, smoothed by ``bandwidth`` onto ``cell`` (metres)."""

    about: str
    points: int
    width: float
    height: float
    bandwidth: float
    cell: float
    programs: tuple[str, ...]
    limit: str

    @property
    def file(self) -> Path:
        """The points."""
        return MADE / f"{self.points}_{self.width:.0f}_{self.height:.0f}.gpkg"


_ALL = ("fast", "exact", "qgis", "grass", "saga")
CASES = {
    "town": Case("100,000 points, 2200 x 2200, radius 100 cells", 100_000, 20_000, 20_000, 1000, 10, _ALL,
                 "fast 2.5 s, exact 4 s"),
    "city": Case("1,000,000 points, 2739 x 2836, radius 40 cells", 1_000_000, 66_475, 68_900, 1000, 25, _ALL[:3],
                 "fast 4 s, exact 8 s"),
    "region": Case("1,000,000 points, 10,000 x 10,000, radius 100 cells", 1_000_000, 58_800, 58_800, 600, 6,
                   ("fast",), "15 s, 1.5 GB"),
    "nation": Case("10,000,000 points, 4096 x 4096, radius 40 cells", 10_000_000, 100_400, 100_400, 1000, 25,
                   ("fast",), "14 s, 2.5 GB"),
    "streets": Case("500,000 points, 50,000 x 40,000, radius 5 cells", 500_000, 49_990, 39_990, 5, 1, ("exact",),
                    "150 s, 1.5 GB"),
    "narrow": Case("100,000 points, 2800 x 2800, radius 50 cells", 100_000, 27_000, 27_000, 500, 10, ("fast",), ""),
    "wide": Case("the same, radius 400 cells", 100_000, 20_000, 20_000, 4000, 10, ("fast",),
                 "1.5 times the line above"),
    "zones": Case("effective density: 35,000 zones, all pairs, 4 decays", 35_000, 70_000, 80_000, 0, 0, ("effective",),
                  "25 s, 1 GB"),
    "flows": Case("1,000,000 flows between 1,454 zones, as a table", 1_000_000, 0, 0, 0, 0, ("write", "read"),
                  "write 4 s, read 1 s"),
}  # fmt: skip


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    gigabytes: float


def main(wanted: list[str]) -> None:
    """Time what is asked for."""
    MADE.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, case in CASES.items():
        for program in case.programs:
            if not wanted or name in wanted or f"{name}:{program}" in wanted:
                rows.append(_row(name, case, program))
                print(rows[-1], flush=True)
    if not wanted:
        PAGE.write_text(_page(rows), encoding="utf-8")


def _row(name: str, case: Case, program: str) -> str:
    if not case.file.exists():
        maker = MAKERS.get(case.programs[0], "places.py")
        size = (str(case.points), str(case.width), str(case.height), str(case.file))
        subprocess.run([sys.executable, str(ROOT / "benchmarks" / maker), *size], check=True)
    command = COMMANDS[program](case)
    if shutil.which(command[0]) is None:
        return f"| {name} | {case.about} | {program} | not installed | | |"
    first = _timed(command)
    if first is None:
        return f"| {name} | {case.about} | {program} | stopped after {MOST // 60} minutes | | |"
    again = 4 if first.seconds < 60 else 2 if first.seconds < 300 else 0
    runs = [first, *filter(None, (_timed(command) for _ in range(again)))]
    middle, most = statistics.median(each.seconds for each in runs), max(each.gigabytes for each in runs)
    limit = case.limit if program in OURS else ""
    return f"| {name} | {case.about} | {program} | {middle:.1f} s (of {len(runs)}) | {most:.2f} GB | {limit} |"


def _timed(command: list[str]) -> Run | None:
    """Return what a program took, None where it was stopped."""
    for each in MADE.glob("surface.*"):
        each.unlink()
    start = time.monotonic()
    with (MADE / "log.txt").open("w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, cwd=MADE)
        patience = Timer(MOST, running.kill)
        patience.start()
        _, status, used = os.wait4(running.pid, 0)
        patience.cancel()
    if time.monotonic() - start > MOST:
        return None
    if status or not list(MADE.glob("surface.*")):
        raise SystemExit(f"{' '.join(command)} failed: {(MADE / 'log.txt').read_text()[-2000:]}")
    return Run(time.monotonic() - start, used.ru_maxrss / 2**20)


def _ours(method: int):
    def command(case: Case) -> list[str]:
        return [
            "qgis_process.bin", "run", "agora:kerneldensity", "--", f"INPUT={case.file}", "WEIGHT=jobs",
            f"BANDWIDTH={case.bandwidth}", f"CELL_SIZE={case.cell}", f"METHOD={method}", f"OUTPUT={OUT}",
        ]  # fmt: skip

    return command


def _effective(case: Case) -> list[str]:
    return [
        "qgis_process.bin", "run", "agora:effectivedensity", "--", f"ZONES={case.file}", "JOBS=jobs",
        "SECTORS=industry;building;consumer;business", f"DECAY_TABLE={case.file.with_suffix('.csv')}",
        f"OUTPUT={OUT.with_suffix('.gpkg')}",
    ]  # fmt: skip


def _qgis(case: Case) -> list[str]:
    return [
        "qgis_process.bin", "run", "qgis:heatmapkerneldensityestimation", "--", f"INPUT={case.file}",
        "WEIGHT_FIELD=jobs", f"RADIUS={case.bandwidth}", f"PIXEL_SIZE={case.cell}", "KERNEL=0", "OUTPUT_VALUE=1",
        f"OUTPUT={OUT}",
    ]  # fmt: skip


def _grass(case: Case) -> list[str]:
    """v.kernel knows no weights."""
    west, south, east, north = _bounds(case)
    steps = (
        f"v.external input={case.file} layer=points output=points",
        f"g.region w={west} s={south} e={east} n={north} res={case.cell}",
        f"v.kernel input=points output=density radius={case.bandwidth} kernel=quartic --quiet",
        f"r.out.gdal input=density output={OUT} --quiet",
    )
    return ["grass", "--tmp-location", "EPSG:27700", "--exec", "sh", "-ec", "; ".join(steps)]


def _saga(case: Case) -> list[str]:
    """SAGA reads Shapefiles; the conversion is not timed."""
    shapes = case.file.with_suffix(".shp")
    if not shapes.exists():
        gdal.VectorTranslate(str(shapes), str(case.file), format="ESRI Shapefile")
    west, south, east, north = (at + case.cell / 2 * side for at, side in zip(_bounds(case), (1, 1, -1, -1)))
    return [
        "saga_cmd", "grid_gridding", "6", "-POINTS", str(shapes), "-POPULATION", "jobs", "-RADIUS",
        str(case.bandwidth), "-KERNEL", "0", "-TARGET_DEFINITION", "0", "-TARGET_USER_SIZE", str(case.cell),
        "-TARGET_USER_XMIN", str(west), "-TARGET_USER_XMAX", str(east), "-TARGET_USER_YMIN", str(south),
        "-TARGET_USER_YMAX", str(north), "-TARGET_OUT_GRID", str(OUT.with_suffix(".sgrd")),
    ]  # fmt: skip


def _write(case: Case) -> list[str]:
    return [sys.executable, FLOWS, str(case.points), "0", "0", str(OUT.with_suffix(".gpkg"))]


def _read(case: Case) -> list[str]:
    return [sys.executable, FLOWS, "read", str(case.file), str(OUT.with_suffix(".txt"))]


OURS = {"fast": _ours(2), "exact": _ours(1), "effective": _effective, "write": _write, "read": _read}
COMMANDS = {**OURS, "qgis": _qgis, "grass": _grass, "saga": _saga}
MAKERS = {"effective": "zones.py", "write": "flows.py"}


def _bounds(case: Case) -> tuple[float, float, float, float]:
    (x, y), reach = CORNER, case.bandwidth
    return x - reach, y - reach, x + case.width + reach, y + case.height + reach


def _page(rows: list[str]) -> str:
    shown = [f"- {name}: `{' '.join(COMMANDS[name](CASES['town']))}`".replace(f"{MADE}/", "") for name in _ALL]
    return "\n".join([
        "# Benchmarks", "",
        "How long a density surface takes, beside what a user would pick instead: whole processes, with start-up,",
        "reading and writing. Written by `make bench`, which makes the points (seeded: towns of many sizes and lone",
        "workplaces). Medians; the peak memory is the largest seen. Ours compresses and writes overviews; GRASS knows",
        "no weights; turning the points into a Shapefile for SAGA is not counted.", "",
        "| case | what | program | time | peak memory | our limit |",
        "| --- | --- | --- | --- | --- | --- |", *rows, "",
        "## The machine", "", *_machine(), "", "## The commands", "", "For the first case:", "", *shown, "",
    ])  # fmt: skip


def _machine() -> list[str]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((each.split(":")[1].strip() for each in lines if each.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    versions = {
        "QGIS": ["qgis_process.bin", "--version"], "GRASS": ["grass", "--version"], "SAGA": ["saga_cmd", "--version"],
    }  # fmt: skip
    found = [f"- {name}: {_first_line(command)}" for name, command in versions.items()]
    system = f"{os.cpu_count()} cores, {model}, {memory:.0f} GB, {platform.system()} {platform.machine()}"
    return [f"- {system}", *found, f"- GDAL: {gdal.VersionInfo('RELEASE_NAME')}, Python {platform.python_version()}"]


def _first_line(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return "not installed"
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [each for each in (told.stdout + told.stderr).splitlines() if any(c.isdigit() for c in each)]
    return lines[0].strip() if lines else "unknown"


if __name__ == "__main__":
    main(sys.argv[1:])

"""Shows a plan made by ``agora:spatialplan``: a summary in the terminal, a PNG of each map theme.

    /usr/bin/python3 examples/show_plan.py PLAN.gpkg FOLDER [NOTE]

Run it by the Python that QGIS uses, with the folder that holds ``agora`` on PYTHONPATH.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer

from agora.algorithms.files.raster import read_raster
from agora.algorithms.roles.rule_tree import ROLES
from agora.plugin.plan.pages import picture, theme_pages

MOST = 12  # centres listed


def main(plan: Path, folder: Path, note: str = "") -> None:
    """Print and draw one plan; ``note`` stands below each map."""
    summary(plan)
    project = QgsProject.instance()
    if not project.read(f"geopackage:{plan}?projectName=plan"):
        raise OSError(f"{plan} holds no project that opens")
    broken = [each.name() for each in project.mapLayers().values() if not each.isValid()]
    for page in theme_pages(project, note):
        (folder / f"{page.theme.name.lower().replace(' ', '_')}.png").write_bytes(picture(project, page))
    print(f"\n{len(project.mapLayers())} layers, {len(broken)} broken; maps in {folder}/")


def summary(plan: Path) -> None:
    """Print centres by rank, zones and jobs by role, and the total that the surface holds."""
    print(f"{'rank':>4} {'jobs':>9} {'jobs/ha':>8} {'% of jobs':>9}")
    for centre in sorted(_rows(plan, "centres"), key=lambda each: each["rank"])[:MOST]:
        print(f"{centre['rank']:4d} {centre['jobs']:9,.0f} {centre['dens_ha']:8.1f} {centre['share_jobs']:9.1f}")
    zones, jobs = defaultdict(int), defaultdict(float)
    for zone in _rows(plan, "zones"):
        zones[zone["role"]] += 1
        jobs[zone["role"]] += zone["jobs"]
    print(f"\n{'role':22} {'zones':>6} {'jobs':>10}")
    titles = dict(ROLES)
    for role in sorted(jobs, key=jobs.get, reverse=True):
        print(f"{titles[role]:22} {zones[role]:6,d} {jobs[role]:10,.0f}")
    surface = read_raster(f"GPKG:{plan}:density")
    held = float(surface.values.sum()) * surface.grid.cell**2 / 10_000
    print(f"\nThe zones have {sum(jobs.values()):,.0f} jobs; the density surface holds {held:,.1f}.")


def _rows(plan: Path, layer: str):
    return QgsVectorLayer(f"{plan}|layername={layer}", layer, "ogr").getFeatures()


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
    application.exitQgis()

"""How dense zones are, and which buildings hold their jobs: the tool ``zonedensity``."""

from __future__ import annotations

from ....algorithms.ground.errors import PlanError
from ...frame.groups import DENSITY
from ...frame.layer_parameters import Field, Layer
from ...frame.outputs import VectorOutput
from ...frame.parameters import NumberResult
from ...frame.tool import Spec, Tool
from ...geometry import pieces
from ...layers.buildings import read_buildings
from ...layers.sinks import write_buildings, write_zones
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_BUILDINGS = "Footprints, or points such as addresses, to hand the jobs of each zone to."
_BUILDING_WEIGHT = "What jobs are in proportion to, such as floor space in m². Empty: the footprint; points 1 each."
_OUTPUT_BUILDINGS = "The buildings with jobs and dens_ha."
_PARAMETERS = (
    common.zones()[0],
    common.jobs(),
    Layer("BUILDINGS", "Buildings", _BUILDINGS, True, kind="points or polygons", in_degrees=True),
    Field("BUILDING_WEIGHT", "Weight of a building", _BUILDING_WEIGHT, optional=True, parent="BUILDINGS", numeric=True),
    VectorOutput("OUTPUT", "Density of zones", "The zones with dens_ha.", style=vector.zone_density),
    VectorOutput(
        "OUTPUT_BUILDINGS", "Jobs of buildings", _OUTPUT_BUILDINGS, True, kind="table", style=vector.buildings
    ),
    NumberResult("GROSS", "Jobs per hectare of all zones", ""),
    NumberResult("PERCEIVED", "Jobs per hectare around the average job", ""),
)


class ZoneDensity(Tool):
    """Divide jobs by area, and hand them to buildings.

    How dense is each zone, and how dense is it where the average job is? Divides jobs by area; with a layer of
    buildings, hands each zone's jobs to the buildings that stand in it.

    Example: zones with the field jobs.

    How to read the result: dens_ha is jobs per hectare of all land, water and parks included: 25 is the edge of an
    employment centre (Giuliano & Small 1991), 100 and more a city centre. GROSS is all jobs over all land and falls
    with every field that is let in; PERCEIVED is the density around the average job, and hardly changes with the
    boundary: compare regions by it. A building's dens_ha is jobs per hectare of its footprint. Next: Effective
    density, Density gradient.
    """

    def spec(self):
        return Spec(
            "zonedensity",
            "Density of zones",
            DENSITY,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs"),
            tags=("jobs per hectare", "perceived density", "weighted density", "dasymetric", "buildings", "footprint"),
        )

    def compute(self, given, run):
        from ....algorithms.density.zone_density import zone_density

        if given.output_buildings.wanted and not given.buildings:
            raise PlanError("OUTPUT_BUILDINGS holds the jobs of BUILDINGS; give that layer too.")
        table = read_zones(given.zones, run, numbers=(given.jobs,))
        jobs = table.columns[given.jobs]
        found = zone_density(jobs, table.zones.hectares)
        run.tell(f"{jobs.sum():,.0f} jobs on {table.zones.hectares.sum():,.0f} ha: {found.gross:.4g} per hectare.")
        if jobs.any():
            run.tell(f"Around the average job there are {found.perceived:.4g} jobs per hectare.")
        else:
            run.warn(
                f"No zone of {given.zones.name} has any {given.jobs}: all densities are 0, and nobody perceives them."
            )
        if given.buildings:
            self._hand_out(given, table, jobs, run)
        run(0.9)
        write_zones(given.output, table, {"dens_ha": found.density}, run)
        return {"GROSS": found.gross, **({"PERCEIVED": found.perceived} if jobs.any() else {})}

    def _hand_out(self, given, table, jobs, run):
        from ....algorithms.density.zone_density import jobs_by_building
        from ....algorithms.ground.progress import part
        from ....algorithms.ground.zones import ratio

        buildings = read_buildings(given.buildings, given.building_weight, run, given.zones.crs, part(run, 0.05, 0.3))
        shared = pieces(buildings.geometries, table.geometries, part(run, 0.3, 0.7))
        handed = jobs_by_building(jobs, buildings.weight, shared)
        self._tell(len(buildings.weight), len(set(shared.building.tolist())), handed, jobs, run)
        columns = {"jobs": handed.jobs, "dens_ha": ratio(handed.jobs, buildings.hectares)}
        write_buildings(given.output_buildings, buildings, columns, run, part(run, 0.7, 0.9))

    def _tell(self, buildings, placed, handed, jobs, run):
        outside = f"; {buildings - placed:,} stand in no zone" if placed < buildings else ""
        run.tell(f"{handed.jobs.sum():,.2f} jobs handed to {placed:,} of {buildings:,} buildings{outside}.")
        if handed.empty.any():
            lost = jobs[handed.empty].sum()
            run.warn(
                f"{handed.empty.sum():,} zones have jobs but no building with a weight: their {lost:,.2f} jobs "
                f"({100 * lost / jobs.sum():.1f} % of all) are in no building."
            )

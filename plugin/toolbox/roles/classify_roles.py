"""What each zone does for the whole: the tool ``classifyroles``."""

from __future__ import annotations

import numpy as np

from ...frame.groups import ROLES
from ...frame.layer_parameters import Layer
from ...frame.outputs import VectorOutput
from ...frame.tool import Spec, Tool
from ...geometry import contiguous, dissolved
from ...layers.centres import places_to_centres
from ...layers.sinks import MULTIPOLYGON, write_layer, write_table, write_zones
from ...layers.tables import read_list
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_GROUPS = ("KNOWLEDGE", "CONSUMER", "INDUSTRY", "PUBLIC")
_COARSE_BELOW = 10  # sector fields; fewer cannot tell technology firms from the rest

_CENTRES = "Polygons of a Centres tool; empty: found by cut-off (Giuliano & Small)."
_THRESHOLDS = "A table with the columns name and value; names it leaves out keep Agora's values."
_PARAMETERS = (
    common.zones()[0],
    common.jobs(),
    *common.residents(),
    *common.sector_groups(),
    Layer("CENTRES", "Centres", _CENTRES, optional=True, in_degrees=True),
    Layer("THRESHOLDS", "Thresholds", _THRESHOLDS, optional=True, advanced=True, kind="table"),
    VectorOutput("OUTPUT", "Roles", "The zones with role, reason and certainty.", style=vector.roles),
    VectorOutput(
        "OUTPUT_PATCHES", "Role areas", "Adjoining zones of one role, joined.", optional=True, style=vector.roles
    ),
    VectorOutput("OUTPUT_PROFILE", "Role profile", "A table: what each role holds.", optional=True, kind="table"),
)


class ClassifyRoles(Tool):
    """Give every zone a role, its reason, and how firm it is.

    What does each part do for the whole? Eleven tests in a fixed order, on density, size, jobs per resident,
    sectors and the distance to principal centres, give every zone a role, with its reason in words.

    Example: zones with jobs, population and the fields of four sector groups.

    How to read the result: role_why names the tests that decided. margin is the smallest change of one quantity
    that would alter the role, role_2 what it would become. firm is the share of 200 draws of all thresholds within
    10 % in which the role stands: under 80 % call the role marginal. Cut-offs of shares are judgements; change them
    in a thresholds table. Next: links between roles, the spatial plan.
    """

    def spec(self):
        return Spec(
            "classifyroles",
            "Functional roles",
            ROLES,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs", POPULATION="pop", **common.EXAMPLE_GROUPS),
            tags=("function", "classification", "typology", "city centre", "out of town", "dormitory"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.ground.progress import part
        from ....algorithms.roles.classify_roles import classify_roles
        from ....algorithms.roles.profile import role_profile
        from ....algorithms.roles.quantities import working_residents, zone_quantities
        from ....algorithms.roles.thresholds import role_thresholds

        fields = [field for group in _GROUPS for field in given[group]]
        people = [each for each in (given.residents, given.population) if each]
        table = read_zones(given.zones, run, numbers=tuple(dict.fromkeys([given.jobs, *people, *fields])))
        rows = read_list(given.thresholds, ("name", "value"), run) if given.thresholds else []
        limits = role_thresholds([(row["name"], row["value"]) for row in rows])
        jobs, hectares = table.columns[given.jobs], table.zones.hectares
        groups = np.column_stack([table.stacked(given[group]).sum(axis=1) for group in _GROUPS])
        residents, population = table.columns.get(given.residents), table.columns.get(given.population)
        workers_per_person = limits["workers_per_person"]
        workers = working_residents(residents, population, workers_per_person)
        centres = places_to_centres(table, jobs, given.centres, limits["principal_share"], run)
        quantities = zone_quantities(jobs, hectares, groups, centres, residents, population, workers_per_person)
        roles = classify_roles(quantities, limits, len(fields) < _COARSE_BELOW, progress=part(run, 0.2, 0.85))
        if given.output_patches.wanted:
            self._write_areas(given, table, roles.role, jobs, run)
        columns = {"role": roles.role, "role_2": roles.second, "margin": roles.margin, "firm": roles.firm}
        write_zones(given.output, table, {**columns, "role_why": roles.why}, run)
        write_table(given.output_profile, role_profile(roles, quantities, hectares, workers)._asdict())
        return {}

    def _write_areas(self, given, table, role, jobs, run):
        from ....algorithms.ground.progress import part
        from ....algorithms.roles.areas import role_areas

        areas = role_areas(
            role, jobs, table.zones.hectares, contiguous(table.geometries, progress=part(run, 0.85, 0.9))
        )
        shapes = dissolved(table.geometries, areas.area_of_zone)
        columns = areas._asdict()
        del columns["area_of_zone"]
        in_order = [shapes[area] for area in range(len(areas.role))]
        write_layer(given.output_patches, columns, in_order, MULTIPOLYGON, given.zones.crs)

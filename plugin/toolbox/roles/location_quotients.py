"""Which sectors a zone has more of than elsewhere: the tool ``locationquotients``."""

from __future__ import annotations

import numpy as np

from ...frame.groups import ROLES
from ...frame.layer_parameters import Layer
from ...frame.outputs import VectorOutput
from ...frame.parameters import Number, Switch
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_zones
from ...layers.tables import number, read_list
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_REFERENCE = "A table with the columns sector and jobs, such as the nation's; empty: the zones together."
_SHRINK = "Draw the shares of small zones towards the whole (empirical Bayes)."
_PARAMETERS = (
    common.zones()[0],
    common.sectors(),
    Layer("REFERENCE", "Reference", _REFERENCE, optional=True, kind="table"),
    Number("MIN_JOBS", "Least jobs in a zone", "Zones with fewer get no quotient.", default=50.0),
    Switch("SHRINK", "Steady small zones", _SHRINK, advanced=True),
    VectorOutput(
        "OUTPUT", "Location quotients", "The zones with lq_, slq_ and zlq_ for each sector.", style=vector.quotients
    ),
)


class LocationQuotients(Tool):
    """Compare each zone's sectors with the whole.

    Which sectors does a zone have more of than elsewhere? The location quotient is a sector's share of the zone's
    jobs over its share of all jobs.

    Example: zones with one field of jobs for each sector.

    How to read the result: lq_ 1 is as everywhere, 2 is twice the usual share. slq_ says the same from -1 to 1, so
    that maps show under- and over-representation alike. zlq_ counts standard deviations of ln LQ; above 1.96 a zone
    stands out. Zones under the least number of jobs stay empty, for one firm makes their quotients. Next: Variety
    of sectors, Functional roles.
    """

    def spec(self):
        return Spec(
            "locationquotients",
            "Location quotients",
            ROLES,
            _PARAMETERS,
            example=dict(ZONES="zones", SECTORS=["retail", "finprof", "healthedu", "manufact", "agricult", "other"]),
            tags=("LQ", "specialisation", "concentration", "sector"),
        )

    def compute(self, given, run):
        from ....algorithms.roles.location_quotient import location_quotients
        from ....algorithms.roles.sectors import reference_jobs

        table = read_zones(given.zones, run, numbers=given.sectors)
        reference = None
        if given.reference:
            rows = read_list(given.reference, ("sector", "jobs"), run)
            jobs = {row["sector"]: number(row["jobs"], given.reference, "jobs") for row in rows}
            reference = reference_jobs(jobs, given.sectors)
        found = location_quotients(table.stacked(given.sectors), reference, given.min_jobs, given.shrink)
        self._warn_of_empty(found.lq, given.sectors, run)
        kinds = zip(("lq", "slq", "zlq"), found)
        columns = {f"{kind}_{name}": column for kind, of in kinds for name, column in zip(given.sectors, of.T)}
        write_zones(given.output, table, columns, run)
        return {}

    def _warn_of_empty(self, quotients, sectors, run):
        empty = [sector for sector, column in zip(sectors, quotients.T) if np.isnan(column).all()]
        if empty:
            run.warn(
                f"No zone has a quotient of {', '.join(empty)}: there are no such jobs to compare with, or every zone "
                "has fewer jobs than MIN_JOBS."
            )

"""Jobs of a plan that are none: an empty field, residents, or others than those to whom the flows bring people."""

from __future__ import annotations

import numpy as np

from ...algorithms.ground.arrays import Floats
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.flows import Flows
from ...algorithms.links.jobs_and_flows import agreement
from ..frame.parameters import Given
from ..layers.zones import ZoneTable

_MOST_APART = 20.0  # per cent
_PEOPLE = ("RESIDENTS", "POPULATION")


def refuse_what_are_no_jobs(given: Given, table: ZoneTable) -> None:
    """Refuse jobs that are empty, or the residents; raises PlanError."""
    jobs, source = table.columns[given.jobs], table.source
    if not jobs.any():
        raise PlanError(
            f"JOBS: {given.jobs} is empty or 0 in all {len(jobs):,} zones of {source.name}. Choose the field that "
            "holds the jobs."
        )
    for key in _PEOPLE:
        if given[key] and np.array_equal(jobs, table.columns[given[key]]):
            raise PlanError(
                f"JOBS: {given.jobs} holds the same numbers as {key}, {given[key]}: people where they live, or jobs, "
                "but not both. Choose the field that holds the jobs."
            )


def doubts(jobs: Floats, flows: Flows) -> tuple[str, ...]:
    """Return in what jobs (n,) and observed flows between all zones do not agree, a sentence each."""
    found, told = agreement(jobs, flows), []
    if abs(found.apart) > _MOST_APART:
        more = "more" if found.apart > 0 else "fewer"
        told.append(
            f"The flows bring {found.commuters:,.0f} people to work, {abs(found.apart):,.0f} % {more} than there are "
            f"jobs ({found.jobs:,.0f}). Are both of one year, and count the same jobs?"
        )
    if found.looks_like_residents:
        told.append(
            "Jobs lie rather where the commuters live than where they work. Does the field of jobs hold residents, or "
            "are origin and destination exchanged?"
        )
    return tuple(told)

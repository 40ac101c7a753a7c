"""Which role each zone plays: the rules, in one table, and the first of them that holds.

The table is all there is: the margin, the draws and the words are made from the same rows. Arrays are (n,).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Bools, Ints
from .conditions import AnyOf, Condition, Lies, NoneReaches, Otherwise, Reaches, Under, all_hold
from .quantities import GROUPS, Quantities
from .thresholds import Thresholds


class Role(NamedTuple):
    """A role's ``key`` in tables and its ``title`` in words."""

    key: str
    title: str


ROLES = (
    Role("rural", "Rural"),
    Role("industrial_logistics", "Industry and logistics"),
    Role("institutional_campus", "Institutional campus"),
    Role("city_core", "City core"),
    Role("retail_park", "Retail park"),
    Role("town_centre", "Town centre"),
    Role("out_of_town_office", "Out-of-town office"),
    Role("sub_centre", "Sub-centre"),
    Role("dormitory", "Dormitory"),
    Role("local_service", "Local services"),
    Role("mixed_urban", "Mixed urban"),
)


class Rule(NamedTuple):
    """A role and the conditions that must all hold for it."""

    role: str
    conditions: tuple[Condition, ...]


def _in_centre(zones: Quantities) -> Bools:
    return np.asarray(zones.centre_rank >= 1)


def _in_principal_centre(zones: Quantities) -> Bools:
    return zones.principal


def _outside_first_centre(zones: Quantities) -> Bools:
    return np.asarray(zones.centre_rank != 1)


_IN_CENTRE = Lies(_in_centre, "in a centre")
_IN_PRINCIPAL_CENTRE = Lies(_in_principal_centre, "in a principal centre")
_OUTSIDE_FIRST_CENTRE = Lies(_outside_first_centre, "not in the first centre")
_NOT_AS_DENSE_AS_A_CORE = Under("density", "core_density")
_FEW_PEOPLE = Under("people", "rural_people")
_FEW_JOBS = Under("jobs", "rural_jobs")
_NO_PLACE_TO_LIVE = AnyOf(((Reaches(("ratio",), "industry_ratio"),), (Reaches(("industry",), "industry_alone"),)))
_KNOWLEDGE_LEADS = Reaches(("knowledge",), "office_share", "office_region")
_KNOWLEDGE_OR_OTHER_LEADS = AnyOf(
    (
        (_KNOWLEDGE_LEADS,),
        (
            Reaches(("knowledge",), "coarse_share"),
            Reaches(("knowledge", "other"), "coarse_sum", "coarse_region"),
        ),
    )
)


def rules(coarse: bool = False) -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried; the last one always holds.

    ``coarse``: the four groups are made from few sector fields, so that technology firms sit in "other"; an
    out-of-town office may then also be led by knowledge and other sectors together.

    Examples
    --------
    >>> [rule.role for rule in rules()][:4]
    ['rural', 'industrial_logistics', 'institutional_campus', 'city_core']
    """
    return _COARSE if coarse else _FINE


def first_rule(zones: Quantities, thresholds: Thresholds, coarse: bool = False) -> Ints:
    """Return the position in ``rules(coarse)`` of the first rule that holds in each zone, (n,)."""
    table = rules(coarse)
    first = np.full(len(zones.jobs), len(table) - 1, dtype=np.intp)
    for place in range(len(table) - 2, -1, -1):
        first[all_hold(table[place].conditions, zones, thresholds)] = place
    return first


def role_of_rule(coarse: bool = False) -> Ints:
    """Return for each rule the position of its role in ``ROLES``; two rules lead to rural."""
    place = {role.key: i for i, role in enumerate(ROLES)}
    return np.array([place[rule.role] for rule in rules(coarse)], dtype=np.intp)


_BEFORE_OFFICES = (
    Rule("rural", (_FEW_PEOPLE, Under("density", "rural_density"), _FEW_JOBS)),
    Rule(
        "industrial_logistics",
        (
            Reaches(("industry",), "industry_share", "industry_region"),
            Reaches(("jobs",), "industry_jobs"),
            _NOT_AS_DENSE_AS_A_CORE,
            _NO_PLACE_TO_LIVE,
        ),
    ),
    Rule(
        "institutional_campus",
        (
            Reaches(("public",), "campus_share", "campus_region"),
            Reaches(("jobs",), "campus_jobs"),
            Reaches(("ratio",), "campus_ratio"),
            AnyOf(((_OUTSIDE_FIRST_CENTRE,), (_NOT_AS_DENSE_AS_A_CORE,))),
        ),
    ),
    Rule(
        "city_core",
        (_IN_PRINCIPAL_CENTRE, Reaches(("density",), "core_density"), Reaches(("ratio",), "core_ratio")),
    ),
    Rule(
        "retail_park",
        (
            Reaches(("consumer",), "retail_share"),
            Reaches(("jobs",), "retail_jobs"),
            Reaches(("ratio",), "retail_ratio"),
            _NOT_AS_DENSE_AS_A_CORE,
        ),
    ),
    Rule(
        "town_centre",
        (_IN_CENTRE, Reaches(("density",), "town_density"), NoneReaches(GROUPS, "town_single_use")),
    ),
)
_AFTER_OFFICES = (
    Rule("sub_centre", (_IN_CENTRE, Reaches(("ratio",), "sub_centre_ratio"))),
    Rule(
        "dormitory",
        (
            Under("ratio", "dormitory_ratio"),
            Under("density", "dormitory_density"),
            Reaches(("people",), "rural_people"),
        ),
    ),
    Rule(
        "local_service",
        (
            Under("ratio", "local_ratio"),
            Reaches(("jobs",), "local_jobs"),
            Under("density", "local_density"),
            Reaches(("consumer", "public"), "local_share"),
        ),
    ),
    Rule("rural", (_FEW_PEOPLE, Under("density", "rural_rest_density"), _FEW_JOBS)),
    Rule("mixed_urban", (Otherwise(("density", "ratio", "people")),)),
)


def _rules(knowledge_leads: Condition) -> tuple[Rule, ...]:
    offices = Rule(
        "out_of_town_office",
        (
            knowledge_leads,
            Reaches(("jobs",), "office_jobs"),
            Reaches(("ratio",), "office_ratio"),
            _NOT_AS_DENSE_AS_A_CORE,
            Under("consumer", "office_consumer"),
            Reaches(("distance",), "office_distance"),
        ),
    )
    return (*_BEFORE_OFFICES, offices, *_AFTER_OFFICES)


_FINE = _rules(_KNOWLEDGE_LEADS)
_COARSE = _rules(_KNOWLEDGE_OR_OTHER_LEADS)

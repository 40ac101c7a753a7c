"""The one vocabulary of fields, and what is refused before anything is written."""

import pytest
from qgis.core import NULL
from qgis.PyQt.QtCore import QVariant

from agora.plugin.fields import _DECLARED as DECLARED
from agora.plugin.fields import VOCABULARY, declared, is_null


def test_a_name_stands_once():
    assert len(VOCABULARY) == len(DECLARED)
    assert len({name.lower() for name in VOCABULARY}) == len(VOCABULARY)


@pytest.mark.parametrize("name", VOCABULARY)
def test_a_field_survives_a_shapefile_and_is_told_to_the_reader(name):
    assert len(name) <= 10
    assert name.isascii()
    assert VOCABULARY[name].alias


def test_columns_are_declared_in_their_order_with_their_types():
    found = declared({"role": ["rural"], "jobs": [1.0], "zones": [1]})
    assert [(field.name, field.title, field.kind) for field in found] == [
        ("role", "Role", str),
        ("jobs", "Jobs", float),
        ("zones", "Zones", int),
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("lq_retail", "retail: location quotient"),
        ("zlq_lq_", "lq_: standardised quotient"),
        ("eff_dens_retail", "retail: effective density (jobs per km to the decay)"),
    ],
)
def test_a_field_of_a_sector_names_it(name, title):
    assert [field.title for field in declared({name: []})] == [title]


@pytest.mark.parametrize("name", ["job", "lq_", "Jobs", ""])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(KeyError, match="declares no field"):
        declared({"jobs": [1.0], name: [1.0]})


@pytest.mark.parametrize(
    ("columns", "rows"),
    [({"jobs": [1.0], "rank": [1, 2]}, None), ({"jobs": [1.0], "rank": [1]}, 2), ({"jobs": []}, 1)],
    ids=["columns of two lengths", "fewer than zones", "none"],
)
def test_unequal_lengths_are_refused(columns, rows):
    with pytest.raises(ValueError, match="long"):
        declared(columns, rows)


@pytest.mark.parametrize(
    ("value", "missing"),
    [(None, True), (NULL, True), (QVariant(), True), (0, False), ("", False)],
    ids=["None", "NULL", "an invalid variant", "0", "an empty text"],
)
def test_what_is_missing_is_told_from_what_is_empty(value, missing):
    assert is_null(value) == missing

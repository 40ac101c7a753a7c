"""What a target tells of its disk and of what passes on the way to a file."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from qgis.core import NULL, QgsFeature, QgsGeometry

from agora.plugin.frame.target import Tallied, disk_full, plain_values


@pytest.mark.parametrize(("free", "is_full"), [(0, True), (65_535, True), (65_536, False)])
def test_a_disk_is_full_where_less_than_64_kb_are_left(free, is_full, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    in_memory = SimpleNamespace(final=None, output=SimpleNamespace(key="OUTPUT_ZONES"))
    on_disk = SimpleNamespace(final=Path("/somewhere/a.gpkg"), output=SimpleNamespace(key="OUTPUT"))
    said = "OUTPUT: the disk is full, so /somewhere/a.gpkg could not be written. Make room first."
    assert disk_full([in_memory, on_disk]) == (said if is_full else "")


COLUMNS = {
    "numbers": ([1.5, float("nan"), 0.0], [1.5, NULL, 0.0]),
    "counts": ([3, 0], [3, 0]),
    "counts that are missing": (np.array([3, None], dtype=object), [3, NULL]),
    "texts": (np.array(["a", None], dtype=object), ["a", NULL]),
}


@pytest.mark.parametrize(("column", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_what_is_missing_is_null(column, expected):
    values = plain_values(column)
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]


def test_features_are_counted_and_the_sides_of_their_boxes_added_up():
    shapes = ["Polygon((1 2, 4 2, 4 7, 1 7, 1 2))", "", "Polygon EMPTY", "Point(10 20)"]
    features = []
    for text in shapes:
        feature = QgsFeature()
        if text:
            feature.setGeometry(QgsGeometry.fromWkt(text))
        features.append(feature)
    tallied = Tallied(features)
    assert list(tallied) == features
    assert tallied.tally == (4, (1 + 4 + 2 + 7) + 2 * (10 + 20))

"""What rows are on the way to a file: plain values, counted and measured as they pass."""

import numpy as np
import pytest
from qgis.core import NULL, QgsFeature, QgsGeometry

from agora.plugin.frame.rows import Tallied, plain_values

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

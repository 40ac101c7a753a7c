"""What one step of a plan hands to the next."""

from made_layers import layer, square

from agora.plugin.frame.part import Part


def test_a_part_promises_valid_shapes_only_where_its_maker_does():
    made = layer("MultiPolygon", [square(0, 0), square(1000, 0)], {"jobs": [5.0, 9.0]})
    part = Part("zones").take(made.fields(), made.getFeatures(), made.crs(), made.wkbType())
    assert not part.are_valid
    assert Part("zones", are_valid=True).take(made.fields(), [], made.crs(), made.wkbType()).are_valid


def test_features_are_numbered_as_in_a_file():
    made = layer("MultiPolygon", [square(0, 0), square(1000, 0)], {"jobs": [5.0, 9.0]})
    part = Part("zones").take(made.fields(), reversed(list(made.getFeatures())), made.crs(), made.wkbType())
    assert [(feature.id(), feature["jobs"]) for feature in part.features] == [(1, 9.0), (2, 5.0)]
    assert len(part) == 2


def test_a_table_has_as_many_rows_as_its_columns():
    assert len(Part("flows", columns={"people": [1.0, 2.0, 3.0]})) == 3

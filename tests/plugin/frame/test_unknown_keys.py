"""A key that no parameter has is refused, whoever runs the tool, and nothing is written."""

import pytest
from made_layers import points


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("WEIHGT", "Did you mean WEIGHT?"),
        ("weight", "Did you mean WEIGHT?"),
        ("COLOUR", "Its parameters: INPUT, WEIGHT, "),
    ],
)
def test_a_key_that_no_parameter_has_is_refused_with_the_nearest(refused, key, remedy):
    message = refused("kerneldensity", INPUT=points(), **{key: "jobs"})
    assert f"{key} is no parameter of kerneldensity. {remedy}" in message


def test_a_key_of_another_tool_is_refused(refused):
    assert "CENTRES is no parameter of spatialplan." in refused("spatialplan", CENTRES=points())

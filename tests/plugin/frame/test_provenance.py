"""What a record keeps of parameters: enough to run again, nothing private."""

import pytest

from agora.plugin.frame.provenance import _shown


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/home/ada/secret/zones.gpkg|layername=zones", "zones.gpkg|layername=zones"),
        ("data/zones.gpkg", "zones.gpkg"),
        ("Leeds / Bradford", "Leeds / Bradford"),
        ("retail;finprof", "retail;finprof"),
        (400, 400),
        (
            "dbname='plan' host=db port=5432 user='ada' password='s e\\'cret' table=\"public\".\"zones\"",
            'dbname=\'plan\' host=db port=5432 table="public"."zones"',
        ),
    ],
    ids=["a full path", "a relative path", "a title with a stroke", "a list of fields", "a number", "a database"],
)
def test_folders_and_passwords_are_left_out(given, kept):
    assert _shown(given) == kept

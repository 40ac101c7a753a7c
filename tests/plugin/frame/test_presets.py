"""Which fields a dialog chooses by itself."""

import pytest
from made_layers import table, zones
from qgis.core import QgsApplication, QgsProject

from agora.plugin.frame.presets import chosen_fields


@pytest.mark.parametrize(
    ("key", "names", "chosen"),
    [
        ("JOBS", ["fid", "name", "Total_Jobs"], "Total_Jobs"),
        ("JOBS", ["employment", "jobs"], "jobs"),
        ("JOBS", ["fid", "value"], None),
        ("ZONE_ID", ["fid", "LSOA21CD", "LSOA21NM"], "LSOA21CD"),
        ("ZONE_ID", ["fid", "id"], None),
        ("COMMUTERS", ["origin", "dest", "people"], "people"),
        ("TITLE", ["title"], None),
    ],
    ids=["capitals and underscore", "the better of two", "no name that tells", "a census code", "an id of anything",
         "commuters", "a key without names"],
)  # fmt: skip
def test_a_field_is_chosen_where_its_name_leaves_no_doubt(key, names, chosen):
    assert chosen_fields(key, names) == ([chosen] if chosen else [])


def test_all_fields_of_a_group_of_sectors_are_chosen():
    assert chosen_fields("INDUSTRY", ["retail", "transport", "manufact"], several=True) == ["manufact", "transport"]


@pytest.fixture
def dialog(project):
    """Return what opens the dialog of a tool and returns the values it shows."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    opened = []

    def open_dialog(tool):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"agora:{tool}")
        opened.append(AlgorithmDialog(algorithm))
        return opened[-1].mainWidget()

    yield open_dialog
    for each in opened:
        each.deleteLater()


def shown(panel, key):
    return panel.wrappers[key].parameterValue()


@pytest.mark.parametrize("tool", ["spatialplan", "wholeplan"])
def test_a_dialog_chooses_fields_of_the_layer_it_shows(dialog, tool):
    QgsProject.instance().addMapLayer(zones())
    panel = dialog(tool)
    assert {key: shown(panel, key) for key in ("ZONE_ID", "JOBS", "POPULATION", "CONSUMER")} == {
        "ZONE_ID": "zone_id", "JOBS": "jobs", "POPULATION": "pop", "CONSUMER": ["retail"],
    }  # fmt: skip


def test_another_layer_brings_other_fields_and_none_where_none_is_sure(dialog):
    known, unknown = zones(name="a"), zones(name="b").clone()
    unknown.dataProvider().renameAttributes({unknown.fields().indexOf("jobs"): "value"})
    unknown.updateFields()
    QgsProject.instance().addMapLayers([known, unknown])
    panel = dialog("cutoffcentres")
    assert shown(panel, "JOBS") == "jobs"
    panel.wrappers["ZONES"].setParameterValue(unknown.id(), panel.processing_context)
    assert not shown(panel, "JOBS")


def test_fields_that_are_given_stay(dialog):
    layer = zones()
    QgsProject.instance().addMapLayers([layer, table({"jobs": [1.0]})])
    panel = dialog("cutoffcentres")
    panel.setParameters({"JOBS": "retail", "ZONES": layer.id()})
    assert shown(panel, "JOBS") == "retail"

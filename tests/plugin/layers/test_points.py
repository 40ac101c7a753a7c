"""One layer read in every way: a file as a stream, or feature by feature where it is filtered, joined or in memory."""

import numpy as np
import pytest
from made_layers import SOUTH, WEST, layer, place, points, saved, table, zones
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from runs import Said

from agora.algorithms.files.raster import gdal_version
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.plugin.frame.layer_parameters import Layer
from agora.plugin.frame.parameters import Given
from agora.plugin.frame.run import Run
from agora.plugin.layers.points import read_points, read_points_by

MANY = 5000


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return a file of random points, some without a place or a weight."""
    made = np.random.default_rng(1)
    places = [f"POINT({WEST + x:.3f} {SOUTH + y:.3f})" for x, y in made.uniform(0, 20_000, (MANY, 2))]
    jobs = [float(each) for each in made.integers(1, 500, MANY)]
    places[7], jobs[11], jobs[13] = None, None, float("nan")
    folder = tmp_path_factory.mktemp("stored")
    return saved(points(dict(enumerate(places)), jobs=jobs), folder / "points.gpkg")


@pytest.fixture
def project():
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def read(provider):
    """Return what reads points as a tool does, and tells whether they came as a stream."""

    def points_of(chosen, weight="jobs"):
        context, said = QgsProcessingContext(), Said()
        context.setProject(QgsProject.instance())
        tool = provider.algorithm("kerneldensity").create()
        source = Layer("INPUT", "", "", kind="points").read(tool, {"INPUT": chosen}, context, Given({}))
        run = Run(said, context, "kerneldensity", {})
        return read_points(source, weight, run), bool(source.file), run.skipped

    return points_of


def whole(path):
    return path


def chosen_with_its_layer(path):
    return f"{path}|layername=points"


def as_the_dialog_gives_it(path):
    return QgsProcessingFeatureSourceDefinition(path, False)


def filtered(path):
    layer = QgsVectorLayer(path, "points", "ogr")
    layer.setSubsetString("fid > 0")
    return layer


def in_memory(path):
    return QgsVectorLayer(path, "points", "ogr").materialize(QgsFeatureRequest())


def selected(path):
    layer = QgsVectorLayer(path, "points", "ogr")
    layer.selectAll()
    QgsProject.instance().addMapLayer(layer)
    return QgsProcessingFeatureSourceDefinition(layer.id(), True)


def joined(path):
    layer = QgsVectorLayer(path, "points", "ogr")
    more = table({"number": [*range(1, MANY + 1)], "floors": [*range(MANY)]}, "more")
    QgsProject.instance().addMapLayers([layer, more])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(more)
    join.setJoinFieldName("number")
    join.setTargetFieldName("fid")
    join.setUsingMemoryCache(True)
    layer.addJoin(join)
    return layer


def being_edited(path):
    layer = QgsVectorLayer(path, "points", "ogr")
    layer.startEditing()
    return layer


STREAMED = (whole, chosen_with_its_layer, as_the_dialog_gives_it)
ONE_BY_ONE = (filtered, in_memory, selected, joined, being_edited)


@pytest.mark.parametrize("chosen", [*STREAMED, *ONE_BY_ONE], ids=lambda each: each.__name__)
def test_the_points_are_the_same_whichever_way_they_are_read(read, stored, project, chosen):
    first, *_ = read(filtered(stored))
    again, as_stream, skipped = read(chosen(stored))
    assert as_stream == (chosen in STREAMED)
    assert again.xy.tolist() == first.xy.tolist()
    assert again.weight.tolist() == first.weight.tolist()
    assert (len(again), skipped) == (MANY - 3, 3)


@pytest.mark.parametrize("chosen", [whole, filtered], ids=lambda each: each.__name__)
def test_a_point_without_one_of_two_weights_is_left_out_of_both_and_counted_once(provider, tmp_path, chosen):
    jobs, staff = [10.0, None, 30.0, None], [1.0, 2.0, None, None]
    path = saved(points({0: None}, jobs=jobs, staff=staff), tmp_path / "points.gpkg")
    more = saved(points(jobs=[1.0, 2.0, 3.0, None], staff=[4.0, 5.0, 6.0, None]), tmp_path / "more.gpkg")
    context = QgsProcessingContext()
    tool = provider.algorithm("kerneldensity").create()
    for file, expected in ((path, None), (more, ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]))):
        source = Layer("INPUT", "", "", kind="points").read(tool, {"INPUT": chosen(file)}, context, Given({}))
        run = Run(Said(), context, "kerneldensity", {})
        if expected is None:
            with pytest.raises(PlanError, match="no usable point among its 4 features"):
                read_points_by(source, ("jobs", "staff"), run)
            assert run.skipped == 4
        else:
            found = read_points_by(source, ("jobs", "staff"), run)
            assert tuple(each.weight.tolist() for each in found) == expected
            assert (found[0].xy.tolist() == found[1].xy.tolist(), run.skipped) == (True, 1)


def test_reading_a_file_stops_when_the_user_wants_it(provider, stored):
    said, context = Said(), QgsProcessingContext()
    tool = provider.algorithm("kerneldensity").create()
    source = Layer("INPUT", "", "", kind="points").read(tool, {"INPUT": stored}, context, Given({}))
    said.cancel()
    with pytest.raises(Cancelled):
        read_points(source, "jobs", Run(said, context, "kerneldensity", {}))


def test_a_joined_field_can_be_the_weight(read, stored, project):
    found, as_stream, _ = read(joined(stored), "more_floors")
    assert (found.total, as_stream) == (sum(range(MANY)) - 7, False)  # the point numbered 8 has no place


def test_a_file_is_read_as_a_stream_where_gdal_can(read, stored, monkeypatch):
    looks = []
    monkeypatch.setattr("agora.plugin.layers.points._from_features", lambda *_: looks.append(1))
    if tuple(int(each) for each in gdal_version().split(".")[:2]) < (3, 6):
        pytest.skip("streams came with GDAL 3.6")
    assert len(read(stored)[0]) == MANY - 3
    assert looks == []


def test_a_selection_is_all_that_is_read(read, stored, project):
    layer = QgsVectorLayer(stored, "points", "ogr")
    layer.selectByExpression("fid <= 5")
    project.addMapLayer(layer)
    found, as_stream, _ = read(QgsProcessingFeatureSourceDefinition(layer.id(), True))
    assert (len(found), as_stream) == (5, False)


def test_a_limit_is_kept(read, stored):
    found, *_ = read(QgsProcessingFeatureSourceDefinition(stored, False, 5))
    assert len(found) == 5


def test_an_expression_is_kept_where_qgis_has_it(read, stored):
    if not hasattr(QgsProcessingFeatureSourceDefinition(stored), "filterExpression"):
        pytest.skip("expressions came with QGIS 3.32")
    chosen = QgsProcessingFeatureSourceDefinition(stored, False, -1, filterExpression='"fid" <= 5')
    assert len(read(chosen)[0]) == 5


def test_the_second_layer_of_a_file_is_read(read, tmp_path):
    path = saved(zones(), tmp_path / "two.gpkg", "zones")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "points"
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    QgsVectorFileWriter.writeAsVectorFormatV3(points(), path, QgsCoordinateTransformContext(), options)
    for uri in (f"{path}|layername=points", f"{path}|layerid=1"):
        assert read(QgsVectorLayer(uri, "points", "ogr"))[0].total == 100


def test_a_surface_is_the_same_from_a_file_and_from_memory(run_on, tmp_path):
    surfaces = [
        run_on("kerneldensity", each).surface().tolist() for each in (points(), saved(points(), tmp_path / "made.gpkg"))
    ]
    assert surfaces[0] == surfaces[1]


def test_the_points_of_a_feature_share_its_weight(run_on):
    two = points({1: f"MULTIPOINT({WEST} {SOUTH},{WEST + 10} {SOUTH + 10})"}, kind="MultiPoint")
    four = layer(
        "Point",
        [place(0, 0), place(0, 0), place(10, 10), place(900, 700), place(3000, 2000)],
        {"jobs": [10.0, 10.0, 10.0, 30.0, 40.0]},
    )
    surface = run_on("kerneldensity", two).surface()
    np.testing.assert_allclose(surface, run_on("kerneldensity", four).surface(), rtol=1e-6, atol=1e-9)  # float32 file

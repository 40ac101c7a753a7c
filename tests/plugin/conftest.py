"""The provider, once for all tests, and tools run with everything they say."""

from typing import Any, NamedTuple

import pytest
from making import SECTORS, flows, points, zones
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer

from agora import classFactory


class Said(QgsProcessingFeedback):
    """Keeps what a tool says; cancels at the first progress where asked to."""

    def __init__(self, cancel_at_progress=False):
        super().__init__(False)
        self.infos, self.warnings, self.errors = [], [], []
        if cancel_at_progress:
            self.progressChanged.connect(self.cancel)

    def pushInfo(self, info):  # noqa: N802
        self.infos.append(info)

    def pushWarning(self, warning):  # noqa: N802
        self.warnings.append(warning)

    def reportError(self, error, fatalError=False):  # noqa: N802, N803
        self.errors.append(error)


class Ran(NamedTuple):
    results: dict[str, Any]
    said: Said

    def layer(self, key="OUTPUT"):
        made = self.results[key]
        return made if isinstance(made, QgsVectorLayer) else QgsVectorLayer(made, key, "ogr")

    def column(self, name, key="OUTPUT"):
        return [each[name] for each in self.layer(key).getFeatures()]

    @property
    def warned(self):
        return "\n".join(self.said.warnings)


@pytest.fixture(scope="session", autouse=True)
def provider(qgis_processing):
    """Return the provider as QGIS holds it."""
    plugin = classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById("agora")
    plugin.unload()


@pytest.fixture
def run():
    """Return what runs a tool by its id."""

    def run_tool(tool, said=None, **parameters):
        import processing

        said = said or Said()
        return Ran(processing.run(f"agora:{tool}", parameters, feedback=said), said)

    return run_tool


@pytest.fixture
def refused(run):
    """Return what runs a tool that must refuse, and returns its message."""

    def refused_tool(tool, **parameters):
        with pytest.raises(QgsProcessingException) as caught:
            run(tool, **parameters)
        message = str(caught.value)
        assert "Traceback" not in message
        return message

    return refused_tool

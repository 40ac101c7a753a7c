"""What a run of a tool says and returns."""

from typing import Any, NamedTuple

from qgis.core import QgsProcessingFeedback, QgsVectorLayer

from agora.algorithms.files.raster import read_raster


class Said(QgsProcessingFeedback):
    """Keeps what a tool says; cancels at the first progress where asked to."""

    def __init__(self, cancel_at_progress=False):
        super().__init__(False)
        self.infos, self.warnings, self.errors, self.done = [], [], [], []
        self.progressChanged.connect(self.done.append)
        if cancel_at_progress:
            self.progressChanged.connect(self.cancel)

    def pushInfo(self, info):
        self.infos.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def reportError(self, error, fatalError=False):  # noqa: N803 - QGIS's own name
        self.errors.append(error)


class Ran(NamedTuple):
    """A run that ended well."""

    results: dict[str, Any]
    said: Said

    @property
    def warned(self):
        return "\n".join(self.said.warnings)

    def warnings_of(self, words):
        """Return the warnings that begin with these words."""
        return [each for each in self.said.warnings if each.startswith(words)]

    def layer(self, key="OUTPUT", name=""):
        made = self.results[key]
        if isinstance(made, QgsVectorLayer):
            return made
        return QgsVectorLayer(f"{made}|layername={name}" if name else made, key, "ogr")

    def column(self, field, key="OUTPUT", name=""):
        return [each[field] for each in self.layer(key, name).getFeatures()]

    def surface(self):
        return read_raster(self.results["OUTPUT"]).values

"""Chains of tools that stand in the toolbox as models: open one in the model designer to see its steps or adapt it.

The files are made and changed in QGIS's model designer.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingParameterField

from ..frame.layer_parameters import with_preset

FILES = tuple(sorted(Path(__file__).parent.glob("*.model3")))


class Model(QgsProcessingModelAlgorithm):
    """A model of this folder; its id is its file's name without underscores, whatever its title."""

    def __init__(self, file: Path):
        super().__init__()
        self._file = file
        self.fromFile(str(file))
        for each in self.parameterDefinitions():
            if isinstance(each, QgsProcessingParameterField):
                with_preset(each)

    def name(self):
        """Return the id in scripts; permanent."""
        return self._file.stem.replace("_", "")

    def createInstance(self):  # noqa: N802
        """Return a fresh copy for one run."""
        return Model(self._file)


def models() -> tuple[Model, ...]:
    """Return every model; QGIS must know the tools already, or the models cannot find their steps."""
    return tuple(Model(file) for file in FILES)

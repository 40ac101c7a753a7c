"""Parameter kinds: each declares itself to QGIS and reads its own value.

``read`` gets the values read so far. What depends on a layer is in ``layer_parameters``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...algorithms.ground.errors import PlanError
from ..fields import is_null

_ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced


@dataclass(frozen=True)
class Given:
    """The values of one run: ``given["JOBS"]`` or ``given.jobs``."""

    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name.upper()]
        except KeyError:
            raise AttributeError(f"no parameter {name.upper()}") from None


@dataclass(frozen=True)
class Parameter:
    """What every parameter has; ``key`` is its name in scripts and never changes."""

    key: str
    label: str
    help: str
    optional: bool = False
    advanced: bool = False
    default: Any = None

    def declare(self, tool: QgsProcessingAlgorithm) -> None:
        """Add the parameter to the tool, with help and flags."""
        definition = self.definition()
        definition.setDescription(translated(self.label))
        definition.setHelp(translated(self.help))
        if self.advanced:
            definition.setFlags(definition.flags() | _ADVANCED)
        tool.addParameter(definition)

    def definition(self) -> QgsProcessingParameterDefinition:
        """Return the QGIS definition."""
        raise NotImplementedError

    def read(self, tool, values: dict, context: QgsProcessingContext, given: Given) -> Any:
        """Return what the user gave, as a plain Python value; raises PlanError where it cannot be used."""
        raise NotImplementedError

    def is_given(self, values: dict) -> bool:
        """Whether the user gave a value at all."""
        value = values.get(self.key)
        return not is_null(value) and value not in ("", [])


@dataclass(frozen=True)
class Number(Parameter):
    """A number within limits; read as float (int where ``whole``), None where it is optional and not given."""

    minimum: float = 0.0
    maximum: float = float("inf")
    whole: bool = False

    def definition(self):
        kinds = QgsProcessingParameterNumber.Type
        kind = kinds.Integer if self.whole else kinds.Double
        definition = QgsProcessingParameterNumber(self.key, self.label, kind, self.default, self.optional)
        definition.setMinimum(self.minimum)
        if self.maximum < float("inf"):
            definition.setMaximum(self.maximum)
        return definition

    def read(self, tool, values, context, given):
        if not self.is_given(values) and self.default is None:
            return None
        if isinstance(values.get(self.key), str):
            _require_number(self.key, values[self.key])
        read = tool.parameterAsInt if self.whole else tool.parameterAsDouble
        value = read(values, self.key, context)
        if not self.minimum <= value <= self.maximum:
            raise PlanError(f"{self.key} is {value:g}; it must lie between {self.minimum:g} and {self.maximum:g}.")
        return value


@dataclass(frozen=True)
class Choice(Parameter):
    """One of ``options``; read as its position."""

    options: tuple[str, ...] = ()
    default: Any = 0

    def definition(self):
        options = [translated(option) for option in self.options]
        return QgsProcessingParameterEnum(self.key, self.label, options, False, self.default)

    def read(self, tool, values, context, given):
        position = tool.parameterAsEnum(values, self.key, context) if self.is_given(values) else self.default
        if not 0 <= position < len(self.options):
            raise PlanError(f"{self.key} is {position}; it must lie between 0 and {len(self.options) - 1}.")
        return position


@dataclass(frozen=True)
class Switch(Parameter):
    """Yes or no; read as bool."""

    default: Any = False

    def definition(self):
        return QgsProcessingParameterBoolean(self.key, self.label, self.default)

    def read(self, tool, values, context, given):
        return tool.parameterAsBoolean(values, self.key, context)


@dataclass(frozen=True)
class Text(Parameter):
    """A line of text; read as str, "" if none."""

    def definition(self):
        return QgsProcessingParameterString(self.key, self.label, self.default, False, self.optional)

    def read(self, tool, values, context, given):
        return tool.parameterAsString(values, self.key, context).strip() if self.is_given(values) else ""


@dataclass(frozen=True)
class File(Parameter):
    """A file that is there; read as its path. ``filter`` as in QGIS's file dialog."""

    filter: str = ""

    def definition(self):
        kind = QgsProcessingParameterFile.Behavior.File
        return QgsProcessingParameterFile(
            self.key, self.label, kind, "", self.default, self.optional, fileFilter=self.filter
        )

    def read(self, tool, values, context, given):
        path = Path(tool.parameterAsFile(values, self.key, context))
        if not _is_file(path):
            raise PlanError(f"{self.key}: there is no file “{shown(values.get(self.key))}”.")
        return path


@dataclass(frozen=True)
class NumberResult(Parameter):
    """A number that the tool returns; takes no input."""

    def declare(self, tool):
        tool.addOutput(QgsProcessingOutputNumber(self.key, translated(self.label)))

    def read(self, tool, values, context, given):
        return None


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is an error of its own to the system."""
    try:
        return path.is_file()
    except OSError:
        return False


def _require_number(key: str, text: str) -> None:
    try:
        float(text)
    except ValueError as error:
        raise PlanError(f"{key} is “{text}”; a number is needed.") from error


def translated(text: str) -> str:
    """Return what a spec says in the user's language; a catalogue has every text of the specs in one context."""
    return QCoreApplication.translate("Agora", text)


def shown(value: Any) -> str:
    """Return a value as the user would know it again, for messages."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.staticValue()
    return str(value)[:200]

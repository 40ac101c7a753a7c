"""What made a result: enough to make it again. Paths are cut to file names."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from qgis.core import (
    Qgis,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsVectorLayer,
)

from ...algorithms.files.raster import gdal_version
from ...algorithms.report.losses import Loss, as_text
from .part import Part

_SECRET = re.compile(r"\b(password|user|authcfg)=('(?:[^'\\]|\\.)*'|\S+)\s*")
_PATH = re.compile(r"[/~]|\.{1,2}/|[A-Za-z]:[\\/]|\\\\")
ROOT = Path(__file__).resolve().parents[2]


class InputRecord(NamedTuple):
    """What was read of one input; ``fingerprint`` changes when any number read changes."""

    name: str
    features: int
    crs: str
    fingerprint: str


def provenance(
    tool: str, parameters: dict[str, Any], inputs: list[InputRecord], left_out: list[Loss]
) -> dict[str, str]:
    """Return the record of one run as text by name."""
    return {
        "tool": f"agora:{tool}",
        "agora": plugin_version(),
        "qgis": Qgis.QGIS_VERSION,
        "gdal": gdal_version(),
        "numpy": np.__version__,
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "parameters": json.dumps({key: _shown(value) for key, value in parameters.items()}, ensure_ascii=False),
        "inputs": json.dumps([each._asdict() for each in inputs], ensure_ascii=False),
        "left_out": as_text(left_out),
    }


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """Return the version in metadata.txt."""
    metadata = ConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def _shown(value: Any) -> Any:
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        return _shown(value.source.staticValue())
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        return _shown(value.sink.staticValue())
    if isinstance(value, QgsVectorLayer):
        return value.name()
    if isinstance(value, Part):
        return value.name
    if isinstance(value, (list, tuple)):
        return [_shown(each) for each in value]
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return _without_folders(str(value))


def _without_folders(text: str) -> str:
    """Return text without what is private in it: folders of a path, passwords of a database."""
    path, bar, rest = _SECRET.sub("", text).partition("|")
    is_path = _PATH.match(path) or ("/" in path and " / " not in path and Path(path).suffix)
    return f"{Path(path).name}{bar}{rest}" if is_path else f"{path}{bar}{rest}"

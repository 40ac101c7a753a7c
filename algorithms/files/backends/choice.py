"""Which library does a job: rasterio and fiona where they are installed, but for the exceptions below.

Where the library of choice is missing, the other one takes over: both do every job, with the same result.
"""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Any

from ...ground.errors import PlanError
from . import fiona_vector, osgeo_raster, osgeo_vector, rasterio_raster

RASTERS: dict[str, ModuleType] = {"rasterio": rasterio_raster, "osgeo": osgeo_raster}
VECTORS: dict[str, ModuleType] = {"fiona": fiona_vector, "osgeo": osgeo_vector}

OSGEO_FIRST = {
    "add_overviews": "for 100 million cells rasterio hears no wish to stop for 4.3 s, osgeo for 0.6 s at most",
    "add_raster": "rasterio 1.3 writes names in capitals; round that it takes 8.8 s for 100 million cells, osgeo 5.6 s",
    "gdal_version": "QGIS reads and draws with this GDAL; a rasterio from a wheel brings its own",
    "tally": "fiona opens no KML, XLSX or ODS",
    "batches": "10,400,000 rows a second as an Arrow stream; fiona, record by record, 49,000",
}
"""The jobs that osgeo does wherever it is there, and why (GDAL 3.6.2, rasterio 1.3.5, fiona 1.9.0, two cores)."""


def backend(job: str) -> Any:
    """Return the function that does a job with the library of choice.

    Parameters
    ----------
    job : the name of a function of the modules in ``RASTERS`` or ``VECTORS``

    Raises
    ------
    PlanError
        If no library is installed that does it.
    """
    modules = RASTERS if hasattr(osgeo_raster, job) else VECTORS
    order = sorted(modules, key=lambda name: name != "osgeo") if job in OSGEO_FIRST else list(modules)
    for name in order:
        if is_installed(name):
            return getattr(modules[name], job)
    raise PlanError(f"Neither {' nor '.join(modules)} is installed; QGIS comes with osgeo. Run it there.")


def is_installed(library: str) -> bool:
    """Whether a library can be imported."""
    return importlib.util.find_spec(library) is not None

"""Rasters to surfaces."""

from __future__ import annotations

import numpy as np

from ...algorithms.files.raster import UNIT, Raster, read_raster
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.grid import Grid
from ...algorithms.ground.sizes import cells_of, require
from ..frame.part import PartRaster
from ..frame.run import Run
from ..frame.source import RasterSource

BANDWIDTH = 400.0  # m: a walk of five minutes
_UNIT = "per hectare"
_BYTES_PER_CELL = 44.0  # measured: as read, and what is looked for in it
_NOISE = 1e-6  # jobs per hectare, by which rounding may fall below 0


def default_cell(bandwidth: float) -> float:
    """Return a tenth of a bandwidth, within 5 to 100, in metres."""
    return min(max(bandwidth / 10, 5.0), 100.0)


def read_surface(source: RasterSource, run: Run) -> Raster:
    """Return the first band of a raster of densities, its grid in map units.

    Raises
    ------
    PlanError
        If the raster is rotated or south up, says that it counts another unit, or holds a negative or infinite number.
    """
    raster = source.part.raster if isinstance(source, PartRaster) else _read(source, run)
    if raster.tags.get(UNIT, _UNIT) != _UNIT:
        raise PlanError(f"{source.key}: {source.name} counts {raster.tags[UNIT]}; make one that counts {_UNIT}.")
    wrong = raster.values[(raster.values < -_NOISE) | np.isinf(raster.values)]
    if len(wrong):
        raise PlanError(
            f"{source.key}: {len(wrong):,} cells of {source.name} are negative or infinite ({wrong[0]:g}); densities "
            "are at least 0. If that number stands for no data, declare it so (gdal_edit.py -a_nodata)."
        )
    run.record(source.name, source.crs.authid(), raster.values.size, raster.values)
    return raster


def _read(source: RasterSource, run: Run) -> Raster:
    width, height = source.layer.width(), source.layer.height()
    cell = source.layer.rasterUnitsPerPixelX() * source.metres
    size = cells_of(Grid(0.0, 0.0, cell, height, width), f"{source.key}: {source.name}", in_memory=_BYTES_PER_CELL)
    require(size)
    if source.layer.bandCount() > 1:
        run.warn(f"{source.name} has {source.layer.bandCount():,} bands; the first one is used.")
    try:
        return read_raster(source.layer.source())
    except PlanError as error:
        raise PlanError(f"{source.key}: {error}") from error

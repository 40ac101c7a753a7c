"""Coordinate reference systems: lengths and areas need a projected one."""

from __future__ import annotations

import math

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsDistanceArea,
    QgsPointXY,
    QgsRectangle,
    QgsUnitTypes,
)

from ..algorithms.ground.errors import PlanError

_WGS84 = "EPSG:4326"
_SURVEY_FOOT = 1200 / 3937  # m, by its definition; QGIS 3.22 knows only the foot of 0.3048 m
_STRETCH = 0.02  # a length that is 2 % off makes a density 4 % off


def metres_per_unit(crs: QgsCoordinateReferenceSystem) -> float:
    """Return how many metres one unit of a CRS has; 1 for degrees, beside which lengths are given in metres."""
    if crs.isGeographic():
        return 1.0
    if "+units=us-ft" in crs.toProj():
        return _SURVEY_FOOT
    return QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), QgsUnitTypes.DistanceUnit.DistanceMeters)


def require_crs(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle, name: str) -> None:
    """Refuse a layer without a CRS, and metres said to be degrees; raises PlanError.

    A GeoPackage without one says "Undefined geographic SRS", which QGIS takes for a CRS.
    """
    if not crs.isValid() or crs.description().startswith("Undefined"):
        raise PlanError(
            f"{name} has no coordinate reference system. Set the one its coordinates are in (layer properties, Source)."
        )
    if crs.isGeographic() and not extent.isNull():
        utm_zone(crs, extent, name)


def require_projected(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle, name: str) -> None:
    """Refuse a layer whose lengths and areas mean nothing.

    Raises
    ------
    PlanError
        If there is no CRS, or it is geographic; names the UTM zone that fits.
    """
    require_crs(crs, extent, name)
    if crs.isGeographic():
        zone = utm_zone(crs, extent, name)
        raise PlanError(
            f"{name} is in degrees ({crs.authid()}); distances and areas need a projected CRS. "
            f"Reproject it first, for instance to {zone.authid()} ({zone.description()})."
        )


def stretch_warning(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle, name: str) -> str:
    """Return a warning where the CRS stretches lengths by over 2 % here (Web Mercator does), else ""."""
    stretch = 1.0 if extent.isNull() else _stretch(crs, extent)
    if abs(stretch - 1) <= _STRETCH:
        return ""
    zone = utm_zone(crs, extent, name)
    return (
        f"Lengths in {name} are {stretch:.2f} times what they are on the ground in {crs.authid()}, so areas and "
        f"densities are wrong by the square of that. Reproject to {zone.authid()} ({zone.description()})."
    )


def utm_zone(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle, name: str) -> QgsCoordinateReferenceSystem:
    """Return the WGS 84 UTM zone of the extent's middle.

    Raises
    ------
    PlanError
        If that is no place on Earth, as where metres are taken for degrees.
    """
    middle = _middle_in_degrees(crs, extent)
    if not (abs(middle.x()) <= 180 and abs(middle.y()) <= 90):
        raise PlanError(
            f"{name} has coordinates that are no place on Earth in {crs.authid()} ({crs.description()}). "
            "Set the CRS that they are in (layer properties, Source), or correct them."
        )
    zone = int((middle.x() + 180) // 6) % 60 + 1
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if middle.y() >= 0 else 32700) + zone}")


def _middle_in_degrees(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle) -> QgsPointXY:
    nowhere = QgsPointXY(math.inf, math.inf)
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(_WGS84), QgsCoordinateTransformContext())
    try:
        return nowhere if extent.isNull() else to_degrees.transform(extent.center())
    except QgsCsException:
        return nowhere


def _stretch(crs: QgsCoordinateReferenceSystem, extent: QgsRectangle) -> float:
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:7030")
    middle = extent.center()
    units = 1000 / metres_per_unit(crs)
    try:
        ground = measure.measureLine(middle, QgsPointXY(middle.x() + units, middle.y()))
    except QgsCsException:
        return 1.0
    return 1000 / ground if ground > 0 else 1.0

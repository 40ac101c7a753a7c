"""How layers of zones, centres and flows look."""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsArrowSymbolLayer,
    QgsCategorizedSymbolRenderer,
    QgsCentroidFillSymbolLayer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsVectorLayerUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

from ...algorithms.roles.rule_tree import ROLES
from . import palette

RANK_VARIABLE = "agora_rank"
"""The layout variable that holds the rank of the centre a page is about."""
_PALE = 0.45
_LINE = {"outline_color": palette.PAPER, "outline_width": "0.1"}
_TITLES = dict(ROLES)


def centres(layer: QgsVectorLayer) -> None:
    """Outline centres, the first ones and the one a page is about heavier; label them with name and jobs."""
    symbol = QgsFillSymbol.createSimple(
        {"color": "0,0,0,0", "outline_color": palette.INK, "outline_width": "0.6", "joinstyle": "round"}
    )
    subject = f'"rank" = @{RANK_VARIABLE} OR $id = @atlas_featureid'
    by_rank = f'CASE WHEN {subject} THEN 0.8 WHEN "rank" = 1 THEN 0.6 WHEN "rank" <= 5 THEN 0.4 ELSE 0.25 END'
    width = QgsProperty.fromExpression(by_rank)
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeWidth, width)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    label = "wordwrap(\"name\", 28) || '\\n' || format_number(\"jobs\", 0) || ' jobs'"
    _label(layer, label, QgsPalLayerSettings.Placement.AroundPoint, 'if("rank" <= 8, 1, 0)')


def roles(layer: QgsVectorLayer) -> None:
    """Fill zones with the colour of their role; zones without one are ground."""
    if layer.fields().indexOf("role") < 0:
        ground(layer)
        return
    categories = [
        QgsRendererCategory(key, QgsFillSymbol.createSimple({"color": colour, **_LINE}), _TITLES[key])
        for key, colour in palette.ROLES.items()
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer("role", categories))


def pale_roles(layer: QgsVectorLayer) -> None:
    """Fill zones with the colour of their role, paled so that what stands on it leads."""
    roles(layer)
    renderer = layer.renderer()
    if isinstance(renderer, QgsCategorizedSymbolRenderer):
        for category in renderer.categories():
            symbol = category.symbol().clone()
            symbol.setColor(_paled(symbol.color()))
            renderer.updateCategorySymbol(renderer.categoryIndexForValue(category.value()), symbol)


def _paled(colour: QColor) -> QColor:
    """Return the colour mixed with paper; transparency would double the size of a PDF."""
    paper = QColor(palette.PAPER)
    mixed = (round(_PALE * one + (1 - _PALE) * other) for one, other in zip(colour.getRgb()[:3], paper.getRgb()[:3]))
    return QColor(*mixed)


def ground(layer: QgsVectorLayer) -> None:
    """Draw zones as the ground that other layers stand on."""
    fill = {"color": palette.GROUND, "outline_color": palette.GROUND_LINE, "outline_width": "0.1"}
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(fill)))


def boundary(layer: QgsVectorLayer) -> None:
    """Draw the edge of the plan."""
    line = {"color": "0,0,0,0", "outline_color": palette.EDGE, "outline_width": "0.2"}
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(line)))


def zones_by_centre(layer: QgsVectorLayer) -> None:
    """Tell zones inside a centre from those outside."""
    inside = QgsFillSymbol.createSimple({"color": palette.DENSITY[4][1], **_LINE})
    outside = QgsFillSymbol.createSimple({"color": palette.GROUND, **_LINE})
    categories = [
        QgsRendererCategory("in", inside, "In a centre"),
        QgsRendererCategory("out", outside, "Outside"),
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer("if(\"centre_id\" IS NULL, 'out', 'in')", categories))


def quotients(layer: QgsVectorLayer) -> None:
    """Show the first sector's location quotient: blue under 1, red over 1."""
    first = next((each.name() for each in layer.fields() if each.name().startswith("lq_")), "")
    _classes(layer, first, (0.5, 0.8, 1.25, 2), palette.DIVERGING)


def variety(layer: QgsVectorLayer) -> None:
    """Show how mixed the sectors of a zone are."""
    _classes(layer, "shannon_n", (0.4, 0.6, 0.75, 0.9), palette.SEQUENTIAL)


def commuting(layer: QgsVectorLayer) -> None:
    """Show jobs per resident worker: where people set out from, and where they go."""
    if layer.isSpatial():
        _classes(layer, "job_ratio", (0.5, 0.8, 1.25, 2), palette.BALANCE)


def zone_density(layer: QgsVectorLayer) -> None:
    """Show jobs per hectare in the classes and colours of the density surface."""
    breaks, colours = zip(*palette.DENSITY)
    _classes(layer, "dens_ha", breaks, (palette.GROUND, *colours))


def buildings(layer: QgsVectorLayer) -> None:
    """Show how densely buildings are used; points by their jobs, which have no footprint."""
    if layer.geometryType() == QgsWkbTypes.GeometryType.PointGeometry:
        _circles(layer, "jobs", 5)
    else:
        _classes(layer, "dens_ha", (100, 300, 1000, 3000), palette.SEQUENTIAL)


def effective_density(layer: QgsVectorLayer) -> None:
    """Show the first effective density by rank of the zones: its numbers mean little beside another decay's."""
    field = next((each.name() for each in layer.fields() if each.name().startswith("eff_dens")), "")
    _classes(layer, field, _ranks(layer, field), palette.SEQUENTIAL)


def desire_lines(layer: QgsVectorLayer) -> None:
    """Draw flows by width (the square root of the people) and see through them."""
    symbol = QgsLineSymbol.createSimple({"line_color": palette.FLOW, "line_width": "0.4", "capstyle": "round"})
    width = 'scale_linear(sqrt("commuters"), 0, sqrt(maximum("commuters")), 0.05, 1.6)'
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeWidth, QgsProperty.fromExpression(width)
    )
    symbol.setOpacity(0.55)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def key_diagram(layer: QgsVectorLayer) -> None:
    """Draw the largest flows between role areas as arrows, by width."""
    arrow = QgsArrowSymbolLayer.create({"is_curved": "0", "is_repeated": "0", "head_type": "0"})
    width = QgsProperty.fromExpression('scale_linear(sqrt("commuters"), 0, sqrt(maximum("commuters")), 0.2, 3)')
    head = QgsProperty.fromExpression('scale_linear(sqrt("commuters"), 0, sqrt(maximum("commuters")), 0.8, 3)')
    arrow.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyArrowWidth, width)
    arrow.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyArrowStartWidth, width)
    arrow.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyArrowHeadLength, head)
    arrow.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyArrowHeadThickness, head)
    fill = {"color": palette.FLOW, "outline_color": palette.PAPER, "outline_width": "0.1"}
    arrow.setSubSymbol(QgsFillSymbol.createSimple(fill))
    symbol = QgsLineSymbol()
    symbol.changeSymbolLayer(0, arrow)  # a symbol made from a list would not own it
    symbol.setOpacity(0.75)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def centre_circles(layer: QgsVectorLayer) -> None:
    """Draw centres as circles, their area by jobs, with names: for a key diagram."""
    circle = QgsMarkerSymbol.createSimple(
        {"color": palette.ROLES["city_core"], "outline_color": palette.PAPER, "outline_width": "0.4"}
    )
    size = 'scale_linear(sqrt("jobs"), 0, sqrt(maximum("jobs")), 1.2, 14)'  # mm across
    circle.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertySize, QgsProperty.fromExpression(size))
    middle = QgsCentroidFillSymbolLayer()
    middle.setSubSymbol(circle)
    middle.setPointOnAllParts(False)
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, middle)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    _label(
        layer,
        'wordwrap("name", 28)',
        QgsPalLayerSettings.Placement.AroundPoint,
        'if("rank" <= 8, 1, 0)',
        f"0.5 + {size} / 2",
    )


def within(layer: QgsVectorLayer) -> None:
    """Draw people who stay in their zone as circles, their area in proportion."""
    _circles(layer, "commuters", 6)


def sites(layer: QgsVectorLayer) -> None:
    """Draw sites with room."""
    fill = {"color": "#3f9c57", "outline_color": palette.INK, "outline_width": "0.2"}
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(fill)))


def _circles(layer: QgsVectorLayer, field: str, largest: float) -> None:
    """Draw points as circles, their area in proportion to a field, the largest so many millimetres wide."""
    symbol = QgsMarkerSymbol.createSimple(
        {"color": palette.FLOW, "outline_color": palette.PAPER, "outline_width": "0.1"}
    )
    size = f'scale_linear(sqrt("{field}"), 0, sqrt(maximum("{field}")), 0.2, {largest})'
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.PropertySize, QgsProperty.fromExpression(size))
    symbol.setOpacity(0.6)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def _ranks(layer: QgsVectorLayer, field: str) -> tuple[float, ...]:
    """Return what 40, 70, 90 and 97 % of the features lie below, to two digits: the peaks stand out."""
    values, _ = QgsVectorLayerUtils.getValues(layer, field) if field else ([], False)
    known = [value for value in values if isinstance(value, float)]
    found = np.quantile(known, [0.4, 0.7, 0.9, 0.97]) if known else np.arange(4.0)
    return tuple(sorted({float(f"{each:.1e}") for each in found.tolist()}))


def _classes(layer: QgsVectorLayer, field: str, breaks: tuple[float, ...], colours: tuple[str, ...]) -> None:
    """Colour by classes from each break to the next; there is one colour more than breaks."""
    bounds = [-1e18, *breaks, 1e18]
    said = [f"{each:,.0f}" if each >= 1000 else f"{each:g}" for each in breaks]
    words = [f"under {said[0]}"]
    words += [f"{low} to {high}" for low, high in zip(said, said[1:])]
    words += [f"{said[-1]} and more"]
    ranges = [
        QgsRendererRange(low, high, QgsFillSymbol.createSimple({"color": colour, **_LINE}), label)
        for low, high, colour, label in zip(bounds, bounds[1:], colours, words)
    ]
    layer.setRenderer(QgsGraduatedSymbolRenderer(field, ranges))


def _label(layer: QgsVectorLayer, expression: str, placement, shown: str, distance: str = "1.5") -> None:
    """Label features with an expression where ``shown`` is 1, at a ``distance`` in mm from their middle."""
    text = QgsTextFormat()
    text.setFont(QFont(palette.FONTS[0]))
    text.setFamilies(list(palette.FONTS))
    text.setSize(8)
    text.setColor(QColor(palette.INK))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    halo.setColor(QColor(palette.PAPER))
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName, settings.isExpression, settings.placement = expression, True, placement
    settings.setFormat(text)
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    defined = settings.dataDefinedProperties()
    defined.setProperty(QgsPalLayerSettings.Property.Show, QgsProperty.fromExpression(shown))
    defined.setProperty(QgsPalLayerSettings.Property.LabelDistance, QgsProperty.fromExpression(distance))
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)

"""One picture for a page: a map, and beside it its title, legend and scale. Lengths are pixels."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from qgis.core import (
    QgsLayerTree,
    QgsLayerTreeModel,
    QgsLegendRenderer,
    QgsLegendSettings,
    QgsLegendStyle,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRasterLayer,
    QgsRectangle,
    QgsRenderContext,
)
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QRectF, QSize, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen
from qgis.PyQt.QtSvg import QSvgRenderer

from agora.plugin.styles import palette
from agora.plugin.styles.fonts import font

_MAP, _SIDE, _HEIGHT, _EDGE = 760, 240, 640, 14
_TITLE = 62  # height
_DPI = 96
_PER_MM = _DPI / 25.4
_EXACT = 96  # colours, the commonest: those of fills, so that a legend never tells two classes by one
_BETWEEN = (128, 64, 32, 16)  # colours more, for edges and letters
_ALIKE = 8  # levels of 256; Pillow looks colours up by steps of 4, and would take nearer ones for one
_LARGEST = 150_000  # bytes
_SCALES = (1, 2, 5, 10, 20, 50)  # km
_FONT = (  # Qt reads fonts only in parts
    (rb"font: (\d00) ", rb"font-weight: \1; font: "),
    (rb"font: ([\d.]+)px ", rb"font-size: \1px; font-family: "),
)


def sheet(title: str, layers: list[QgsMapLayer], shown: list[QgsMapLayer], extent: QgsRectangle) -> QImage:
    """Return a map of ``layers``, from the top down, with its title, scale, and a legend of those in ``shown``."""
    settings = _settings(layers, extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = QImage(_MAP + _SIDE, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawImage(0, 0, job.renderedImage())
    _write_frame(painter)
    _write_title(painter, title)
    _write_legend(painter, shown, settings)
    _write_scale(painter, settings.visibleExtent().width() / _MAP)
    painter.end()
    return image


def chart(svg: bytes) -> QImage:
    """Return a drawing on paper, as wide as a map with its legend."""
    for short, long in _FONT:
        svg = re.sub(short, long, svg)
    renderer = QSvgRenderer(QByteArray(svg))
    size = renderer.defaultSize()
    wide = _MAP + _SIDE - 2 * _EDGE
    high = round(wide * size.height() / size.width())
    image = QImage(_MAP + _SIDE, high + 2 * _EDGE, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.PAPER))
    painter = QPainter(image)
    renderer.render(painter, QRectF(_EDGE, _EDGE, wide, high))
    painter.end()
    return image


def save(image: QImage, path: Path) -> None:
    """Write an image as PNG with a palette of its own, of fewer colours until the file is small."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    with Image.open(io.BytesIO(bytes(content.data()))) as opened:
        full = opened.convert("RGB")
    for between in _BETWEEN:
        full.quantize(palette=_palette(full, between), dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= _LARGEST:
            break


def _palette(full: Image.Image, between: int) -> Image.Image:
    """Return the commonest colours as they are, and ``between`` more that stand for the rest."""
    counts = sorted(full.getcolors(full.width * full.height), reverse=True)
    rest = full.quantize(between, method=Image.Quantize.MEDIANCUT).getpalette()[: 3 * between]
    chosen: list[tuple[int, ...]] = []
    for colour in [colour for _, colour in counts[:_EXACT]] + list(zip(rest[::3], rest[1::3], rest[2::3])):
        if all(max(abs(one - other) for one, other in zip(colour, each)) > _ALIKE for each in chosen):
            chosen.append(colour)
    made = Image.new("P", (1, 1))
    made.putpalette([level for colour in chosen + chosen[-1:] * (256 - len(chosen)) for level in colour])
    return made


def _settings(layers: list[QgsMapLayer], extent: QgsRectangle) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setOutputSize(QSize(_MAP, _HEIGHT))
    settings.setOutputDpi(_DPI)
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor(palette.WATER))
    return settings


def _write_frame(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(palette.FRAME), 1))
    painter.drawRect(QRectF(0.5, 0.5, _MAP - 1, _HEIGHT - 1))


def _write_title(painter: QPainter, title: str) -> None:
    painter.setPen(QColor(palette.INK))
    painter.setFont(font(11, True))
    box = QRectF(_MAP + _EDGE, 4, _SIDE - _EDGE - 4, _TITLE)
    painter.drawText(box, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, title)


def _write_legend(painter: QPainter, layers: list[QgsMapLayer], settings: QgsMapSettings) -> None:
    tree = QgsLayerTree()
    for layer in layers:
        node = tree.addLayer(layer)
        if isinstance(layer, QgsRasterLayer):  # its first node names the band
            classes = len(layer.renderer().shader().rasterShaderFunction().colorRampItemList())
            QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, classes + 1)))
    context = QgsRenderContext.fromMapSettings(settings)
    context.setPainter(painter)
    painter.save()
    painter.translate(_MAP + _EDGE, _TITLE + 4)
    painter.scale(_PER_MM, _PER_MM)
    model = QgsLayerTreeModel(tree)  # must outlive the drawing
    QgsLegendRenderer(model, _legend_settings()).drawLegend(context)
    painter.restore()


def _legend_settings() -> QgsLegendSettings:
    legend = QgsLegendSettings()
    legend.setSymbolSize(QSizeF(6, 3.6))
    legend.setBoxSpace(0)
    for part, bold in ((QgsLegendStyle.Style.Subgroup, True), (QgsLegendStyle.Style.SymbolLabel, False)):
        style = legend.style(part)
        style.setFont(font(9, bold))
        legend.setStyle(part, style)
    return legend


def _write_scale(painter: QPainter, metres: float) -> None:
    """Write the scale bar; ``metres`` to a pixel."""
    km = max(each for each in _SCALES if each * 1000 / metres < 0.6 * _SIDE)
    left, low, length = _MAP + _EDGE, _HEIGHT - 12, km * 1000 / metres
    painter.setPen(QPen(QColor(palette.INK), 1.2))
    painter.drawLine(QLineF(left, low, left + length, low))
    for end in (left, left + length):
        painter.drawLine(QLineF(end, low - 6, end, low))
    painter.setFont(font(9, False))
    painter.drawText(QRectF(left, low - 26, length, 18), Qt.AlignmentFlag.AlignCenter, f"{km} km")

"""Which part of a drawing may stand inside a page? Shapes and text, and nothing that acts, loads or restyles.

What is not on the lists here is left out, whoever drew it, so a page can hold the result as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Optional

from .words import visible

Attributes = list[tuple[str, Optional[str]]]

_ELEMENTS = {  # as the parser spells them, as SVG does
    name.lower(): name
    for name in ("svg", "g", "defs", "clipPath", "path", "rect", "circle", "line", "polygon", "polyline", "use",
                 "text", "tspan")
}  # fmt: skip
_SHAPE = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform")
_PAINT = (
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linejoin", "stroke-linecap", "stroke-miterlimit", "opacity", "clip-path", "clip-rule",
    "font-size", "font-weight", "font-style", "font-family", "text-anchor",
)  # fmt: skip
_REST = ("id", "href", "xmlns", "viewBox", "role", "aria-label")
_ATTRIBUTES = {name.lower(): name for name in (*_SHAPE, *_PAINT, *_REST)}
_NAMESPACE = "http://www.w3.org/2000/svg"
_LONG_DECIMAL = re.compile(r"\d+\.\d{3,}")
_REFERENCE = re.compile(r'(?:url\(#|href="#)([^")]+)')
_LOCAL_URL = re.compile(r"url\(#[\w-]+\)")


def shapes_only(svg: str, prefix: str, root: Mapping[str, str]) -> str:
    """Return one ``<svg>`` element that holds the shapes and texts of a drawing, well-formed, styled by attributes.

    Parameters
    ----------
    svg : a drawing, with or without an XML declaration
    prefix : put before each id, so that those of two drawings on one page differ
    root : attributes of the ``<svg>`` element itself, such as its ``role`` and ``aria-label``

    Raises
    ------
    ValueError
        If there is no ``<svg>`` element.
    """
    reader = _Reader(prefix, root)
    reader.feed(svg)
    reader.close()
    if not reader.written:
        raise ValueError("the drawing has no <svg> element")
    return _without_idle_ids(reader.finished())


class _Reader(HTMLParser):
    """Writes down what is on the lists; ``written`` holds it, piece by piece."""

    def __init__(self, prefix: str, root: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._prefix, self._root = prefix, root
        self._open: list[str] = []
        self._left_out: list[str] = []
        self._done = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Keep an opening tag and what of its attributes is harmless."""
        if self._left_out or tag not in _ELEMENTS:
            self._left_out.append(tag)
        elif self._starts(tag):
            self._write(tag, attrs if self._open else self._of_root(attrs), ">")
            self._open.append(_ELEMENTS[tag])

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Keep a tag without content."""
        if not self._left_out and tag in _ELEMENTS and self._open:
            self._write(tag, attrs, "/>")

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.pop()
        elif self._open and _ELEMENTS.get(tag) == self._open[-1]:
            self.written.append(f"</{self._open.pop()}>")
            self._done = not self._open

    def handle_data(self, data: str) -> None:
        """Keep text."""
        if not self._left_out and self._open and self._open[-1] in ("text", "tspan"):
            self.written.append(escape(visible(data)))

    def finished(self) -> str:
        """Return what was written, with what is still open closed."""
        return "".join([*self.written, *(f"</{name}>" for name in reversed(self._open))])

    def _of_root(self, attrs: Attributes) -> Attributes:
        """Leave out the size, which is the page's to choose."""
        return [*(each for each in attrs if each[0] not in ("width", "height")), *self._root.items()]

    def _starts(self, tag: str) -> bool:
        return not self._done and (bool(self._open) or tag == "svg")

    def _write(self, tag: str, attrs: Attributes, end: str) -> None:
        kept = dict(_kept(attrs, self._prefix))  # one attribute of each name: the last, which is the styled one
        words = "".join(f' {name}="{escape(visible(value))}"' for name, value in kept.items())
        self.written.append(f"<{_ELEMENTS[tag]}{words}{end}")


def _kept(attrs: Attributes, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in [*attrs, *_from_style(dict(attrs).get("style") or "")]:
        plain = "href" if name == "xlink:href" else name
        if plain in _ATTRIBUTES and value is not None and _stays_inside(plain, value):
            yield _ATTRIBUTES[plain], _renamed(plain, _rounded(plain, value), prefix)


def _from_style(style: str) -> Iterator[tuple[str, Optional[str]]]:
    """Return the declarations of a style attribute, which a strict policy refuses, as attributes."""
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            yield from _from_font(value)
        elif name in _PAINT and name != "font-family":
            yield name, value.removesuffix("px") if name == "font-size" else value


def _from_font(value: str) -> Iterator[tuple[str, Optional[str]]]:
    size, weight = re.search(r"([\d.]+)px", value), re.search(r"\b([1-9]00)\b", value)
    if size:
        yield "font-size", size[1]
    if weight:
        yield "font-weight", weight[1]
    if value.startswith(("italic", "oblique")):
        yield "font-style", "italic"


def _stays_inside(name: str, value: str) -> bool:
    if name == "href":
        return re.fullmatch(r"#[\w-]+", value) is not None
    if name == "xmlns":
        return value == _NAMESPACE
    return "url" not in value.lower() or name == "aria-label" or _LOCAL_URL.fullmatch(value) is not None


def _renamed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + re.sub(r"[^\w-]", "_", value)
    if name == "href":
        return f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}") if name in _PAINT else value


def _rounded(name: str, value: str) -> str:
    """Return coordinates in hundredths of a point: no eye sees more, and all processors agree on them."""
    if name not in (*_SHAPE, "viewbox", "font-size", "stroke-width"):
        return value
    return _LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value)


def _without_idle_ids(svg: str) -> str:
    used = set(_REFERENCE.findall(svg))
    return re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", svg)

"""Reads a drawing: its texts, its paints, and whether it could act, load or reach out."""

import base64
import re
import warnings
import xml.etree.ElementTree as ET

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SHAPES = {f"{SVG}{name}" for name in ("svg", "g", "defs", "style", "path", "rect", "clipPath", "use", "text")}
_IMAGE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)")


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - a drawing of ours


def drawings(page):
    """The drawings that a page holds as images, in order."""
    return [base64.b64decode(held, validate=True).decode("utf-8") for held in _IMAGE.findall(page)]


def lettering(svg):
    return list(read(svg).iter(f"{SVG}text"))


def texts(svg):
    return ["".join(each.itertext()) for each in lettering(svg)]


def fills(svg):
    """The colours of areas, in order."""
    return [declared(each, "fill") for each in read(svg).iter(f"{SVG}path")]


def declared(element, name):
    """What the style of an element says, or None."""
    found = re.search(rf"(?:^|;) *{name}: ([^;]*)", element.get("style", ""))
    return found and found[1]


def font_size(text):
    """Points: newer versions of matplotlib write a font in parts."""
    return float(re.search(r"([\d.]+)px", text.get("style"))[1])


def skeleton(svg):
    """Its elements and the names of their attributes, in order."""
    return [(each.tag, sorted(each.attrib)) for each in read(svg).iter()]


def assert_inert(svg):
    """Fail unless a drawing holds shapes and text only, and refers to nothing but its own parts."""
    for each in read(svg).iter():
        assert each.tag in SHAPES
        assert not [name for name in each.attrib if name.lower().startswith("on")]
        assert all(name == LINK and value.startswith("#") for name, value in each.items() if "href" in name.lower())
        styled = " ".join([*each.attrib.values(), (each.text or "") if each.tag == f"{SVG}style" else ""]).lower()
        assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", styled)
        assert not re.search("https?:|javascript:|data:|@import|expression", styled)
    assert not re.search("<!doctype|<!entity|<\\?|<!\\[cdata", svg.lower().split("<text", 1)[0])


def assert_drawn_quietly(draw):
    """Return a chart; fail unless it is drawn without a warning, and says something in words."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = draw()
    assert_inert(chart.svg)
    assert len(chart.alt) > 20
    assert not [each for each in texts(chart.svg) if each.lower() == "nan"]
    assert not re.search('="[^"]*nan', re.sub("<text[^<]*</text>", "", chart.svg.lower()))
    return chart

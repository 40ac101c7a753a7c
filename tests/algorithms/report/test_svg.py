"""Only shapes and text pass, styled by attributes, with ids of their own."""

import pytest

from agora.algorithms.report.svg import shapes_only

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
ROOT = {"role": "img", "aria-label": 'A "drawing" & more'}
PASSES = {
    "a shape": ('<path d="M 0 0 L 1 1" fill="#fff"/>', '<path d="M 0 0 L 1 1" fill="#fff"/>'),
    "text": ("<text>a &lt;b&gt; &amp; c</text>", "<text>a &lt;b&gt; &amp; c</text>"),
    "a style, as attributes": (
        '<path style="fill: #123456; stroke-width: 0.8"/>',
        '<path fill="#123456" stroke-width="0.8"/>',
    ),
    "a font, as attributes": (
        "<text style=\"font: 700 8.5px 'DejaVu Sans', sans-serif; text-anchor: middle\">x</text>",
        '<text font-size="8.5" font-weight="700" text-anchor="middle">x</text>',
    ),
    "a font in parts, as attributes": (
        "<text style=\"font-size: 8.5px; font-weight: 700; font-family: 'DejaVu Sans'\">x</text>",
        '<text font-size="8.5" font-weight="700">x</text>',
    ),
    "hundredths": ('<path d="M 1.23456 10.99999"/>', '<path d="M 1.23 11"/>'),
    "an id that is used": (
        '<defs><path id="m1"/></defs><use xlink:href="#m1"/>',
        '<defs><path id="p-m1"/></defs><use href="#p-m1"/>',
    ),
    "a clip path": (
        '<clipPath id="c"><rect/></clipPath><g clip-path="url(#c)"></g>',
        '<clipPath id="p-c"><rect/></clipPath><g clip-path="url(#p-c)"></g>',
    ),
}
STAYS_OUT = {
    "an id that is not used": ('<g id="figure_1"></g>', "<g></g>"),
    "a script": ("<script>alert(1)</script>", ""),
    "a style for all": ("<style>*{display:none}</style><g></g>", "<g></g>"),
    "metadata": ("<metadata><rdf:RDF><cc:Work>x</cc:Work></rdf:RDF></metadata>", ""),
    "a link": ('<a href="https://example.org"><text>x</text></a>', ""),
    "a picture": ('<image href="https://example.org/x.png"/>', ""),
    "a use of another file": ('<use href="https://example.org/x.svg#a"/>', "<use/>"),
    "a use of data": ('<use href="data:image/svg+xml,x"/>', "<use/>"),
    "a paint from elsewhere": ('<path fill="url(https://example.org/x#a)"/>', "<path/>"),
    "a style from elsewhere": ('<path style="fill: url(//example.org)"/>', "<path/>"),
    "a handler": ('<g onload="alert(1)"></g>', "<g></g>"),
    "foreign parts": ("<foreignObject><p>x</p></foreignObject>", ""),
    "an animation": ('<path><set attributeName="d" to="x"/></path>', "<path></path>"),
    "text outside text": ("alert(1)", ""),
    "a comment": ("<!-- x -->", ""),
    "CDATA": ("<![CDATA[<script>]]>", ""),
}


@pytest.mark.parametrize(("given", "kept"), [*PASSES.values(), *STAYS_OUT.values()], ids=[*PASSES, *STAYS_OUT])
def test_what_passes(given, kept):
    assert shapes_only(SVG.format(given), "p-", {}) == SVG.format(kept)


def test_the_element_itself_says_what_it_shows():
    written = shapes_only(SVG.format(""), "", ROOT)
    assert 'role="img" aria-label="A &quot;drawing&quot; &amp; more">' in written


def test_what_stands_around_the_drawing_is_left_out():
    given = f'<?xml version="1.0"?><!DOCTYPE svg><p>x</p>{SVG.format("")}<script>x</script>{SVG.format("<g/>")}'
    assert shapes_only(f"<svg></svg>{given}", "", {}) == "<svg></svg>"


def test_what_is_left_open_is_closed():
    assert shapes_only("<svg><g><text>x", "", {}) == "<svg><g><text>x</text></g></svg>"


def test_a_drawing_that_has_passed_passes_as_it_is():
    once = shapes_only(SVG.format("".join(given for given, _ in PASSES.values())), "", ROOT)
    assert shapes_only(once, "", ROOT) == once


def test_no_drawing_is_refused():
    with pytest.raises(ValueError, match="no <svg> element"):
        shapes_only("<p>not a drawing</p>", "", {})

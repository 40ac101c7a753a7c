"""One page that holds all it needs: valid, its own policy kept, and every text shown as text."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from attacks import ATTACKS
from drawings import assert_inert, drawings, read
from made_up import LOOK, every_chart, png, report_of

from agora.algorithms.report.appearance import contrast
from agora.algorithms.report.charts.style import Chart
from agora.algorithms.report.contents import Figure, Picture, Report, Section, Table
from agora.algorithms.report.page import report_page
from agora.algorithms.report.sentences import Basis
from agora.algorithms.report.wording import unbroken, visible

pytest.importorskip("jinja2")
pytest.importorskip("matplotlib")

HARMLESS = "Harmless"
SAID = {"alt"}  # attributes that hold a text of the report
FETCHES = {"src", "href", "srcset", "action", "formaction", "data", "xlink:href", "background", "poster", "ping"}
VOID = {"meta", "img"}


class Read(HTMLParser):
    """What a reader of the page gets: elements in order, their attributes, and texts."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, [(name, "" if name in SAID else value) for name, value in attrs]))
        self.texts += [value for name, value in attrs if name in SAID]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def values(self, tag, attribute):
        return [dict(attrs).get(attribute) for name, attrs in self.elements if name == tag]

    def shows(self, text):
        return sum(each.count(text) for each in self.texts)


@pytest.fixture(scope="module")
def chart():
    return every_chart()["role_bars"]


@pytest.fixture(scope="module")
def full(chart):
    return report_page(report_of(HARMLESS, [Figure(each) for each in (*every_chart().values(), chart)]))


def page_of(*sections):
    return report_page(Report("Plan", "Area", "", (), Basis(), LOOK, "Agora", sections))


def table_of(*cells, header=None):
    names = header or [f"Column {place}" for place in range(len(cells))]
    return Section("Question?", "Heading", "observed", tables=[Table("Table", "observed", names, [cells])])


def cells(page):
    return re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page.split("<tbody>")[1].split("</tbody>")[0])


def tidied(page, folder):
    if shutil.which("tidy") is None:
        pytest.skip("tidy is not installed")
    path = folder / "page.html"
    path.write_bytes(page.encode("utf-8"))
    return subprocess.run(["tidy", "-quiet", "-errors", "-utf8", str(path)], capture_output=True, text=True)


def test_a_validator_finds_no_error_and_no_warning(full, tmp_path):
    told = tidied(full, tmp_path)
    assert (told.returncode, told.stderr) == (0, "")


def test_a_page_with_nothing_but_a_title_is_valid_too(tmp_path):
    told = tidied(page_of(), tmp_path)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_shows_as_text(attack, chart):
    said = chart._replace(alt=attack)
    expected = Read(report_page(report_of(HARMLESS, [Figure(chart._replace(alt=HARMLESS), HARMLESS)])))
    page = report_page(report_of(attack, [Figure(said, attack)]))
    found = Read(page)
    assert found.elements == expected.elements  # no new tag, no new attribute, no new link, none lost
    text = unbroken(visible(attack))
    assert found.shows(text.strip()) >= expected.shows(HARMLESS) > 30
    page.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", page)


def test_there_are_at_least_sixty_attacks():
    assert len(set(ATTACKS.values())) >= 60


def test_a_report_full_of_attacks_is_valid(chart, tmp_path):
    sections = [report_of(attack, [Figure(chart)]).sections[0] for attack in ATTACKS.values()]
    told = tidied(page_of(*sections), tmp_path)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_drawing_that_is_not_ours_adds_one_image_that_can_do_nothing(attack):
    drawing = visible(f'<svg id="x" onload="alert(1)" style="fill:red"><g>{attack}</g><path d="M0 0"/></svg>{attack}')
    page = page_of(Section("?", "H", "observed", figures=[Figure(Chart(drawing, "A drawing"))]))
    found, plain = Read(page).elements, Read(page_of(Section("?", "H", "observed"))).elements
    [source] = [dict(attrs)["src"] for name, attrs in found if name == "img"]
    added = [("figure", []), ("img", [("src", source), ("alt", "")])]
    at = next(place for place, (name, _) in enumerate(found) if name == "figure")
    assert found == [*plain[:at], *added, *plain[at:]]
    assert source.startswith("data:image/svg+xml;base64,")
    assert drawings(page) == [drawing]


def test_a_figure_without_a_drawing_is_refused():
    with pytest.raises(ValueError, match="is not a drawing"):
        page_of(Section("?", "H", "observed", figures=[Figure(Chart("<script></script>", ""))]))


def test_the_policy_allows_pictures_in_the_page_and_its_one_style(full):
    [policy] = [
        dict(attrs)["content"] for tag, attrs in Read(full).elements
        if tag == "meta" and dict(attrs).get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    [style] = re.findall("<style>(.*?)</style>", full, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert allowed == {
        "default-src": "'none'", "img-src": "data:", "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip


def test_the_page_stands_alone(full):
    found = Read(full)
    fetched = [value for _, attrs in found.elements for name, value in attrs if name in FETCHES]
    assert all(value.startswith(("data:image/png;base64,", "data:image/svg+xml;base64,")) for value in fetched)
    names = {name for _, attrs in found.elements for name, _ in attrs}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    elements = {tag for tag, _ in found.elements}
    assert not {"script", "a", "link", "iframe", "object", "embed", "form", "base", "svg"} & elements
    assert "url(" not in full
    assert "@import" not in full


def test_drawings_in_the_page_hold_shapes_and_text_only(full):
    held = drawings(full)
    assert held == [each.svg for each in every_chart().values()] + [every_chart()["role_bars"].svg]
    for svg in held:
        assert_inert(svg)
        ids = {each.get("id") for each in read(svg).iter()}
        assert set(re.findall(r'(?:href="|url\()#([\w-]+)', svg)) <= ids


def test_every_picture_says_what_it_shows(full):
    found = re.findall(r'<img [^>]*src="data:image/(png|svg\+xml);[^>]*alt="([^"]*)"', full)
    assert ("png", "Harmless") in found
    said = [alt for kind, alt in found if kind == "svg+xml"]
    assert len(said) == 6
    assert all(len(alt) > 20 for alt in said)
    assert full.count("<img ") == len(found)


def test_a_map_stands_in_the_page_with_its_size():
    found = Read(page_of(Section("?", "H", "observed", map=Picture(png(40, 30), "A map", "Map", "observed"))))
    [source] = found.values("img", "src")
    assert base64.b64decode(source.split(",")[1]) == png(40, 30)
    assert (found.values("img", "width"), found.values("img", "height")) == (["40"], ["30"])


def test_a_map_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="is not a PNG"):
        page_of(Section("?", "H", "observed", map=Picture(b"<svg onload=alert(1)>" * 3, "", "Map", "")))


def test_a_table_names_its_columns_and_rows(full):
    assert full.count('<th scope="col"') == full.count("<th ") - full.count('<th scope="row"')
    found = Read(full)
    assert set(found.values("th", "scope")) == {"col", "row"}
    assert found.values("html", "lang") == ["en-GB"]


NUMBERS = {
    "whole": (4010135, "4,010,135"),
    "large": (652989.3031762706, "652,989"),
    "under ten": (2.0456, "2.0"),
    "small": (0.004, "under 0.1"),
    "nothing": (0, "0"),
    "negative": (-1234, "−1,234"),
    "missing": (None, "–"),
    "not a number": (float("nan"), "–"),
    "already written": ("-12.5 %", "-12.5\u00a0%"),
}


@pytest.mark.parametrize(("given", "written"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_rounded_and_stand_to_the_right(given, written):
    page = page_of(table_of("Row", given))
    assert f'<td class="number">{written}</td>' in page


def test_texts_and_their_heads_stand_to_the_left():
    page = page_of(table_of("Row", "12 roles", header=["Row", "Found"]))
    assert "<td>12 roles</td>" in page
    assert '<th scope="col">Found</th>' in page


FORMULAE = ["=1+1", "+cmd", "-2+3+cmd", "@SUM(A1)", "\t=1+1", " =1+1", "＝1+1", "\u200b=1+1", "\0=1+1"]


@pytest.mark.parametrize("formula", FORMULAE, ids=repr)
def test_text_that_a_spreadsheet_would_run_is_quoted(formula):
    page = page_of(table_of(formula, formula, header=[formula, "Text"]))
    assert all(cell.startswith("&#39;") for cell in cells(page))
    assert re.search(r'<th scope="col">&#39;', page)


def test_other_text_is_not_quoted():
    assert cells(page_of(table_of("O'Neill & Sons", "a=b"))) == ["O&#39;Neill &amp; Sons", "a=b"]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="not as long as its header"):
        page_of(table_of("Row", 1, header=["One"]))


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}</style>"], ids=repr)
def test_a_colour_that_is_more_than_a_colour_is_refused(colour):
    with pytest.raises(ValueError, match="is no colour"):
        report_page(Report("T", "A", "", (), Basis(), LOOK._replace(ink=colour), ""))


@pytest.mark.parametrize("font", ["x;}</style>", "a'b", "a, b", "url(x)", ""], ids=repr)
def test_a_font_that_is_more_than_a_name_is_refused(font):
    with pytest.raises(ValueError, match="no name of a font"):
        report_page(Report("T", "A", "", (), Basis(), LOOK._replace(fonts=(font,)), ""))


def test_what_always_stands_stands_without_being_asked():
    page = page_of()
    assert "The year of the data was not given." in page
    assert "Analytical centres are not policy boundaries." in page


def test_the_same_report_gives_the_same_page(full, chart):
    again = report_page(report_of(HARMLESS, [Figure(each) for each in (*every_chart().values(), chart)]))
    assert again == full


@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
@pytest.mark.parametrize("behind", ["paper", "ground"])
def test_text_can_be_read_against_what_is_behind_it(text, behind):
    # WCAG 2.1, 1.4.3: 4.5 for small text
    assert contrast(getattr(LOOK, text), getattr(LOOK, behind)) >= 4.5


def test_contrast_of_the_guidelines():
    # the two ends of the scale, and #777777 on white, which WCAG's own notes give as 4.48
    assert contrast("#000000", "#ffffff") == pytest.approx(21, rel=1e-9)
    assert contrast("#123456", "#123456") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)

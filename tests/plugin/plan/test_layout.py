"""The words of a page: shown as they are written, in the room there is."""

import pytest
from made_inputs import plan
from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProject, QgsRectangle

from agora.plugin.plan.layout import Words, as_written, enlarge, plan_layout, show
from agora.plugin.plan.project import opened_plan

TEXTS = ["[% 6 * 7 %]", "[% 'a' %] and %] or [% b", "it's \\\\n [%", "<b>&amp;</b>", "\N{CJK UNIFIED IDEOGRAPH-57CE}"]


@pytest.fixture
def layout():
    with opened_plan(plan()) as project:
        yield plan_layout(project, "Roles", Words("Old Town", "", ""), QgsRectangle(0, 0, 1000, 1000))


@pytest.mark.parametrize("text", TEXTS)
def test_a_label_shows_what_is_written_and_computes_nothing(text):
    project = QgsProject()
    layout = QgsPrintLayout(project)
    label = QgsLayoutItemLabel(layout)
    label.setText(as_written(text))
    assert label.currentText() == text


def test_a_long_title_is_made_to_fit_and_the_next_has_its_size_again(layout):
    title = layout.itemById("title")
    usual = title.font().pointSizeF()
    show(layout, "Roles", Words(f"The County of the Northern Quarters: {'N' * 60}", "", ""))
    assert title.sizeForText().width() <= 1.01 * title.rect().width()
    assert title.font().pointSizeF() < usual
    show(layout, "Roles", Words("Old Town", "", ""))
    assert title.font().pointSizeF() == usual
    show(layout, "Roles", Words("", "", ""))  # a figure has none
    assert title.currentText() == ""


def test_the_title_of_an_enlarged_part_ends_where_its_room_does(layout):
    label = layout.itemById("inset_title")
    enlarge(layout, QgsRectangle(0, 0, 10, 10), "Around Mill Town")
    assert label.currentText() == "Around Mill Town"
    enlarge(layout, QgsRectangle(0, 0, 10, 10), "Around " + "N" * 60)
    assert label.currentText().endswith("N\N{HORIZONTAL ELLIPSIS}")
    assert label.sizeForText().width() <= label.rect().width()

"""A chart as a page of its own."""

from drawings import assert_inert, drawings
from made_up import LOOK

from agora.algorithms.report.charts.lorenz import lorenz
from agora.algorithms.report.page import chart_page


def _page(title):
    return chart_page(title, "Zones", lorenz([1, 2, 3], [1, 1, 1], LOOK, "observed"), "Made today.", LOOK)


def test_the_chart_stands_in_a_page_that_loads_and_runs_nothing():
    page = _page("Jobs")
    assert "default-src &#39;none&#39;" in page
    [svg] = drawings(page)
    assert_inert(svg)
    assert "<svg" not in page
    assert "Made today." in page


def test_a_title_with_markup_is_shown_and_not_obeyed():
    page = _page("<script>alert(1)</script>")
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2

"""A chart as a page of its own."""

from made_up import LOOK

from agora.algorithms.report.charts import lorenz
from agora.algorithms.report.page import chart_page


def _page(title):
    return chart_page(title, "Zones", lorenz([1, 2, 3], [1, 1, 1], LOOK, "observed"), "Made today.", LOOK)


def test_the_chart_stands_in_a_page_that_loads_and_runs_nothing():
    page = _page("Jobs")
    assert "default-src &#39;none&#39;" in page
    assert page.count("<svg") == 1
    assert "Made today." in page


def test_a_title_with_markup_is_shown_and_not_obeyed():
    assert "<script>" not in _page("<script>alert(1)</script>")

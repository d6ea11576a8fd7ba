"""Pictures: every text inside and none over another, also when small; the same bytes each time."""

from __future__ import annotations

import io
import itertools
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli import plot_cases as cases

from roos import RoosError
from roos_cli.charts.choosing import Wishes, choose
from roos_cli.charts.picture import draw
from roos_cli.charts.relating import drawn
from roos_cli.charts.style import MOST_BARS, MOST_LINES, saver
from roos_cli.charts.wording import distinct, shortened, spread, wrapped

CLIMATE = {"category": ["c0"]}
WIDE_CATEGORIES = (cases.YEARS, cases.demands(2), cases.categories())
PICTURES = {
    "categories along years": (WIDE_CATEGORIES, Wishes()),
    "pathways along decades": ((cases.DECADES, cases.PATHWAYS, cases.categories()), Wishes(items=CLIMATE)),
    "forty demands along years": (
        (cases.YEARS, cases.demands(40), cases.categories()),
        Wishes(items=CLIMATE),
    ),
    "forty years for two demands": ((cases.YEARS, cases.demands(2)), Wishes(x="year", by="demand")),
    "one line": ((cases.YEARS,), Wishes()),
    "powers by year": ((cases.POWERS, cases.YEARS), Wishes(x="power", by="year", chart="lines")),
    "heat map of two numeric axes": ((cases.YEARS, cases.POWERS, cases.categories()), Wishes()),
    "heat map of texts": ((cases.PATHWAYS, cases.categories()), Wishes(chart="heat")),
    "heat map of many demands": ((cases.demands(40), cases.DECADES), Wishes(y="demand")),
    "heat map of many demands across": ((cases.demands(40), cases.DECADES), Wishes(chart="heat", x="demand")),
    "bars by category": ((cases.PATHWAYS, cases.categories()), Wishes()),
    "bars of many demands": ((cases.demands(40), cases.categories()), Wishes()),
    "bars of one category": ((cases.demands(40),), Wishes()),
    "bars by year": ((cases.YEARS, cases.categories()), Wishes(chart="bars")),
    "one bar": ((cases.demands(1), cases.PATHWAYS), Wishes(items={"pathway": ["SSP2 base"]})),
}
SIZES = {"as it comes": {}, "small": {"width": 8.0, "height": 6.0}, "wide": {"width": 30.0, "height": 9.0}}


def visible(drawing):
    """Return (text, bounding box in pixels) of every text that is drawn."""
    from matplotlib.text import Text

    drawing.draw_without_rendering()
    renderer = drawing.canvas.get_renderer()
    found = []
    for text in drawing.findobj(Text):
        if text.get_visible() and text.get_text().strip() and _drawn(text):
            found.append((text.get_text(), text.get_window_extent(renderer)))
    return found


def _drawn(text):
    """Say whether a tick's text belongs to a tick that lies within its axis."""
    for axes in text.figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            everything = {id(tick.label1) for tick in axis.majorTicks} | {
                id(t.label2) for t in axis.majorTicks
            }
            if id(text) in everything:
                return id(text) in {id(t.label1) for t in axis._update_ticks() if t.label1.get_visible()}
    return True


def overlapping(found, slack=1.0):
    pairs = []
    for (one, a), (other, b) in itertools.combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > slack and up > slack:
            pairs.append((one, other, round(across, 1), round(up, 1)))
    return pairs


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PICTURES)
def test_no_text_lies_over_another_or_outside(name, size):
    axes, wishes = PICTURES[name]
    drawing, _ = draw(cases.results(*axes), wishes, **SIZES[size])
    found = visible(drawing)
    width, height = drawing.get_size_inches() * drawing.dpi
    outside = [text for text, b in found if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1]
    assert not outside
    assert not overlapping(found)
    for axes_ in drawing.axes:  # and something is left to look at
        box = axes_.get_position()
        assert box.width * width > 0.13 * drawing.dpi and box.height > 0.15


@pytest.mark.parametrize("chart", ["lines", "heat", "bars"])
def test_the_same_numbers_give_the_same_bytes(chart):
    def written(suffix):
        drawing, _ = draw(cases.results(*WIDE_CATEGORIES), Wishes(chart=chart))
        file = io.BytesIO()
        saver(drawing, suffix)(file)
        return file.getvalue()

    svg, png = written(".svg"), written(".png")
    assert (svg, png) == (written(".svg"), written(".png"))
    assert b"<dc:date>" not in svg and png.startswith(b"\x89PNG")


def svg_texts(data, wishes=None):
    drawing, choice = draw(data, wishes or Wishes())
    file = io.BytesIO()
    saver(drawing, ".svg")(file)
    root = ElementTree.fromstring(file.getvalue())
    return ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")], choice


def test_names_and_units_stand_as_text_in_the_svg():
    texts, choice = svg_texts(
        cases.results(cases.DECADES, cases.PATHWAYS, cases.categories()), Wishes(items=CLIMATE)
    )
    whole = " ".join(texts)
    assert choice.chart == "lines" and choice.by == "pathway"
    for wanted in ("climate change", "SSP2 1.5 °C", "score, kg CO2-eq", "year", "2030"):
        assert wanted in whole


def test_names_with_dollar_signs_stay_names():
    data = cases.results(cases.DECADES, cases.categories()).pick("category", ["c11", "c0"])
    assert any("$ and $" in text for text in svg_texts(data)[0])


def test_a_numeric_axis_gives_lines_two_give_a_heat_map_none_gives_bars():
    def chart(*axes, **wishes):
        choice = choose(cases.results(*axes), Wishes(**wishes))
        return choice.chart, choice.x, choice.y, choice.by

    every = cases.categories()
    assert chart(cases.YEARS, cases.demands(1), every) == ("lines", "year", "", "category")
    assert chart(cases.YEARS, cases.PATHWAYS, every) == ("lines", "year", "", "pathway")
    assert chart(cases.YEARS, cases.POWERS, every) == ("heat", "year", "power", "")
    assert chart(cases.YEARS, cases.POWERS, every, by="power") == ("lines", "year", "", "power")
    assert chart(cases.PATHWAYS, every) == ("bars", "category", "", "pathway")
    assert chart(cases.demands(3)) == ("bars", "", "", "demand")
    assert chart(cases.DECADES, cases.PATHWAYS, y="pathway") == ("heat", "year", "pathway", "")
    assert chart(cases.YEARS, cases.PATHWAYS, x="pathway") == ("bars", "pathway", "", "year")


def test_what_is_left_out_is_said():
    choice = choose(cases.results(*WIDE_CATEGORIES, seed=2), Wishes(by="category"))
    assert choice.notes == ("The first of 2 demands; --demand ITEM shows another.",)
    drawing, _ = draw(cases.results(cases.YEARS, cases.demands(40)), Wishes())
    whole = " ".join(text for text, _ in visible(drawing))
    assert f"{MOST_LINES} of 40 demands by name" in whole
    drawing, _ = draw(cases.results(cases.demands(40), cases.categories()), Wishes())
    assert f"{MOST_BARS} of 40 demands drawn" in " ".join(text for text, _ in visible(drawing))
    drawing, _ = draw(cases.results(cases.PATHWAYS, cases.categories()), Wishes(), width=12, height=8)
    assert "of 18 categories drawn" in " ".join(text for text, _ in visible(drawing))


def test_categories_of_several_units_are_drawn_as_changes():
    data = cases.results(cases.YEARS, cases.categories())
    choice = choose(data, Wishes())
    assert choice.relative == "base"
    values, _ = drawn(choice, ("category", "year"))
    np.testing.assert_allclose(values, 100 * (data.values.T / data.base[:, None] - 1), rtol=1e-12)
    same = cases.results(cases.YEARS, cases.categories()).pick("category", ["c3", "c4"])
    assert choose(same, Wishes()).relative == "" and choose(same, Wishes(relative=True)).relative == "base"
    alone = choose(cases.results(cases.YEARS, cases.categories(), base=False), Wishes())
    assert alone.relative == "first" and (drawn(alone, ("category", "year"))[0][:, 0] == 0).all()


def test_a_fall_is_below_zero_whatever_the_sign():
    data = cases.results(cases.YEARS, cases.categories(2))
    data.values[:] = -3.0
    data.base[:] = -2.0
    assert (drawn(choose(data, Wishes()), ("category", "year"))[0] == -50.0).all()


def test_no_change_is_made_up_where_the_base_is_zero():
    data = cases.results(cases.YEARS, cases.categories(2))
    data.base[0] = 0.0
    values, notes = drawn(choose(data, Wishes()), ("category", "year"))
    assert np.isnan(values[0]).all() and np.isfinite(values[1]).all() and "1 of 2" in notes[0]


def refused(data, wishes):
    with pytest.raises(RoosError) as caught:
        choose(data, wishes)
    return caught.value


def test_pictures_that_the_axes_do_not_give_are_refused():
    data = cases.results(cases.YEARS, cases.PATHWAYS, cases.categories())
    problem = refused(data, Wishes(chart="lines", x="pathway"))
    assert problem.code == "E544" and "year" in problem.hint
    assert refused(cases.results(cases.PATHWAYS, cases.categories()), Wishes(chart="lines")).code == "E544"
    assert refused(cases.results(cases.YEARS), Wishes(chart="heat")).code == "E544"
    assert refused(data, Wishes(x="year", by="year")).code == "E544"
    assert refused(data, Wishes(items={"year": ["2020"]}, x="year")).code == "E544"
    bare = cases.results(cases.PATHWAYS, cases.categories(), base=False)
    assert refused(bare, Wishes(relative=True)).code == "E544"
    assert refused(bare, Wishes(chart="heat")).code == "E544"
    assert refused(cases.results(cases.categories(), base=False), Wishes()).code == "E544"


def test_unknown_items_and_axes_are_refused_with_the_nearest():
    data = cases.results(cases.YEARS, cases.categories())
    problem = refused(data, Wishes(items={"category": ["climate chnge"]}))
    assert problem.code == "E207" and "c0" in problem.hint
    assert refused(data, Wishes(items={"year": ["1999"]})).code == "E201"
    problem = refused(data, Wishes(x="yaer"))
    assert problem.code == "E208" and "year (31)" in problem.hint
    data.values[:] = np.nan
    assert refused(data, Wishes()).code == "E547"


def test_items_are_picked_by_number_too():
    data = cases.results(cases.POWERS, cases.categories())
    assert data.pick("power", ["0.50"]).fixed == {"power": "0.5 MW"}


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 20)), min_size=1, max_size=8))
def test_labels_are_spread_without_overlap_within_the_room(pairs):
    wanted, sizes = (np.array(column) for column in zip(*pairs, strict=True))
    places = spread(wanted, sizes, 0.0, 160.0)
    order = np.argsort(wanted, kind="stable")
    lower, upper = (places - sizes / 2)[order], (places + sizes / 2)[order]
    assert (upper[:-1] <= lower[1:] + 1e-9).all()
    assert lower[0] >= -1e-9 and upper[-1] <= 160 + 1e-9
    free = (wanted - sizes / 2)[order], (wanted + sizes / 2)[order]
    if free[0].min() >= 0 and free[1].max() <= 160 and (free[1][:-1] <= free[0][1:]).all():
        np.testing.assert_allclose(places, wanted, atol=1e-9)


@given(st.text(max_size=80), st.integers(4, 30), st.integers(1, 3))
def test_texts_are_kept_within_their_room(text, width, lines):
    rows = wrapped(text, width, lines).split("\n")
    assert len(rows) <= lines and all(len(row.replace(r"\$", "$")) <= width + 1 for row in rows)
    assert len(shortened(text, width)) <= max(width, 0)


def test_texts_that_shortening_makes_equal_are_numbered():
    names = [f"a very long name of variant {i} of the same thing with a long end" for i in range(3)]
    assert len(set(distinct(names, 14))) == 3

"""Costs: never one total alone, the mapping and the largest category always named; and their picture."""

from __future__ import annotations

import io

import numpy as np
import pytest

from roos import CategoryMapping, Labels, MappingRow, Price, PriceSet, Quality, Rule
from roos.price import price
from roos_cli.charts.costs_by_indicator import draw_costs, indicator_costs, saver
from roos_cli.costs import category_shares, cost_record, mapping_names, show_costs
from roos_cli.screen import Screen

NAMES = ("climate change", "terrestrial ecotoxicity", "acidification", "land use")


def _price_set(model: str = "new", **options) -> PriceSet:
    prices = tuple(
        Price(name, model, "kg", (value,), indicator)
        for name, value, indicator in zip(
            NAMES[:3], (0.5, 4.0, 0.25), ("Climate", "Ecotoxicity", "Air quality"), strict=True
        )
    )
    return PriceSet("set", "A printed set", "EUR", ("",), prices, toxicity=("Ecotoxicity",), **options)


def _costs(price_set: PriceSet | None = None):
    categories = Labels("category", NAMES, units=("kg",) * 4, extra={"model": ("new",) * 4})
    scores = np.array([[2.0, 8.0, 4.0, 1.0], [4.0, 0.0, 4.0, 1.0]])
    return price(scores, Labels("demand", ("first", "second")), categories, price_set or _price_set())


@pytest.fixture
def mapped():
    how = (("new",), "kg", 1.0, Rule.AS_PRINTED, Quality.SAME_UNIT)
    rows = tuple(MappingRow(name, name, *how) for name in NAMES[:3])
    return _costs(_price_set("old", mappings=(CategoryMapping("old→new", "old", rows),)))


def test_record_has_both_totals_and_every_share():
    year = cost_record(_costs())["price_sets"][0]["years"][0]
    assert year["total_of_all_demands"] == 37.0  # 0.5·6 + 4·8 + 0.25·8
    assert year["total_without_toxicity"] == 5.0
    shares = dict(zip(NAMES, (3 / 37, 32 / 37, 2 / 37, 0.0), strict=True))
    assert year["share_of_category"] == shares


def test_record_tells_rule_and_quality_of_each_price(mapped):
    rows = cost_record(mapped)["price_sets"][0]["categories"]
    assert {(row["mapping"], row["rule"], row["quality"]) for row in rows} == {
        ("old→new", "as printed", "same unit, other model")
    }


def test_shares_of_nothing_are_zero():
    costs = _costs()
    nothing = type(costs)(**{**costs.__dict__, "values": np.zeros_like(costs.values)})
    assert category_shares(nothing, 0, 0).tolist() == [0.0] * 4


def test_screen_shows_both_totals_mapping_and_largest(capsys, mapped):
    show_costs(Screen(False), mapped)
    text = capsys.readouterr().out
    assert "Total of 2 demands: 37.00 EUR; without the toxicity categories: 5.000 EUR." in text
    assert "Mapping to this result's categories: old→new." in text
    assert "terrestrial ecotoxicity 94 %" in text  # 32 of the first demand's 34
    assert "86.5 %" in text
    assert "no price" in text  # land use


def test_mapping_that_was_not_needed():
    assert mapping_names(_costs(), 0) == "none (the prices fit as printed)"


def test_bars_are_the_costs_by_indicator():
    assert indicator_costs(_costs()) == [
        ("Ecotoxicity", 32.0, True), ("Climate", 3.0, False), ("Air quality", 2.0, False),
    ]  # fmt: skip


def test_picture_names_its_sources_and_overlaps_nowhere(mapped):
    drawing = draw_costs(mapped, inventory="some inventory", method="some method")
    drawing.canvas.draw()
    renderer = drawing.canvas.get_renderer()
    left, right = drawing.axes
    assert [len(axes.patches) for axes in (left, right)] == [3, 2]  # without toxicity one bar less
    texts = [text for axes in drawing.axes for text in axes.texts]
    texts += [label for axes in drawing.axes for label in axes.get_yticklabels()]
    texts += [axes.title for axes in drawing.axes] + [axes._left_title for axes in drawing.axes]
    texts += [drawing._suptitle, drawing._supxlabel]
    boxes = [text.get_window_extent(renderer) for text in texts if text.get_text()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])
    caption = drawing._supxlabel.get_text()
    for word in ("some inventory", "some method", "A printed set", "old→new"):
        assert word in caption
    assert "37.00 EUR" in left.get_title("left") and "5.000 EUR" in right.get_title("left")


def test_toxicity_is_told_apart_without_colour():
    left = draw_costs(_costs(), inventory="i", method="m").axes[0]
    assert [bool(bar.get_hatch()) for bar in left.patches] == [True, False, False]
    grey = [
        sum(w * c for w, c in zip((0.3, 0.59, 0.11), bar.get_facecolor(), strict=False))
        for bar in left.patches
    ]
    assert abs(grey[0] - grey[1]) > 0.4


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_picture_files_are_the_same_each_time(suffix, start):
    contents = []
    for _ in range(2):
        file = io.BytesIO()
        saver(draw_costs(_costs(), inventory="i", method="m"), suffix)(file)
        contents.append(file.getvalue())
    assert contents[0].startswith(start)
    assert contents[0] == contents[1]

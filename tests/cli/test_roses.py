"""Roses and the other pictures of a screening: what they show, and that all of it can be read."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from tests.cli.cases import run
from tests.cli.pictures import faults, texts_of
from tests.cli.screening_cases import PRINTED, case_file, comparison

from roos import RoosError
from roos.screening import CLASSES, ScreeningOptions
from roos.screening.colours import colour_class
from roos_cli.charts.screening.canvas import PLACES, SHADES, CanvasData, draw_canvas
from roos_cli.charts.screening.category_bars import bars_data, draw_category_bars
from roos_cli.charts.screening.contour_map import MapData, draw_map
from roos_cli.charts.screening.curve import CurveData, draw_curve
from roos_cli.charts.screening.large_rose import draw_large_rose
from roos_cli.charts.screening.look import TONES, UNKNOWN, saver
from roos_cli.charts.screening.pictures import PICTURES, draw_picture
from roos_cli.charts.screening.rose_data import rose_data
from roos_cli.charts.screening.small_rose import draw_small_rose
from roos_cli.charts.screening.words import _WORDS, LANGUAGES, percentage, word
from roos_inventories.interviews import BLOCKS, LEVELS, read_interviews

WIDE, PHONE, SMALL = 18.0, 9.5, 6.5
LONG = "Conditiegestuurd onderhoud van ondergrondse containers met sensoren: vervangen naar behoefte"
#: One result in each class, the ends, one undefined and one far away.
ALL_CLASSES = [-0.9, -0.5, -0.3, -0.2, -0.05, 0.0, 0.05, 0.2, 0.3, 0.6, 55.0, float("nan"), -1.0, 0.1, -0.1,
               0.25, -0.25, 1234.5]  # fmt: skip


def mixed(**choices):
    return comparison(ALL_CLASSES, ("rose", "unknown", "fell"), **choices)


def svg(drawing) -> str:
    memory = io.BytesIO()
    saver(drawing, ".svg")(memory)
    return memory.getvalue().decode()


def test_the_rose_has_eleven_sectors_in_three_rings():
    data = rose_data(mixed())
    assert data.rings == ("people_environment", "economy", "natural_resources")
    assert [len(data.ring(ring)) for ring in data.rings] == [4, 3, 4]
    assert len({one.name for one in data.sectors}) == 11
    caption = rose_data(mixed(), ScreeningOptions.of({**PRINTED, "rings": "caption"}))
    assert caption.rings == ("natural_resources", "economy", "people_environment")


def test_every_sector_is_drawn_in_the_class_of_its_number():
    data = rose_data(mixed())
    for one in data.sectors:
        if one.relative is None:
            continue
        known = colour_class(one.relative)
        assert one.rank == (None if known is None else known.rank)
    drawing = draw_large_rose(data)
    fills = [patch.get_facecolor()[:3] for patch in drawing.axes[0].patches if patch.get_fill()]
    assert len(fills) == 11
    looks = [TONES[one.rank] if one.rank is not None else UNKNOWN for one in data.ring("people_environment")]
    assert [tuple(np.round(fill, 6)) for fill in fills[:4]] == [
        tuple(np.round(to_rgb(look.fill), 6)) for look in looks
    ]


def test_the_nine_classes_are_told_apart_without_colour():
    grey = {rank: float(np.dot(to_rgb(one.fill), (0.3, 0.59, 0.11))) for rank, one in TONES.items()}
    assert len({one.sign for one in (*TONES.values(), UNKNOWN)}) == 10
    better, worse = [grey[rank] for rank in (0, 1, 2, 3, 4)], [grey[rank] for rank in (0, -1, -2, -3, -4)]
    assert (np.diff(better) < -0.03).all() and (np.diff(worse) < -0.03).all(), (
        "darker is further from neutral"
    )
    assert all(TONES[rank].hatch for rank in range(-4, 0)), "a pattern says that it is worse"
    assert not any(TONES[rank].hatch for rank in range(5))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, PHONE, SMALL])
def test_texts_of_roses_do_not_touch(language, width):
    data = rose_data(mixed())
    for draw in (draw_large_rose, draw_small_rose):
        assert faults(draw(data, title=LONG, language=language, width=width)) == []


@pytest.mark.parametrize("width", [WIDE, PHONE, SMALL])
def test_texts_of_bars_do_not_touch(width):
    for values in (ALL_CLASSES, [-0.3] * 18, [float("nan")] * 18, np.linspace(0.02, 0.4, 18)):
        drawing = draw_category_bars(bars_data(comparison(values)), title=LONG, language="nl", width=width)
        assert faults(drawing) == []


@pytest.mark.parametrize("width", [WIDE, PHONE, SMALL])
@pytest.mark.parametrize("flip", [False, True])
def test_texts_of_a_curve_do_not_touch(width, flip):
    values = np.linspace(0.5, 60, 200)
    for change, roots in (
        (17 / values - 1, (17.0,)),
        (values * 0 - 0.3, ()),
        (np.sin(values), (np.pi, 2 * np.pi)),
    ):
        data = CurveData(
            "life_extension", "a", "cost_without_toxicity", values, change, roots, 20.0, 17.0, flip
        )
        assert faults(draw_curve(data, title=LONG, language="nl", width=width)) == []


@pytest.mark.parametrize("width", [WIDE, PHONE, SMALL])
def test_texts_of_a_map_do_not_touch(width):
    x, y = np.linspace(0, 60, 31), np.linspace(0, 1, 31)
    change = y[None, :] * 2 - x[:, None] / 30
    for shown in (change, change * 0 - 0.3, change + 9):
        data = MapData(("life_extension", "glass_replaced"), ("a", "1"), "mean", x, y, shown, (20.0, 0.8))
        assert faults(draw_map(data, title=LONG, language="nl", width=width)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, PHONE, SMALL])
def test_texts_of_radars_and_canvases_do_not_touch(language, width):
    for kind in ("drivers", "barriers"):
        drawing = draw_picture(kind, None, None, language=language, width=width)  # type: ignore[arg-type]
        assert faults(drawing) == []
    every = CanvasData(
        dict(zip(PLACES, (*LEVELS, "changed", "changed", "changed"), strict=True)), "section 1"
    )
    assert faults(draw_canvas(every, title=LONG, language=language, width=width)) == []


def test_numbers_and_names_stand_in_the_picture():
    text = svg(draw_large_rose(rose_data(comparison([-0.4] * 18)), language="nl"))
    for shown in ("Mens &amp; milieu", "Hergebruik", "Humane toxiciteit", "−40 %", "stijgt", "Erg positief"):
        assert shown in text
    small = svg(draw_small_rose(rose_data(comparison([-0.4] * 18)), language="en"))
    assert "Value: class only" in small and "Raw materials" in small
    entered = comparison([-0.4] * 18, small_rose_value="scored")
    assert "Value" in svg(draw_small_rose(rose_data(entered, ScreeningOptions(small_rose_value="scored"))))


def test_a_rose_too_small_for_names_lists_them():
    drawing = draw_large_rose(rose_data(mixed()), width=5.0)
    texts = " ".join(one.get_text() for one in texts_of(drawing)).replace("\n", " ")
    assert "h\u00a0Minerals" in texts


def test_a_far_bar_is_cut_and_keeps_its_number():
    drawing = draw_category_bars(bars_data(comparison([-0.2] * 17 + [80.0])))
    (far,) = [one.get_text() for one in texts_of(drawing) if "▸" in one.get_text()]
    assert "+8 000 %" in far
    assert drawing.axes[0].get_xlim()[1] < 200


def test_the_sign_follows_the_option():
    options = ScreeningOptions.of({**PRINTED, "sign": "positive is better"})
    assert "+40 %" in svg(draw_large_rose(rose_data(comparison([-0.4] * 18), options)))
    assert percentage(-0.004) == "−0.4 %" and percentage(-0.004, "nl", flip=True) == "+0,4 %"
    assert percentage(0.0) == "0 %" and percentage(float("nan")) == "?" and percentage(1e9) == "> 99 999 %"


def test_the_same_numbers_give_the_same_bytes():
    for suffix in (".svg", ".png"):
        made = []
        for _ in range(2):
            memory = io.BytesIO()
            saver(draw_large_rose(rose_data(mixed()), title="$x$ & <b>"), suffix)(memory)
            made.append(memory.getvalue())
        assert made[0] == made[1]
    text = svg(draw_large_rose(rose_data(mixed()), title="$x$ & <b>"))
    assert "$x$ &amp; &lt;b&gt;" in text and "<b>" not in text


def test_every_word_has_both_languages():
    for key, (english, dutch) in _WORDS.items():
        assert english and dutch, key
    assert word("air_water_soil", "nl") == "Lucht, water, bodem"
    assert {one.rank for one in CLASSES} == set(TONES)


def test_the_interviews_add_up():
    interviews = read_interviews()
    for motives in (interviews.drivers, interviews.barriers):
        assert len(motives.items) == 13
        for one in motives.items:
            minor = 13 - one.none - one.strong
            assert abs((one.none + 2 * minor + 3 * one.strong) / 13 - one.mean) <= 0.05 + 1e-9, one.id
            total = sum(one.by_type[group] * companies for group, companies in interviews.groups.items())
            assert abs(total / 13 - one.mean) < 0.1, one.id
    assert len(interviews.canvases) == 9 and set(PLACES) == set(BLOCKS) and set(SHADES) == set(LEVELS)
    assert all(set(one.blocks.values()) <= set(LEVELS) for one in interviews.canvases.values())
    with pytest.raises(RoosError, match="E462"):
        interviews.canvas("snew")


def test_draw_by_command(capsys, tmp_path):
    case = case_file(tmp_path)
    options = ["--option", "category_list=2008 printed"]
    for name in [one for one in PICTURES if one != "canvas"]:
        out = tmp_path / f"{name}.svg"
        done = run(capsys, "case", "draw", case, name, "-o", out, "--language", "nl", *options, "--json")
        assert done.status == 0 and done.json["written"] == [out.name]
        assert re.match(r"<\?xml", out.read_text(encoding="utf-8"))
    both = run(capsys, "case", "draw", case, "-o", tmp_path / "a.svg", "-o", tmp_path / "a.png", *options)
    assert both.status == 0 and (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rose", "-o", "a.pdf"], "E602"),
        (["rose", "-o", "a.svg", "--width", "3"], "E461"),
        (["canvas", "-o", "a.svg"], "E462"),
        (["break-even", "-o", "a.svg", "--parameter", "mass"], "E460"),
        (["petals", "-o", "a.svg"], "E603"),
        (["rose"], "E603"),
    ],
)
def test_wrong_use(capsys, tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    case = case_file(tmp_path)
    done = run(capsys, "case", "draw", case, *arguments, "--option", "category_list=2008 printed", "--json")
    assert done.status == 2 and done.error["code"] == code
    assert not list(tmp_path.glob("a.*"))

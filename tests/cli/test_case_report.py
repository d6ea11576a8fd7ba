"""The page of a case: complete, alone in the world, escaped, and as wide as its window."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.cli.cases import run
from tests.cli.screening_cases import EVIL, case_file
from tests.helpers import profiles_system

from roos_cli.report_page.wording import _WORDS, Wording

PRINTED = ["--option", "category_list=2008 printed"]
#: Attributes by which a page loads something.
LOADS = ("src", "href", "xlink:href", "srcset", "poster", "data", "action", "background", "formaction")
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags, ids, texts and what would be loaded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in LOADS and not (value or "").startswith("#"):
                self.loads.append(f"{tag} {name}={value}")
            assert not name.startswith("on"), f"{tag} {name} runs a script"
            if name == "style":
                self.loads += re.findall(r"url\((?!#)[^)]*\)", value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.texts.append(data)


#: Pages by how they were asked for: drawing one takes seconds.
_WRITTEN: dict[tuple[str, ...], str] = {}


def written(capsys, folder: Path, *more: str, title: str = "A longer life", anew: bool = False) -> str:
    if anew or (title, *more) not in _WRITTEN:
        _WRITTEN[(title, *more)] = _written(capsys, folder, *more, title=title)
    return _WRITTEN[(title, *more)]


def _written(capsys, folder: Path, *more: str, title: str) -> str:
    out = folder / "page.html"
    done = run(capsys, "case", "report", case_file(folder, title), "-o", out, *PRINTED, *more, "--json")
    assert done.status == 0, done.out
    assert done.json["written"] == ["page.html"]
    return out.read_text(encoding="utf-8")


def test_the_page_holds_everything(capsys, tmp_path):
    text = written(capsys, tmp_path)
    page, words = Page(text), html.unescape(re.sub(r"<[^>]+>", " ", text))
    assert not page.open
    for heading in (
        "The question", "Functional unit", "Large rose", "Small rose", "Categories",
        "Computed beside reported", "Contributions by stage", "Where the gain vanishes", "Conditions",
        "Other readings", "The model",
        "Amounts per functional unit", "Assumptions, their bias and their state", "Choices made",
        "Mean of 18 categories, unweighted", "Shadow cost, all categories", "Shadow cost without toxicity",
        "Median", "Mean without", "Moves the mean most",
    ):  # fmt: skip
        assert heading in words, heading
    assert page.tags.count("svg") == 2 * 6, "two roses, bars, two curves and a map, wide and narrow"
    assert "category_list = 2008 printed (row 1)" in words, "a choice that is not the default is named"
    for state in ("confirmed by the company", "1 refused", "1 confirmed"):
        assert state in words, state
    assert "steel" in words and "stated: page 1" in words and "−40 %" in words
    assert "improves as long as life stays above 5" in words


def test_nothing_is_loaded_and_no_id_is_there_twice(capsys, tmp_path):
    text = written(capsys, tmp_path)
    page = Page(text)
    assert page.loads == []
    assert not {"script", "link", "iframe", "img", "object", "embed", "base", "form"} & set(page.tags)
    style = "".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    assert "@import" not in style and "@font-face" not in style and "url(" not in style
    assert "default-src 'none'" in text
    assert len(page.ids) == len(set(page.ids))
    references = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
    assert {a or b for a, b in references} <= set(page.ids)
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, "names, not places"


def test_texts_of_a_case_are_texts(capsys, tmp_path):
    text = written(capsys, tmp_path, title=EVIL)
    page = Page(text)
    assert (
        "script" not in page.tags
        and "<script" not in text
        and "49" not in html.unescape(text).split("{{")[1][:9]
    )
    assert EVIL in html.unescape("".join(page.texts))


def test_the_page_speaks_dutch(capsys, tmp_path):
    text = html.unescape(written(capsys, tmp_path, "--language", "nl"))
    assert '<html lang="nl">' in text
    for said in ("De vraag", "Functionele eenheid", "Grote roos", "Schaduwkosten zonder toxiciteit",
                 "Mens & milieu", "Berekend naast gerapporteerd", "afgewezen"):  # fmt: skip
        assert said in text, said
    assert "Functional unit" not in text
    assert re.search(r"−\d+,\d %", text)


def test_both_languages_say_the_same_things():
    for key, (english, dutch) in _WORDS.items():
        assert dutch and (english or key == "language_note")
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", dutch)) or not english, (
            key
        )
    assert Wording("nl").of("changed_choices", names="a") == "Niet de standaard: a."


def test_the_sign_and_the_unit_follow_what_was_asked(capsys, tmp_path):
    text = html.unescape(written(capsys, tmp_path, "--option", "sign=positive is better", "--per", "10"))
    assert "Improvement over the baseline; positive is better." in text
    assert "10 a: A longer life" in text
    assert "<strong>+" in text


def test_the_same_case_gives_the_same_page(capsys, tmp_path):
    first = written(capsys, tmp_path)
    assert written(capsys, tmp_path, anew=True) == first


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["-o", "page.pdf"], "E602"), (["--per", "-1"], "E603"), (["--language", "fr"], "E603"),
     (["-o", "nowhere/page.html"], "E601")],
)  # fmt: skip
def test_wrong_use(capsys, tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "case", "report", case_file(tmp_path), *arguments, *PRINTED, "--json")
    assert done.status != 0 and done.error["code"] == code
    assert not list(tmp_path.glob("*.html"))


def test_a_case_of_the_report_with_its_business_model(capsys, tmp_path):
    profiles_system()
    out = tmp_path / "kaak.html"
    assert run(capsys, "case", "report", "kaak", "-o", out).status == 0
    text = html.unescape(out.read_text(encoding="utf-8"))
    assert "Impact on the business model" in text and "recipe2008→2016" in text
    assert Page(out.read_text(encoding="utf-8")).loads == []


def browser() -> str:
    """Return a browser that runs without a window, or skip."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no headless Chromium on PATH (Debian: apt-get install chromium)")


MEASURE = """<!DOCTYPE html><meta charset="utf-8">
<iframe style="width:WIDTHpx;height:900px;border:0"></iframe><pre id="found">nothing</pre><script>
const frame = document.querySelector("iframe");
const box = one => one.getBoundingClientRect();
frame.onload = () => {
  const inside = frame.contentDocument;
  const all = [...inside.querySelectorAll("body *")].filter(one => !one.closest(".scroll, svg"));
  document.querySelector("#found").textContent = JSON.stringify({
    window: frame.contentWindow.innerWidth,
    page: inside.documentElement.scrollWidth,
    wide: all.filter(one => box(one).right > WIDTH + 1).map(one => one.tagName),
    shown: [...inside.querySelectorAll("svg")].filter(one => box(one).width > 0).length
  });
};
frame.srcdoc = PAGE;
</script>"""


@pytest.mark.long
@pytest.mark.parametrize("width", [400, 1400])
def test_the_page_is_as_wide_as_its_window(capsys, tmp_path, width):
    program = browser()
    text = written(capsys, tmp_path, title="Een " + "zeer" * 30 + " lange titel")
    text = re.sub(r"<meta http-equiv[^>]*>", "", text)  # the policy forbids the script that measures
    measuring = tmp_path / "measuring.html"
    content = json.dumps(text).replace("</", "<\\/")
    measuring.write_text(MEASURE.replace("WIDTH", str(width)).replace("PAGE", content), encoding="utf-8")
    done = subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000",
         f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", measuring.as_uri()],
        capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found and found[1] != "nothing", done.stderr[-500:]
    measured = json.loads(html.unescape(found[1]))
    assert measured.pop("page") <= width  # less by a scroll bar
    assert measured == {"window": width, "wide": [], "shown": 6}

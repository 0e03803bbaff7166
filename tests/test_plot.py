"""How early an institute announces what, as a picture: to scale, readable without eyes, nothing from elsewhere."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_export.plot import LEFT, MARKS, RIGHT, WIDTH, LeadTime, lead_plot
from calendar_export.web import _environment

SVG = "{http://www.w3.org/1999/xhtml}"
TIMES = (
    LeadTime("title", 14, 12, (3.0, 7.0, 14.0)),
    LeadTime("speaker", 14, 14, (20.0, 28.4, 35.0)),
    LeadTime("room", 14, 2),
)


def drawn(times: tuple[LeadTime, ...] = TIMES, language: str = "en") -> str:
    module = _environment(language).get_template("announcing.html").make_module()
    return str(module.plot(lead_plot(times)))  # type: ignore[attr-defined]


def test_bars_are_to_scale() -> None:
    picture = lead_plot(TIMES)
    assert picture is not None
    assert [days for _, days in picture.marks] == [0, 7, 14, 21, 28, 35]
    assert picture.marks[0][0] == WIDTH - RIGHT, "the day of the talk is at the right"
    assert picture.marks[-1][0] == LEFT
    title, speaker = picture.bars
    at = {days: x for x, days in picture.marks}
    assert (title.x, round(title.x + title.width, 1), title.median) == (
        at[14],
        round(at[21] + (at[0] - at[21]) * 18 / 21, 1),
        at[7],
    )
    assert speaker.x == LEFT
    assert lead_plot([LeadTime("title", 2, 2)]) is None


@given(st.lists(st.tuples(*[st.floats(0, 3000)] * 3).map(sorted), min_size=1, max_size=4))
def test_whatever_it_is_told_it_stays_within_its_frame(quartiles: list[list[float]]) -> None:
    picture = lead_plot(LeadTime("title", 9, 9, (low, middle, high)) for low, middle, high in quartiles)
    assert picture is not None
    for bar in picture.bars:
        assert LEFT - 0.1 <= bar.x <= bar.median + 0.1 <= WIDTH - RIGHT + 0.2
        assert bar.x + bar.width <= WIDTH - RIGHT + 2.1
        assert 0 < bar.y < picture.bottom < picture.height
    assert 2 <= len(picture.marks) <= MARKS + 2
    assert picture.marks[-1][1] >= max(high for _, _, high in quartiles)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_told_in_words_too(language: str) -> None:
    text = drawn(language=language)
    root = ET.fromstring(text.replace("&nbsp;", " "))
    svg = next(one for one in root.iter() if one.tag.endswith("svg"))
    named = {one.get("id") for one in svg.iter() if one.get("id")}
    assert svg.get("role") == "img"
    assert set(str(svg.get("aria-labelledby")).split()) <= named
    rows = [[cell.text for cell in row] for row in root.iter("tr")]
    assert rows[2][2:] == ["35", "28", "20"]
    assert len(rows[3]) == 3, "too few to tell"
    assert "style=" not in text
    assert "http" not in text, "nothing is loaded from elsewhere"
    assert ("half of the talks have it 7 days before" in text) == (language == "en")

"""A row that can no longer be read is still a row: its talk is not gone while its title stands on the listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler.extract.page import Page
from crawler.survey import Survey
from pipeline.changes import Verdict, decide
from pipeline.known import Known
from pipeline.reading.text import fold
from pipeline.talk import At, Claim, Coverage, Layer, Sighting, Span, Talk

LISTING = "https://institute.example/talks/"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
FAR = Coverage(reach=((LISTING, date(2027, 1, 1)),))


def known(title: str, day: int, **more: object) -> Known:
    when = Span(datetime(2026, 3, day, 15), timezone="Europe/Berlin")
    talk = replace(Talk("s", f"{LISTING}#{day}", title, when, keys=(f"day:{day}",)), **more)  # type: ignore[arg-type]
    return Known(f"uid-{day}", talk, misses={"unlisted": 2}, keys=talk.keys, found_on=(LISTING,))


FILMS, KNOTS, SIEVES = known("Soap Films", 3), known("Knots and Links", 10), known("Sieves", 17)


def judged(films: Known, *seen: Talk, told: tuple[str, ...]) -> Verdict:
    olds = (films, KNOTS, SIEVES)
    return decide(
        [KNOTS.talk, SIEVES.talk, *seen], olds, replace(FAR, told=tuple(map(fold, told))), now=NOW, listings=(LISTING,)
    )


def test_a_talk_whose_title_stands_on_its_listing_is_not_missed() -> None:
    assert [change.kinds for change in judged(FILMS, told=()).changes] == [("withdrawn",)]
    verdict = judged(FILMS, told=("Soap Films",))
    assert (verdict.changes, verdict.missed) == ((), ())


@pytest.mark.parametrize(
    ("films", "seen"),
    [
        (replace(FILMS, talk=replace(FILMS.talk, series="Soap Films")), ()),
        (FILMS, (known("Soap Films Revisited", 24).talk,)),
    ],
    ids=["it is the name of the series", "another talk's title holds it"],
)
def test_a_title_that_something_else_accounts_for_keeps_nothing(films: Known, seen: tuple[Talk, ...]) -> None:
    kinds = {change.kinds for change in judged(films, *seen, told=("Soap Films",)).changes}
    assert ("withdrawn",) in kinds


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<ul><li>3 March (new room!): <i>Soap films</i></li><li>Knots and Links</li></ul>", {"soap films"}),
        ("<ul><li>3 March: <i>Soap</i> films</li></ul>", {"soap films"}),
        ("<ul><li>3 March: Soapy films</li></ul>", set()),
        ("<p>Research areas: Soap films, algebra, optics</p>", set()),
        ("<nav>2026 Soap films</nav><footer>2026 Soap films</footer><aside>3 March: Soap films</aside>", set()),
        ("<script>'Soap films'</script>", set()),
    ],
)
def test_a_survey_notes_titles_that_stand_where_no_talk_was_read(body: str, told: set[str]) -> None:
    claim = Claim("title", "Knots and Links", Layer.VISIBLE, "visible:title", At("ab" * 32, "/html"))
    survey = Survey()
    survey.tells(
        Page(LISTING, f"<html><body>{body}</body></html>".encode()),
        [Sighting("talk", LISTING, f"{LISTING}#10", (claim,))],
        ("Soap Films", "Knots and Links", "Sieves", "…"),
    )
    assert survey.told == told
    assert set(survey.coverage((), NOW.date()).told) == told

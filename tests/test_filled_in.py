"""What was to be announced is announced: title, hour, speaker and address in one run, and the talk keeps its UID; where
two talks of one speaker or day may be meant, it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.page import Page
from pipeline.changes import Known, decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import Coverage, Person, Place, Span, Status, Talk

LISTING = "https://institute.example/talks/"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
ADA, GRACE = Person("Ada Lovelace", "Analytical Society"), Person("Grace Hopper")
DAY, HOUR = date(2026, 3, 3), datetime(2026, 3, 3, 15)
WHOLE = Coverage(reach=((LISTING, date(2027, 1, 1)),))


def talk(
    title: str,
    start: date = HOUR,
    *speakers: Person,
    page: str = "",
    series: str | None = None,
    room: str | None = None,
) -> Talk:
    day = start.date() if isinstance(start, datetime) else start
    url = f"{LISTING}{page or f'#{day}-{title}'}"
    when = Span(start, timezone="UTC", all_day=not isinstance(start, datetime))
    place, keys = Place(room=room), keys_of(url, (), day, title)
    return Talk(source="s", url=url, title=title, when=when, speakers=speakers, series=series, place=place, keys=keys)


def recognised(seen: Sequence[Talk], olds: Sequence[Talk], coverage: Coverage = WHOLE) -> list[str]:
    """The uid of each talk seen, "new" where it is another one."""
    known = [Known(f"uid-{number}", one, keys=one.keys, found_on=(LISTING,)) for number, one in enumerate(olds)]
    verdict = decide(seen, known, coverage, now=NOW, listings=(LISTING,))
    uids = {change.talk.url: change.uid for change in verdict.changes if change.talk.status is not Status.WITHDRAWN}
    by_url = {one.url: f"uid-{number}" for number, one in enumerate(olds)}
    found = [uids.get(one.url) or by_url[one.url] for one in seen]
    return [uid if uid.startswith("uid-") else "new" for uid in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (talk("N.N. (Titel wird noch bekannt gegeben)", room="1.04"), talk("Photonen zählen", room="1.04")),
        (talk("N.N. (Titel folgt)", room="1.04"), talk("Photonen zählen", HOUR, ADA, room="1.04")),
        (talk("Talk by Ada Lovelace (title TBA)", DAY, ADA), talk("On Engines", HOUR, ADA)),
        (talk("Title to be announced", DAY, ADA), talk("On Engines", HOUR, ADA)),
        (talk("Dr. Ada Lovelace, Analytical Society", DAY, ADA), talk("On Engines", HOUR, ADA)),
        (talk("Prof. Ana de Souza", DAY, Person("Ana de Souza")), talk("On Engines", HOUR, Person("Ana de Souza"))),
        (talk("N.N.", HOUR, ADA, page="nn"), talk("On Engines", HOUR, ADA, page="on-engines")),
        (talk("N.N.", DAY, ADA, page="nn"), talk("On Engines", HOUR, ADA, page="on-engines")),
        (talk("Colloquium", DAY, ADA, series="Colloquium"), talk("On Engines", HOUR, ADA, series="Colloquium")),
        (talk("Thema folgt", DAY), talk("On Engines", HOUR, ADA, page="on-engines")),
        (talk("titre à venir", HOUR, ADA), talk("Des machines", HOUR + timedelta(hours=1), ADA)),
        (talk("On Engines", HOUR, ADA), talk("Title TBA", DAY, ADA)),
    ],
)
def test_what_is_announced_at_last_keeps_its_uid(old: Talk, new: Talk) -> None:
    after = talk("On Moss", datetime(2026, 5, 1, 15), GRACE)
    assert recognised([new, after], [old, after]) == ["uid-0", "uid-1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (talk("Title TBA", DAY, ADA), talk("On Engines", HOUR, GRACE)),
        (talk("Title TBA", DAY, ADA, series="Colloquium"), talk("On Engines", HOUR, ADA, series="Lunch Seminar")),
        (talk("Title TBA", DAY, room="1.04"), talk("On Engines", HOUR, room="2.10")),
        (talk("Title TBA", HOUR), talk("On Engines", HOUR + timedelta(hours=2), ADA)),
        (talk("Title TBA", DAY, ADA), talk("On Engines", HOUR + timedelta(days=7), ADA)),
        (talk("On Looms", DAY), talk("On Engines", HOUR)),
        (talk("On Looms", HOUR), talk("Title TBA", DAY, ADA, page="nn")),
    ],
)
def test_what_contradicts_is_another_talk(old: Talk, new: Talk) -> None:
    after = talk("On Moss", datetime(2026, 5, 1, 15), GRACE)
    assert recognised([new, after], [old, after]) == ["new", "uid-1"]


def test_two_talks_of_one_speaker_on_one_day_are_not_confused() -> None:
    open_, one = talk("Title TBA", DAY, ADA), talk("On Engines", HOUR, ADA)
    two = talk("On Looms", HOUR + timedelta(hours=3), ADA)
    assert recognised([one, two], [open_]) == ["new", "new"]
    assert recognised([one, open_], [open_]) == ["new", "uid-0"]
    assert recognised([one, two], [one, open_]) == ["uid-0", "uid-1"]
    assert recognised([one, two], [two, one]) == ["uid-1", "uid-0"]
    assert recognised([two], [one, open_]) == ["uid-1"]


def test_a_day_of_several_talks_tells_nothing_of_one_without_speaker() -> None:
    open_, one, other = talk("TBA", DAY), talk("On Engines", HOUR, ADA), talk("On Moss", HOUR, GRACE)
    assert recognised([one, other], [open_]) == ["new", "new"]
    assert recognised([one, other], [open_, other]) == ["new", "uid-1"]
    assert recognised([one], [open_], replace(WHOLE, flaw="the listing breaks off")) == ["new"]
    assert recognised([one], [open_], replace(WHOLE, cut=(LISTING,))) == ["new"]


def test_a_weekly_series_without_titles_stays_in_its_weeks() -> None:
    weeks = [DAY + timedelta(days=7 * number) for number in range(5)]
    olds = [talk("Title TBA", day, ADA, series="Seminar") for day in weeks[:4]]
    news = [talk(f"On Engine {number}", day, ADA, series="Seminar") for number, day in enumerate(weeks)]
    assert recognised(news, olds) == ["uid-0", "uid-1", "uid-2", "uid-3", "new"]
    assert recognised(news[1:], olds) == ["uid-1", "uid-2", "uid-3", "new"]


# ── In the database ───────────────────────────────────────────────────────────────────────────────────────────────────

LIVES = {
    "hours": (
        """<article><p>March 13, 2026</p><h3>Talk by Ada Lovelace (title TBA)</h3>
        <p>Ada Lovelace, Analytical Society</p>
        <p>Time TBA</p></article>""",
        """<article><p>March 13, 2026</p><h3>Engines without Steam</h3><p>Ada Lovelace, Analytical Society</p>
        <p>12:00–1:00 PM</p></article>""",
        "<article><p>{day}</p><h3>{title}</h3><p>12:00–1:00 PM</p></article>",
    ),
}
"""How a card reads before and after, and what the others look like."""


def listing(text: str, card: str) -> str:
    others = [("27.03.2026", "Das Salz der Moore"), ("10.04.2026", "Wie Flechten wandern")]
    first = card.format(day="06.03.2026", title="Glas und Zeit")
    return f"<main><h1>Talks</h1>{first}{text}{''.join(card.format(day=d, title=t) for d, t in others)}</main>"


@pytest.mark.parametrize("life", LIVES)
def test_subscribers_see_one_talk_whose_title_is_announced(
    life: str, store: Store, source: Source, now: datetime
) -> None:
    before, after, card = LIVES[life]
    uids = []
    for number, text in enumerate((before, after, after, after, after)):
        later = now + timedelta(hours=6 * number)
        html = f"<html lang='de'><body>{listing(text, card)}</body></html>"
        page = Page(LISTING, html.encode(), later.date(), timezone="Europe/Berlin")
        coverage = Coverage(reach=((LISTING, date(2026, 4, 10)),))
        harvest = Harvest("institute", f"run-{number}", later, later, tuple(extract(page, source)), coverage=coverage)
        ingest(store, source, harvest, now=later)
        shown = [one for one in store.find(TalkQuery()) if one.talk.when.day == date(2026, 3, 13)]
        assert [one.talk.status for one in shown] == [Status.CONFIRMED]
        uids.append(shown[0].uid)
    assert len(set(uids)) == 1
    assert "title announced" in store.history(uids[0])[-1].kind

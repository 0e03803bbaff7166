"""A talk of which title, time and address changed in one run keeps its UID where nobody else can be meant; and where
somebody may, it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from config.sources import Source
from pipeline.changes import Known, decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import At, Claim, Coverage, Kind, Layer, Person, Sighting, Span, Talk

LISTING = "https://institute.example/talks/"
NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
ADA, GRACE, LISE, EMMY = (Person(name) for name in ("Ada Byron", "Grace Hurwitz", "Lise Abel", "Emmy Sato"))
END = date(2027, 1, 1)


def talk(
    name: str, title: str, start: datetime, *speakers: Person, series: str | None = None, kind: Kind = Kind.TALK
) -> Talk:
    url = f"{LISTING}{name}"
    when = Span(start, timezone="UTC")
    keys = keys_of(url, (), start.date(), title)
    return Talk(source="s", url=url, title=title, when=when, speakers=speakers, series=series, kind=kind, keys=keys)


OLD = talk("copper", "Against Copper", datetime(2026, 3, 3, 15), ADA)
NEW = talk("mosses", "Why Mosses", datetime(2026, 4, 9, 11), ADA)
LAST = talk("end", "The Last Harbour", datetime(2026, 12, 1, 15), EMMY)
OTHER = talk("tides", "Mending Tides", datetime(2026, 3, 5, 15), LISE)
GONE = Coverage(reach=((LISTING, END),), gone=(OLD.url,))


def known(*talks: Talk) -> list[Known]:
    return [Known(f"uid-{number}", one, keys=one.keys, found_on=(LISTING,)) for number, one in enumerate(talks)]


def kept(
    old: Talk, new: Talk, *beside: Talk, before: Iterable[Talk] = (), coverage: Coverage = GONE, **more: object
) -> bool:
    """Whether the new talk is announced under the old one's UID. `beside`: talks that stand all the time; `before`:
    those that were known besides."""
    olds = [replace(known(old)[0], **more), *known(old, OTHER, LAST, *beside, *before)[1:]]  # type: ignore[arg-type]
    seen = [new, OTHER, LAST, *beside]
    one = next(x for x in decide(seen, olds, coverage, now=NOW, listings=(LISTING,)).changes if x.talk.url == new.url)
    return one.uid == "uid-0"


def test_a_talk_of_which_only_the_speaker_stays_keeps_its_uid() -> None:
    assert kept(OLD, NEW)
    (change,) = decide([NEW, OTHER, LAST], known(OLD, OTHER, LAST), GONE, now=NOW, listings=(LISTING,)).changes
    assert change.kinds == ("moved", "retitled", "details changed")
    assert change.sequence == 1
    assert {OLD.keys[0], NEW.keys[0]} <= set(change.keys)


def cards(*talks: Talk) -> list[Talk]:
    return [replace(one, url=f"{LISTING}#{one.title}", keys=one.keys[1:]) for one in talks]


def test_of_cards_the_listing_alone_tells() -> None:
    old, new = cards(OLD, NEW)
    assert kept(old, new, coverage=replace(GONE, gone=()))


@pytest.mark.parametrize(
    ("why", "old", "new"),
    [
        ("nobody is named", replace(OLD, speakers=()), NEW),
        ("somebody else speaks", OLD, replace(NEW, speakers=(GRACE,))),
        ("one of two speaks", replace(OLD, speakers=(ADA, GRACE)), NEW),
        ("a word is no name", replace(OLD, speakers=(Person("Various"),)), replace(NEW, speakers=(Person("Various"),))),
        ("another series", replace(OLD, series="Colloquium"), replace(NEW, series="Lunch")),
        ("another kind", OLD, replace(NEW, kind=Kind.WORKSHOP)),
        ("the next in a row", OLD, replace(NEW, when=Span(datetime(2026, 3, 10, 15), timezone="UTC"))),
        ("five weeks on", OLD, replace(NEW, when=Span(datetime(2026, 4, 7, 15), timezone="UTC"))),
        ("it is today", replace(OLD, when=Span(datetime(2026, 2, 4, 15), timezone="UTC")), NEW),
        ("it is tomorrow", replace(OLD, when=Span(datetime(2026, 2, 5, 15), timezone="UTC")), NEW),
        ("it is over", replace(OLD, when=Span(datetime(2026, 2, 3, 15), timezone="UTC")), NEW),
        ("beyond all that was shown", OLD, replace(NEW, when=Span(datetime(2026, 12, 9, 11), timezone="UTC"))),
        ("the new one is over", OLD, replace(NEW, when=Span(datetime(2026, 2, 2, 15), timezone="UTC"))),
    ],
)
def test_what_may_be_another_talk_is_one(why: str, old: Talk, new: Talk) -> None:
    assert not kept(old, new), why


AGAIN = talk("again", "Hymns of Copper", datetime(2026, 5, 7, 11), ADA)


def test_whoever_speaks_there_again_is_not_followed() -> None:
    assert not kept(OLD, NEW, AGAIN)  # there is another talk of theirs
    assert not kept(OLD, NEW, before=(AGAIN,))  # or there was
    assert not kept(OLD, NEW, before=(replace(AGAIN, when=Span(datetime(2025, 5, 7, 11), timezone="UTC")),))
    (change,) = decide([NEW, AGAIN, LAST], known(OLD, LAST), GONE, now=NOW).changes[:1]
    assert change.uid != "uid-0"  # two new ones


@pytest.mark.parametrize(
    "coverage",
    [
        replace(GONE, gone=()),  # its own page was not asked, or is there
        replace(GONE, reach=()),  # no listing shows how far it reaches
        replace(GONE, reach=((LISTING, date(2026, 3, 1)),)),  # it ends before the talk
        replace(GONE, flaw="the listing breaks off"),
        replace(GONE, chosen=True),
    ],
)
def test_what_did_not_vanish_provably_is_not_cast_anew(coverage: Coverage) -> None:
    assert not kept(OLD, NEW, coverage=coverage)


def test_what_was_missed_before_is_another_story() -> None:
    assert not kept(OLD, NEW, misses={"unlisted": 1})


def test_a_doubtful_run_casts_nothing_anew() -> None:
    olds = [OLD, *(talk(f"x{n}", f"On {n}", datetime(2026, 3, 10 + n, 15), Person(f"Eve {n}")) for n in range(4))]
    verdict = decide([NEW, LAST], known(*olds, LAST), GONE, now=NOW, listings=(LISTING,))
    assert verdict.doubt
    assert {change.uid for change in verdict.changes}.isdisjoint({"uid-0"})


# ── A card at the hour of one that is gone ────────────────────────────────────────────────────────────────────────────

CARD = talk("mosses", "Why Mosses", datetime(2026, 3, 3, 15))
DOWN = replace(GONE, unread=(CARD.url,), down=(CARD.url,))


def stays(card: Talk, coverage: Coverage, *beside: Talk, **more: object) -> bool:
    """Whether a run that sees this card leaves everything as it was, and misses nothing."""
    first, *others = known(OLD, OTHER, LAST, *beside)
    olds = [replace(first, **more), *others]  # type: ignore[arg-type]
    verdict = decide([card, OTHER, LAST, *beside], olds, coverage, now=NOW, listings=(LISTING,))
    return not verdict.changes and "uid-0" in verdict.met


def test_a_card_whose_page_cannot_be_had_is_what_stood_at_its_hour_and_is_gone() -> None:
    """Title and address are new and nobody is named: the hour is shown once, as it was, until the page tells more."""
    assert stays(CARD, DOWN)
    assert stays(CARD, DOWN, misses={"unlisted": 1})
    assert stays(CARD, replace(DOWN, chosen=True))  # the same run ingested again
    read = replace(CARD, speakers=(ADA,))
    (change,) = decide([read, OTHER, LAST], known(OLD, OTHER, LAST), GONE, now=NOW, listings=(LISTING,)).changes
    assert (change.uid, change.kinds) == ("uid-0", ("retitled", "details changed"))
    (change,) = decide([replace(CARD, speakers=(GRACE,)), OTHER, LAST], known(OLD, OTHER, LAST), GONE, now=NOW).changes
    assert change.kinds == ("announced",)


@pytest.mark.parametrize(
    ("why", "new", "coverage"),
    [
        ("its page was read and names nobody", CARD, GONE),
        ("the card names somebody else", replace(CARD, speakers=(GRACE,)), DOWN),
        ("the old page is not gone", CARD, replace(DOWN, gone=())),
        ("the listing goes on, where the old one may stand", CARD, replace(DOWN, reach=(), cut=(LISTING,))),
        ("another hour", replace(CARD, when=Span(datetime(2026, 3, 3, 16), timezone="UTC")), DOWN),
        ("no hour is known", replace(CARD, when=Span(date(2026, 3, 3), timezone="UTC", all_day=True)), DOWN),
        ("another kind", replace(CARD, kind=Kind.WORKSHOP), DOWN),
    ],
)
def test_a_card_that_may_be_another_talk_is_one(why: str, new: Talk, coverage: Coverage) -> None:
    assert not stays(new, coverage), why


def test_where_several_stand_at_one_hour_a_card_is_none_of_them() -> None:
    beside = talk("parallel", "Quilts and Rivers", datetime(2026, 3, 3, 15), GRACE)
    assert not stays(CARD, DOWN, beside)
    olds = known(OLD, OTHER, LAST, beside)
    gone = replace(DOWN, gone=(OLD.url, beside.url))
    assert decide([CARD, OTHER, LAST], olds, gone, now=NOW, listings=(LISTING,)).changes


# ── Rows of weeks ─────────────────────────────────────────────────────────────────────────────────────────────────────


def visits(random: Random) -> tuple[list[Talk], list[Talk], datetime]:
    """A seminar week by week, as its listing shows it on two visits: so many weeks ahead, with talks dropped and others
    put in between; whoever speaks does so once, sometimes, often or always. And when the second visit is."""
    people = [Person(f"Guest {letter}") for letter in "ABCDEFGHIJ"[: random.choice((1, 2, 4, 10))]]
    start = datetime(2026, 3, 3, 15) + timedelta(days=random.randrange(7))
    hours = random.choice(((15,), (11, 15)))
    weeks = [
        talk(f"w{number}", f"{title} of Many", when.replace(hour=random.choice(hours)), random.choice(people))
        for number, title in enumerate(
            ("Tides", "Quilts", "Hymns", "Knots", "Jazz", "Opals", "Yeasts", "Whales", "Moss")
        )
        if (when := start + number * timedelta(days=7 if random.random() < 0.9 else 6))
    ]
    shown, later = random.choice((1, 3, 5)), random.randrange(1, 4)
    first = weeks[later].when.day
    assert first
    now = datetime(first.year, first.month, first.day, 9, tzinfo=UTC) - timedelta(days=random.randrange(7))
    dropped = random.sample(weeks, random.choice((0, 1, 1)))
    before = [one for one in weeks[:shown] if one not in dropped or random.random() < 0.8]
    return before, [one for one in weeks[later : later + shown] if one not in dropped], now


def test_weekly_seminars_are_never_confused() -> None:
    """What a listing of a row of weeks shows from visit to visit is never taken for a talk cast anew."""
    random = Random(7)
    for _ in range(3000):
        before, after, now = visits(random)
        at = {one.url for one in after}
        gone = tuple(one.url for one in before if one.url not in at)
        coverage = Coverage(reach=((LISTING, END),), gone=gone)
        verdict = decide(after, known(*before), coverage, now=now, listings=(LISTING,))
        wrong = [x for x in verdict.changes if x.known and x.known.talk.url != x.talk.url]
        assert not wrong, (wrong[0].known, wrong[0].talk)


# ── In the database ───────────────────────────────────────────────────────────────────────────────────────────────────


def sighting(one: Talk) -> Sighting:
    said = {"title": one.title, "when": f"{one.when.start:%B %d, %Y, %H:%M}", "speaker": one.speakers[0].name}
    claims = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in said.items())
    return Sighting("talk", one.url, one.url, claims, own_page=True)


def test_subscribers_see_it_move(store: Store, source: Source, now: datetime) -> None:
    runs = ((OLD, OTHER, LAST), (NEW, OTHER, LAST), (NEW, OTHER, LAST))
    for number, seen in enumerate(runs):
        later = now + timedelta(hours=6 * number)
        coverage = GONE if number else Coverage(reach=((LISTING, END),))
        harvest = Harvest("institute", f"run-{number}", later, later, tuple(map(sighting, seen)), coverage=coverage)
        ingest(store, source, harvest, now=later)
    shown = store.find(TalkQuery())
    assert [one.talk.title for one in shown] == ["Mending Tides", "Why Mosses", "The Last Harbour"]
    steps = store.history(shown[1].uid)
    assert [(step.kind, step.sequence) for step in steps] == [("announced", 0), ("moved, retitled, details changed", 1)]
    by_old_address = store.entry(OLD.url)
    assert by_old_address
    assert by_old_address.uid == shown[1].uid

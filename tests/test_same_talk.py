"""A talk keeps its UID through all that sites do to it, from harvest to database, on both engines; and what is another
talk gets another one. Each row is a case of issue 4: what a page said before, what it says now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.sources import Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import At, Claim, Coverage, Layer, Sighting

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
SITE = "https://institute.example"
LISTING = f"{SITE}/talks/"
TUESDAY, THURSDAY, NEXT_WEEK = "March 3, 2026, 3:00 pm", "March 5, 2026, 11:00 am", "March 10, 2026, 3:00 pm"


def page(url: str, title: str = "On Stars", when: str = TUESDAY, *, key: str = "", **more: str) -> Sighting:
    """What a talk's own page says, or with a `#` in its address a card of the listing."""
    own = "#" not in url
    url = f"{SITE}{url}" if url.startswith("/") else f"{LISTING}{url}"
    claims = tuple(
        Claim(name, text, Layer.VISIBLE, f"visible:{name}", At("ab" * 32, "/html"))
        for name, text in {"title": title, "when": when, **more}.items()
    )
    return Sighting("talk", url if own else LISTING, url, claims, (key,) if key else (), own_page=own)


@dataclass(frozen=True)
class Case:
    """`same`: whether the talk seen is the one known. `loud`: whether SEQUENCE rises. `others`: what else the site
    shows, before and after."""

    before: Sighting
    after: Sighting
    same: bool = True
    loud: bool = True
    others: tuple[tuple[Sighting, ...], tuple[Sighting, ...]] = field(default=((), ()))


def both(*sightings: Sighting) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    return sightings, sightings


WEEKS = [page(f"#{n}", "TBA", f"March {n}, 2026, 3:00 pm", series="Algebra Seminar") for n in (10, 17, 24)]

CASES: Mapping[str, Case] = {
    "title filled in": Case(page("a", "TBA"), page("a")),
    "title filled in, on a card": Case(page("#2026-03-03-tba", "TBA"), page("#2026-03-03-on-stars")),
    "retitled": Case(page("a"), page("a", "Galaxies, Rather")),
    "moved in time": Case(page("a"), page("a", when=THURSDAY)),
    "moved in time, on a card": Case(page("#2026-03-03-on-stars"), page("#2026-03-05-on-stars", when=THURSDAY)),
    "moved to another room": Case(page("a", room="R 1"), page("a", room="R 2")),
    "a new address": Case(page("a"), page("/events/4711"), loud=False),
    "a new address, to which the old one redirects": Case(
        page("a"),
        page("/events/4711", "Galaxies, Rather", THURSDAY, key="url://institute.example/talks/a", speaker="Ada Byron"),
    ),
    "a slug that follows the title": Case(page("tba", "TBA"), page("on-stars")),
    "a slug that follows the title, and another hour": Case(page("on-stars"), page("on-stars-2", when=THURSDAY)),
    "session ids in links": Case(
        page("a?PHPSESSID=1&id=7"), page("a?id=7&PHPSESSID=2", "Galaxies, Rather", THURSDAY, speaker="A. Byron")
    ),
    "a redesign: other addresses, other spellings": Case(
        page("a", "On Stars & other Lights"),
        page("/en/events/2026/on-stars", "On stars and other lights"),
        others=(
            (page("b", "Of Dust, mostly", THURSDAY), page("c", "Rivers — a history", NEXT_WEEK)),
            (page("/en/events/b", "Of dust (mostly)", THURSDAY), page("/en/events/c", "Rivers: A History", NEXT_WEEK)),
        ),
    ),
    "a redesign that loses the hour": Case(
        page("a", "On Stars & other Lights"), page("/en/a", "On stars and other lights", "March 3, 2026")
    ),
    "title and time at once, with a speaker": Case(
        page("a", speaker="Ada Byron"), page("a", "Galaxies", THURSDAY, speaker="Ada Byron")
    ),
    "title and time at once, nobody named, at its own address": Case(page("a"), page("a", "Galaxies", THURSDAY)),
    "time and first title at once, in a weekly series": Case(
        page("#3", "TBA", series="Algebra Seminar"),
        page("#4", "On Rings", "March 4, 2026, 3:00 pm", series="Algebra Seminar"),
        others=both(*WEEKS),
    ),
    "an identity of the platform, all else new": Case(
        page("a", key="addevent:1"), page("b", "Galaxies", THURSDAY, key="addevent:1")
    ),
    "another hour, before it has a title": Case(
        page("#2026-03-03-tba", "TBA", speaker="Ada Byron"),
        page("#2026-03-03-tba-2", "TBA", TUESDAY.replace("3:00", "5:00"), speaker="Ada Byron"),
        others=both(page("#2026-03-03-tba-3", "TBA", TUESDAY.replace("3:00", "1:00"), speaker="Emmy Noether")),
    ),
    "called off": Case(page("a"), page("a", "CANCELLED: On Stars")),
    # another talk
    "an address used again, for the week after": Case(page("a"), page("a", "Galaxies", NEXT_WEEK), same=False),
    "the address of whichever comes next": Case(
        page("/seminar/next"), page("/seminar/next", "Galaxies", THURSDAY), same=False
    ),
    "an address used again, by somebody else": Case(
        page("a", speaker="Ada Byron"), page("a", "Galaxies", THURSDAY, speaker="Emmy Noether"), same=False
    ),
    "the name of a seminar, and whoever comes next": Case(
        page("a", "Algebra Seminar", speaker="Ada Byron"),
        page("a", "Algebra Seminar", NEXT_WEEK, speaker="Emmy Noether"),
        same=False,
    ),
    "another talk at the same hour": Case(page("a"), page("b", "Galaxies"), same=False),
    # nothing tells whether it is one: that is said, and it counts as another
    "title and time at once, nobody named, on a card": Case(
        page("#2026-03-03-on-stars"), page("#2026-03-05-galaxies", "Galaxies", THURSDAY), same=False
    ),
    "title, time and address at once": Case(
        page("a", speaker="Ada Byron"), page("b", "Galaxies", THURSDAY, speaker="Ada Byron"), same=False
    ),
}


def bring(store: Store, source: Source, day: int, *sightings: Sighting) -> None:
    now = NOW + timedelta(days=day)
    far = Coverage(reach=((LISTING, date(2027, 1, 1)),))
    ingest(store, source, Harvest(source.id, f"{source.id}-{day}", now, now, sightings, 1, coverage=far), now=now)


@pytest.mark.parametrize("name", CASES)
def test_a_talk_is_the_same_or_another(store: Store, source: Source, name: str) -> None:
    case = CASES[name]
    bring(store, source, 0, case.before, *case.others[0])
    known = {entry.uid for entry in store.find(TalkQuery())}
    assert len(known) == 1 + len(case.others[0])
    bring(store, source, 1, case.after, *case.others[1])
    after = {entry.uid: entry for entry in store.find(TalkQuery())}
    assert (set(after) == known) is case.same, [entry.talk.title for entry in after.values()]
    if case.same:
        assert any(entry.sequence == 1 for entry in after.values()) is case.loud
    else:
        assert len(after) == len(known) + 1
    bring(store, source, 2, *case.others[1], case.after)
    assert {entry.uid: entry.revision for entry in store.find(TalkQuery())} == {
        uid: entry.revision for uid, entry in after.items()
    }


@pytest.mark.parametrize("third", ["", "March 12, 2026, 3:00 pm"], ids=["they change places", "one makes room"])
def test_a_talk_goes_with_its_title_and_people_where_addresses_are_days(
    store: Store, source: Source, third: str
) -> None:
    first, second = page("03-03", speaker="Ada Byron"), page("03-05", "Galaxies", THURSDAY, speaker="Emmy Noether")
    bring(store, source, 0, first, second)
    uids = {entry.talk.title: entry.uid for entry in store.find(TalkQuery())}
    ada = page("03-12" if third else "03-05", when=third or THURSDAY, speaker="Ada Byron")
    there = page("03-03", "Prisms" if third else "Galaxies", speaker="Carl Gauss" if third else "Emmy Noether")
    bring(store, source, 1, *([second] if third else []), ada, there)
    after = {entry.talk.title: entry.uid for entry in store.find(TalkQuery())}
    assert {title: after[title] for title in uids} == uids
    assert len(set(after.values())) == (3 if third else 2)


def test_who_spoke_at_an_address_before_has_spoken(store: Store, source: Source) -> None:
    weeks = ((0, "Ada Byron", TUESDAY), (28, "Emmy Noether", NEXT_WEEK), (35, "Carl Gauss", "March 17, 2026, 3:00 pm"))
    for day, who, when in weeks:
        bring(store, source, day, page("seminar", "On Knots", when, speaker=who))
    found = [(entry.talk.speakers[0].name, entry.sequence) for entry in store.find(TalkQuery())]
    assert found == [(who, 0) for _, who, _ in weeks]


@pytest.mark.parametrize("who", ["Ada Byron", ""], ids=["somebody spoke", "nobody was named"])
def test_a_gathering_that_took_place_does_not_move_to_its_next_day(store: Store, source: Source, who: str) -> None:
    said = {"speaker": who} if who else {}
    bring(store, source, 0, page("algebra", "Algebra Seminar", **said))
    bring(store, source, 20, page("algebra", "Algebra Seminar", NEXT_WEEK, **said))
    assert len(store.find(TalkQuery())) == 1, "it has moved while it was to come"
    bring(store, source, 35, page("algebra", "Algebra Seminar", "March 17, 2026, 3:00 pm"))
    assert [(entry.talk.when.day, entry.sequence) for entry in store.find(TalkQuery())] == [
        (date(2026, 3, 10), 1),
        (date(2026, 3, 17), 0),
    ]


def test_there_and_back_a_talk_stays_one(store: Store, source: Source) -> None:
    """Every case one after the other and back again: what was once one stays one."""
    for name, case in CASES.items():
        if not case.same or case.others != ((), ()):
            continue
        mine = source.model_copy(update={"id": "".join(filter(str.isalnum, name))[:30]})
        for day, seen in enumerate((case.before, case.after, case.before, case.after)):
            bring(store, mine, day, seen)
        assert len(store.known(mine.id)) == 1, name


def test_a_database_made_again_from_the_same_pages_has_the_same_uids(
    source: Source, tmp_path: Path, open_store: Callable[[str], Store]
) -> None:
    """Whether from all that was ever seen, in order, or from what the archive holds last."""
    one, again, last = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("one", "again", "last"))
    lives = [case for case in CASES.values() if case.same and "#" not in case.before.url + case.after.url]
    for number, case in enumerate(lives):
        mine = source.model_copy(update={"id": f"s{number}"})
        for store in (one, again):
            bring(store, mine, 0, case.before)
            bring(store, mine, 1, case.after)
        bring(last, mine, 1, case.after)
    for number, case in enumerate(lives):
        uids = [[old.uid for old in store.known(f"s{number}")] for store in (one, again, last)]
        assert uids[0] == uids[1]
        if case.before.url == case.after.url:
            assert uids[0] == uids[2]

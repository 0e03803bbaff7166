"""Joins in the database, on both engines: rows stay their own, what is shown is one, and all of it can be undone."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from calendar_export import ics
from calendar_export.feed import Feed
from config.errors import QueryError
from config.sources import Listing, Source
from pipeline.changes import Report, decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.joins.groups import Row, worth_comparing
from pipeline.query import Entry, TalkQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.store.joining import Joins
from pipeline.talk import Coverage, Kind, Listed, Mode, Person, Place, Span, Status, Talk

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
SUBJECTS = ("tides", "storms", "currents", "islands", "harbours", "lighthouses", "glaciers", "estuaries")


def source(name: str) -> Source:
    listing = Listing(url=f"https://{name}.example/talks/")
    return Source(id=name, name=name.title(), timezone="Europe/Berlin", listing=(listing,))


def talk(where: str, slug: str = "tides", *, day: int = 3, **more: object) -> Talk:
    """A talk of one source; talks of one slug and day are one talk by their titles and speakers."""
    url = f"https://{where}.example/talks/{slug}"
    made = Talk(
        where,
        url,
        f"On the {slug} and slow waters of the inner sea",
        Span(datetime(2026, 3, 1, 15) + timedelta(days=day), timezone="Europe/Berlin"),
        speakers=(Person(f"Ada {slug.title()}son"),),
        listings=(Listed(where, url),),
    )
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, keys=keys_of(made.url, (), made.when.day, made.title))


def put(store: Store, where: str, talks: Iterable[Talk], *, now: datetime = NOW) -> Report:
    run = f"{where}-{now.isoformat()}"
    harvest = Harvest(where, run, now, now, pages_ok=1, coverage=Coverage())
    with store.writing(source(where), now=now) as past:
        verdict = decide(talks := list(talks), past.known(talks), harvest.coverage, now=now, taken=past.taken())
        return past.apply(harvest, verdict)


def groups(store: Store) -> set[frozenset[str]]:
    """Which addresses are shown as one talk."""
    return {frozenset(part.talk.url for part in entry.listings()) for entry in store.find(TalkQuery())}


def only(store: Store, **query: object) -> Entry:
    (entry,) = store.find(TalkQuery(**query))  # type: ignore[arg-type]
    return entry


def rows(store: Store, *without: str) -> dict[str, list[dict[str, object]]]:
    """All that is in the database, columns and tables left out by name."""
    with store.reading() as connection:
        return {
            name: sorted(
                ({x: str(y) for x, y in row._mapping.items() if x not in without} for row in found),
                key=str,
            )
            for name, table in t.metadata.tables.items()
            if name not in without
            for found in [connection.execute(select(table)).all()]
        }


MOVES_ON = ("sequence", "revision", "updated", "joining", "decided_at")
"""What a join and a split leave behind: counters that never go back, history, and the words themselves."""


def calendar(store: Store) -> list[str]:
    """The events of all talks, without what always moves on."""
    entries = tuple(store.find(TalkQuery()))
    lines = ics.render(Feed("all", "All", entries)).decode().splitlines()
    return [line for line in lines if not line.startswith(("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"))]


# ── Joined by the score ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cross_posted_talk_is_shown_once_under_the_uid_published_first(store: Store) -> None:
    put(store, "north", [talk("north")])
    first = only(store)
    report = put(store, "south", [talk("south", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=1))
    assert report.announced == 1
    entry = only(store)
    assert (entry.uid, entry.talk.source, entry.talk.place.venue) == (first.uid, "north", "Main Hall")
    assert {one.source for one in entry.talk.listings} == {"north", "south"}
    (hidden,) = store.known("south")
    assert entry.aliases == (hidden.uid,)
    assert hidden.talk.place.venue == "Main Hall", "each row stays its own"
    assert store.known("north")[0].talk.place.venue is None
    found = store.entry(hidden.uid)
    assert found is not None
    assert found.uid == first.uid
    assert store.count() == 1
    assert (entry.sequence, entry.updated) == (first.sequence + 1, NOW + timedelta(days=1))
    assert [step.kind for step in store.history(first.uid)] == ["announced", "place changed, joined"]


def test_nothing_is_written_where_nothing_changed(store: Store) -> None:
    for where in ("north", "south"):
        put(store, where, [talk(where), talk(where, "storms", day=4)])
    before = rows(store, "run", "source")
    for where in ("north", "south"):
        put(store, where, [talk(where), talk(where, "storms", day=4)], now=NOW + timedelta(days=1))
    assert rows(store, "run", "source") == before


def test_a_change_of_any_listing_moves_the_shown_talk_and_no_other(store: Store) -> None:
    put(store, "north", [talk("north"), talk("north", "storms", day=4)])
    put(store, "south", [talk("south"), talk("south", "storms", day=4)])
    tides, storms = store.find(TalkQuery())
    later = NOW + timedelta(days=1)
    put(store, "south", [talk("south", place=Place(None, "Hall 1")), talk("south", "storms", day=4)], now=later)
    changed, same = store.find(TalkQuery())
    assert same == storms
    assert (changed.uid, changed.talk.place.venue) == (tides.uid, "Hall 1")
    assert (changed.sequence, changed.revision, changed.updated) == (tides.sequence + 1, tides.revision + 1, later)
    assert store.history(changed.uid)[-1].kind == "place changed"
    quiet = talk("south", place=Place(None, "Hall 1"), title="On the tides and slow waters of the inner seas")
    put(store, "south", [quiet, talk("south", "storms", day=4)], now=later + timedelta(days=1))
    assert store.find(TalkQuery()) == [replace(changed, parts=store.find(TalkQuery())[0].parts), storms], "not shown"


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Winds over the outer ocean"},
        {"speakers": (Person("Charles Babbage"),)},
        {"place": Place(None, "Aula, Munich")},
        {"when": Span(datetime(2026, 3, 5, 11), timezone="Europe/Berlin")},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_one_edit_of_one_side_doubles_no_calendar(store: Store, edit: dict[str, object]) -> None:
    """Whichever side it is, and whether the other follows or not."""
    here = Place(None, "Aula, Berlin")
    for where in ("north", "south"):
        put(store, where, [talk(where, place=here)])
    joined = only(store)
    for step, where in enumerate(("south", "north"), 1):
        put(store, where, [talk(where, **{"place": here, **edit})], now=NOW + timedelta(days=step))
        entry = only(store)
        assert (entry.uid, entry.aliases) == (joined.uid, joined.aliases), where
    assert all(getattr(entry.talk, name) == value for name, value in edit.items())


def test_the_uid_stays_when_the_first_listing_vanishes_and_when_all_do(store: Store) -> None:
    put(store, "north", [talk("north", place=Place(None, "Aula"))])
    put(store, "south", [talk("south", place=Place(None, "Aula"))], now=NOW + timedelta(days=1))
    first = only(store)
    gone = replace(talk("north", place=Place(None, "Aula")), status=Status.WITHDRAWN)
    put(store, "north", [gone], now=NOW + timedelta(days=2))
    entry = only(store)
    assert (entry.uid, entry.aliases, entry.talk.status) == (first.uid, first.aliases, Status.CONFIRMED)
    assert entry.talk.source == "south", "whoever still announces it has the first word"
    put(store, "south", [replace(gone, source="south", url=talk("south").url, keys=talk("south").keys)])
    assert (only(store).uid, only(store).talk.status) == (first.uid, Status.WITHDRAWN)
    put(store, "north", [talk("north", place=Place(None, "Aula"))], now=NOW + timedelta(days=4))
    back = only(store)
    assert (back.uid, back.talk.status, back.aliases) == (first.uid, Status.CONFIRMED, first.aliases)


def test_what_replaces_a_vanished_listing_is_shown_under_the_same_uid(store: Store) -> None:
    """A source that lost its own talk and announces it anew, as another would."""
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    first = only(store)
    vanished = replace(talk("north"), status=Status.WITHDRAWN)
    anew = replace(talk("north", "tides", url="https://north.example/anew"), keys=("url://north.example/anew",))
    put(store, "north", [vanished, anew], now=NOW + timedelta(days=2))
    entry = only(store)
    assert entry.uid == first.uid
    assert len(entry.parts) == 3
    assert entry.talk.status is Status.CONFIRMED


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (Status.CANCELLED, Status.CONFIRMED, Status.CANCELLED),
        (Status.CONFIRMED, Status.CANCELLED, Status.TENTATIVE),
        (Status.CONFIRMED, Status.POSTPONED, Status.TENTATIVE),
        (Status.CANCELLED, Status.CANCELLED, Status.CANCELLED),
        (Status.WITHDRAWN, Status.CANCELLED, Status.CANCELLED),
    ],
)
def test_one_listing_calls_off_what_another_confirms(
    store: Store, first: Status, second: Status, shown: Status
) -> None:
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    uid = only(store).uid
    put(store, "north", [talk("north", status=first)], now=NOW + timedelta(days=2))
    put(store, "south", [talk("south", status=second)], now=NOW + timedelta(days=3))
    entry = only(store)
    assert (entry.uid, entry.talk.status) == (uid, shown)
    assert len({entry.uid for status in Status for entry in store.find(TalkQuery(status=(status,)))}) == 1


def test_what_becomes_two_talks_is_two_again(store: Store) -> None:
    for where in ("north", "south"):
        put(store, where, [talk(where)])
    joined = only(store)
    new = replace(talk("south"), title="Winds over the outer ocean", speakers=(Person("Charles Babbage"),))
    put(store, "south", [new], now=NOW + timedelta(days=1))
    assert len(store.find(TalkQuery())) == 2
    assert joined.uid in {entry.uid for entry in store.find(TalkQuery())}
    (south,) = store.find(TalkQuery(source=("south",)))
    assert south.uid in joined.aliases, "under its own UID"


def test_a_second_talk_that_fits_as_well_takes_the_join_away(store: Store) -> None:
    """One day without an hour, and a lecture given twice."""
    day = Span(datetime(2026, 3, 4).date(), timezone="Europe/Berlin", all_day=True, time_known=False)
    put(store, "south", [talk("south", when=day)])
    put(store, "north", [talk("north")])
    assert len(store.find(TalkQuery())) == 1
    again = talk("north", url="https://north.example/talks/again", when=Span(datetime(2026, 3, 4, 18), timezone="UTC"))
    put(store, "north", [talk("north"), replace(again, keys=keys_of(again.url, (), None, None))], now=NOW)
    assert len(store.find(TalkQuery())) == 3


def test_the_order_of_ingest_does_not_matter(store: Store) -> None:
    """The same listings in any order are the same groups; each order has a year and names of its own."""
    dice = random.Random(4)
    expected = None
    for turn in range(12):
        names = {name: f"{name}-{turn}" for name in ("north", "south", "west", "east")}
        harvests = {name: [talk(where, "tides"), talk(where, "storms", day=4)] for name, where in names.items()}
        harvests["south"].append(talk(names["south"], "currents", day=5))
        harvests["west"][1] = talk(names["west"], "storms", day=4, speakers=(Person("Charles Babbage"),))
        harvests["east"][0] = replace(harvests["east"][0], title="TBA")
        order = dice.sample(sorted(harvests), len(harvests))
        for step, name in enumerate(order):
            shifted = [_in_year(one, turn) for one in harvests[name]]
            put(store, names[name], shifted, now=NOW + timedelta(days=step))
        mine = (group for group in groups(store) if any(f"-{turn}." in url for url in group))
        found = {frozenset(url.replace(f"-{turn}.", ".") for url in group) for group in mine}
        expected = expected or found
        assert found == expected, order
    assert expected is not None
    assert max(map(len, expected)) == 4


def _in_year(one: Talk, turn: int) -> Talk:
    assert isinstance(one.when.start, datetime)
    when = replace(one.when, start=one.when.start + timedelta(days=20 * turn))
    return replace(one, when=when, keys=keys_of(one.url, (), when.day, one.title))


# ── A person's word ───────────────────────────────────────────────────────────────────────────────────────────────────


def three(store: Store) -> tuple[str, str, str]:
    for days, where in enumerate(("north", "south", "west")):
        put(store, where, [talk(where, topics=(f"Topic {days}",))], now=NOW + timedelta(days=days))
    north, south, west = (store.known(where)[0].uid for where in ("north", "south", "west"))
    return north, south, west


def test_join_then_split_is_the_identity(store: Store) -> None:
    put(store, "north", [talk("north")])
    put(store, "south", [talk("south", "storms", place=Place(Mode.HYBRID, "Hall"), abstract="Of winds.")])
    before, events = rows(store, *MOVES_ON), calendar(store)
    north, south = (store.known(where)[0].uid for where in ("north", "south"))
    joins = Joins(store)
    assert joins.join(south, north, now=NOW + timedelta(days=1)) == min(north, south)
    assert len(store.find(TalkQuery())) == 1
    assert set(joins.split(north, now=NOW + timedelta(days=2))) == {north, south}
    assert calendar(store) == events
    after = rows(store, *MOVES_ON)
    assert after | {"revision": ()} == before | {"revision": ()}


def test_a_listing_set_apart_leaves_the_others_together_and_stays_apart(store: Store) -> None:
    north, south, west = three(store)
    joins = Joins(store)
    assert joins.split(north, now=NOW + timedelta(days=5)) == (north, south)
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == {north: (), south: (west,)}
    put(store, "north", [talk("north", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=6))
    assert len(store.find(TalkQuery())) == 2
    assert {pair.by for pair in joins.pairings(north)} == {"person"}
    assert {(pair.by, pair.together) for pair in joins.pairings(west)} == {("person", False), ("score", True)}


@pytest.mark.parametrize("other", [1, 2])
def test_a_split_is_taken_back_whole_by_joining_with_any_of_the_others(store: Store, other: int) -> None:
    uids = three(store)
    before = {entry.uid: entry.aliases for entry in store.find(TalkQuery())}
    joins = Joins(store)
    joins.split(uids[0], now=NOW + timedelta(days=5))
    joins.join(uids[0], uids[other], now=NOW + timedelta(days=6))
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == before
    put(store, "north", [talk("north", place=Place(None, "Main Hall"))], now=NOW + timedelta(days=7))
    assert {entry.uid: entry.aliases for entry in store.find(TalkQuery())} == before


def test_sequence_never_falls_and_a_uid_never_changes(store: Store) -> None:
    """A hundred edits, joins and splits in whatever order."""
    dice, shown, clock = random.Random(11), {}, NOW
    sources = ("north", "south", "west")
    said: dict[str, dict[str, Talk]] = {
        where: {slug: talk(where, slug, day=n) for n, slug in enumerate(SUBJECTS[:3])} for where in sources
    }
    rooms = (None, "Hall 1", "Hall 2")
    for where in sources:
        put(store, where, said[where].values())
    uid_of = {known.talk.url: known.uid for where in sources for known in store.known(where)}
    for _ in range(100):
        clock += timedelta(hours=1)
        where, slug = dice.choice(sources), dice.choice(SUBJECTS[:3])
        chance = dice.random()
        if chance < 0.7:
            made = said[where][slug]
            status = dice.choice((Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED))
            said[where][slug] = replace(made, place=Place(None, dice.choice(rooms)), status=status)
            put(store, where, said[where].values(), now=clock)
        else:
            _word(store, dice, sorted(uid_of.values()), clock, together=chance > 0.85)
        assert {known.talk.url: known.uid for one in sources for known in store.known(one)} == uid_of
        entries = store.find(TalkQuery())
        assert sorted(uid for entry in entries for uid in (entry.uid, *entry.aliases)) == sorted(uid_of.values())
        for entry in entries:
            before = shown.get(entry.uid)
            if before:
                assert (entry.sequence, entry.revision, entry.updated) >= before[:3]
                assert before[3] == entry.talk or (entry.revision > before[1] and entry.updated == clock)
            shown[entry.uid] = (entry.sequence, entry.revision, entry.updated, entry.talk)
        _agrees(store, entries)


def _word(store: Store, dice: random.Random, uids: Sequence[str], now: datetime, *, together: bool) -> None:
    try:
        if together:
            Joins(store).join(*dice.sample(uids, 2), now=now)
        else:
            Joins(store).split(dice.choice(uids), now=now)
    except QueryError:
        pass


def _agrees(store: Store, entries: Sequence[Entry]) -> None:
    """What the database answers is what the shown talks say."""
    for status in Status:
        asked = {entry.uid for entry in store.find(TalkQuery(status=(status,)))}
        assert asked == {entry.uid for entry in entries if entry.talk.status is status}, status
    for where in ("north", "south"):
        asked = {entry.uid for entry in store.find(TalkQuery(source=(where,)))}
        assert asked == {entry.uid for entry in entries if any(x.source == where for x in entry.talk.listings)}


# ── Questions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_joined_talk_is_found_by_what_any_listing_says_and_by_what_is_shown(store: Store) -> None:
    put(store, "north", [talk("north", series="Lunch Talks", topics=("Seas",))])
    more = {"kind": Kind.SEMINAR, "place": Place(Mode.ONLINE), "abstract": "Of amphidromic points.", "series": "Oceans"}
    put(store, "south", [talk("south", **more)], now=NOW + timedelta(days=1))
    for asked in (
        {"q": "amphidromic"}, {"q": "inner sea"}, {"series": ("oceans",)}, {"series": ("lunch-talks",)},
        {"topic": ("Seas",)}, {"mode": ("online",)}, {"kind": ("seminar",)}, {"source": ("south",)},
        {"speaker": ("Tidesson",)}, {"status": ("confirmed",)}, {"source": ("south",), "topic": ("Seas",)},
    ):  # fmt: skip
        assert store.count(TalkQuery(**asked)) == 1, asked  # type: ignore[arg-type]
    for asked in ({"kind": ("talk",)}, {"mode": ("in-person",)}, {"without": (("source", "south"),)}):
        assert store.count(TalkQuery(**asked)) == 0, asked  # type: ignore[arg-type]


def test_a_talk_whose_first_listing_knows_no_hour_stands_at_its_hour(store: Store) -> None:
    day = Span(datetime(2026, 3, 4).date(), timezone="Europe/Berlin", all_day=True, time_known=False)
    morning = Span(datetime(2026, 3, 4, 9), timezone="Europe/Berlin")
    put(store, "north", [talk("north", when=day), talk("north", "storms", when=morning)])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    assert [x.talk.when.start for x in store.find(TalkQuery())] == [morning.start, datetime(2026, 3, 4, 15)]


def test_what_a_person_set_apart_stays_apart_when_a_source_moves(store: Store) -> None:
    """Of two names of a source one was set apart from a listing, and the other was joined with it since."""
    put(store, "new", [talk("new", url=talk("old").url)])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    parts = {part.talk.source: part.uid for part in only(store).listings()}
    Joins(store).split(parts["new"], now=NOW + timedelta(days=1))
    put(store, "old", [talk("old")], now=NOW + timedelta(days=2))
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new"), source("south")], now=NOW + timedelta(days=3))
    assert len(store.find(TalkQuery())) == 2


def test_a_source_that_did_not_move_after_all_can_be_crawled(store: Store) -> None:
    put(store, "old", [talk("old")])
    both = [source("old"), source("new")]
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new")], now=NOW + timedelta(days=1))
    handed = only(store)
    store.sources_sync(both, now=NOW + timedelta(days=2))
    put(store, "old", [talk("old")], now=NOW + timedelta(days=2))
    entry = only(store)
    assert entry.uid == handed.uid
    assert {part.talk.source for part in entry.listings()} == {"old", "new"}


def test_a_source_with_thousands_of_talks_at_one_hour_is_compared_with_others_alone() -> None:
    many = [Row(f"u{number}", talk("north", f"s{number}"), NOW) for number in range(4000)]
    other = Row("other", talk("south"), NOW)
    assert len(worth_comparing([*many, other])) == len(many)


def test_a_leader_that_is_gone_leaves_no_talk_behind(store: Store) -> None:
    """A source that has moved: what both names of it know becomes one row, whose joins stay."""
    put(store, "old", [talk("old")])
    put(store, "south", [talk("south")], now=NOW + timedelta(days=1))
    put(store, "new", [talk("new", url=talk("old").url)], now=NOW + timedelta(days=2))
    first = only(store)
    moved = source("old").model_copy(update={"moved_to": "new"})
    store.sources_sync([moved, source("new"), source("south")], now=NOW + timedelta(days=3))
    entry = only(store)
    assert entry.uid == first.uid
    assert entry.aliases == first.aliases
    with store.changing() as connection:
        dangling = select(t.talk.c.uid).where(
            t.talk.c.joined_to.is_not(None), t.talk.c.joined_to.not_in(select(t.talk.c.uid))
        )
        assert not connection.scalars(dangling).all()
        connection.execute(update(t.talk).values(misses=None))

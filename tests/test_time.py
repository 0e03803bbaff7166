"""What was known on 3 May: the past equals the copies kept of it, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_export.jsonfeed import entry_json
from config.errors import CorrectionError, QueryError
from config.sources import Listing, Source
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Corrections, Store
from pipeline.store.matching import matches
from pipeline.store.retention import forget
from pipeline.store.tables import metadata
from pipeline.talk import At, Claim, Coverage, Layer, Sighting

START = datetime(2026, 2, 4, 9, tzinfo=UTC)
IDS = ("institute", "academy")

QUERIES = tuple(
    TalkQuery.from_spelling(spelling)
    for spelling in (
        "", "q=stars", 'q="number of stars"', "q=dust -x", "source=institute", "source=-academy", "series=seminar",
        "speaker=Ada Lovelace", "speaker=-ada", "place=hall", "status=cancelled", "status=-confirmed", "mode=online",
        "from=2026-03-05", "to=2026-03-05", "from=2026-03-04&to=2026-03-06", "kind=talk", "topic=-dust", "limit=2",
    )
)  # fmt: skip


def source_of(name: str) -> Source:
    listing = Listing(url=f"https://{name}.example/talks/")
    return Source(id=name, name=name.title(), timezone="America/Chicago", listing=(listing,))


def sighting(name: str, slug: str, claims: dict[str, str]) -> Sighting:
    url = f"https://{name}.example/talks/{slug}"
    made = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32, "/html")) for k, v in claims.items() if v)
    return Sighting("talk", url, url, made, own_page=True)


@st.composite
def pages(draw: st.DrawFn) -> dict[str, str]:
    """What a talk's page says."""
    day, hour = draw(st.integers(1, 9)), draw(st.integers(9, 17))
    return {
        "title": draw(st.sampled_from(["On the Number of Stars", "A Theory of Dust", "TBA", "Stars and Dust"])),
        "when": draw(st.sampled_from([f"2026-03-0{day} {hour}:00", f"2026-03-0{day}"])),
        "speaker": draw(st.sampled_from(["", "Ada Lovelace", "Alan Turing"])),
        "venue": draw(st.sampled_from(["", "Great Hall", "Library"])),
        "series": draw(st.sampled_from(["", "Seminar", "Colloquium"])),
        "status": draw(st.sampled_from(["", "", "cancelled"])),
    }


crawls = st.tuples(
    st.sampled_from(IDS), st.dictionaries(st.sampled_from(["one", "two", "three"]), pages(), max_size=3)
).map(lambda x: ("crawl", x))
assignments = st.sampled_from(["room=R 99", "title=Corrected", "status=cancelled", "speakers=Eve (X)", "start=20:00"])
fixes = st.tuples(st.integers(0, 5), assignments).map(lambda x: ("fix", x))
unfixes = st.integers(0, 5).map(lambda x: ("unfix", x))
lives = st.lists(st.one_of(crawls, crawls, fixes, unfixes), min_size=2, max_size=9)


class World:
    """Two institutes, a person with a pen, and somebody who keeps copies of everything."""

    def __init__(self, store: Store) -> None:
        self.store, self.pen, self.now = store, Corrections(store), START
        self.copies: list[tuple[datetime, dict[TalkQuery, list[Any]]]] = [(START, self.answers())]

    def answers(self, **more: Any) -> dict[TalkQuery, list[Any]]:
        return {query: [plain(entry) for entry in self.store.find(replace(query, **more))] for query in QUERIES}

    def step(self, what: str, given_: Any) -> None:
        self.now += timedelta(hours=7)
        if what == "crawl":
            self.crawl(*given_)
        elif entries := self.store.find(TalkQuery()):
            number, assignment = given_ if what == "fix" else (given_, "")
            uid = entries[number % len(entries)].uid
            try:
                if what == "fix":
                    self.pen.fix(uid, [assignment], reason="so it is", now=self.now)
                else:
                    self.pen.unfix(uid, [], now=self.now)
            except CorrectionError:
                pass
        self.copies.append((self.now, self.answers()))

    def crawl(self, name: str, pages: dict[str, dict[str, str]]) -> None:
        coverage = Coverage(reach=((f"https://{name}.example/talks/", date(2027, 1, 1)),))
        seen = tuple(sighting(name, slug, claims) for slug, claims in sorted(pages.items()))
        run = f"{name}-{self.now.isoformat()}"
        harvest = Harvest(name, run, self.now, self.now, seen, pages_ok=len(seen) + 1, coverage=coverage)
        ingest(self.store, source_of(name), harvest, now=self.now)


def plain(entry: Entry) -> dict[str, object]:
    """An entry as JSON, without what is no fact of a talk."""
    return {k: v for k, v in entry_json(entry).items() if k != "confidence"} | {"revision": entry.revision}


def emptied(store: Store) -> Store:
    with store.changing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return store


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lives, st.lists(st.integers(-1, 9 * 7 * 3600), max_size=6))
def test_the_past_equals_the_copies_kept_of_it(store: Store, life: list[tuple[str, Any]], seconds: list[int]) -> None:
    world = World(emptied(store))
    for what, given_ in life:
        world.step(what, given_)
    moments = [moment for moment, _ in world.copies] + [START + timedelta(seconds=n) for n in seconds]
    for moment in moments:
        kept = [copy for at, copy in world.copies if at <= moment] or [world.copies[0][1]]
        for query, answer in world.answers(as_of=moment).items():
            assert answer == kept[-1][query], (moment, query)


REFUSED = ["ask later"]


def told(store: Store, query: TalkQuery, moment: datetime) -> list[Any]:
    """What was known then, or that nobody can tell any more."""
    try:
        return [plain(entry) for entry in store.find(replace(query, as_of=moment))]
    except QueryError as refusal:
        return REFUSED if "ask from 2026-" in str(refusal) else [str(refusal)]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lives, lives, st.integers(0, 9 * 7))
def test_what_is_forgotten_is_refused_and_never_told_wrongly(
    store: Store, life: list[tuple[str, Any]], afterwards: list[tuple[str, Any]], hours: int
) -> None:
    world = World(emptied(store))
    for what, given_ in life:
        world.step(what, given_)
    horizon = START + timedelta(hours=hours)
    for steps in ((), afterwards):  # and life goes on as if nothing had been forgotten
        for what, given_ in steps:
            world.step(what, given_)
        forget(store, horizon)
        for moment, copy in world.copies:
            for query in QUERIES:
                answer = told(store, query, moment)
                assert answer == copy[query] or (moment < horizon and answer == REFUSED), (moment, query)
    assert world.answers() == world.copies[-1][1]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), pages(), min_size=1))
def test_a_value_answers_as_the_database_does(store: Store, said: dict[str, dict[str, str]]) -> None:
    world = World(emptied(store))
    world.crawl("institute", said)
    everything = store.find(TalkQuery())
    for query in QUERIES:
        if query.limit is None:
            found = [entry.uid for entry in everything if matches(query, entry.talk)]
            assert [entry.uid for entry in store.find(query)] == found, query


def test_before_the_first_talk_there_was_none(store: Store) -> None:
    world = World(store)
    world.step("crawl", ("institute", {"one": {"title": "On Stars", "when": "2026-03-03 15:00"}}))
    assert store.find(TalkQuery(as_of=START)) == []
    assert len(store.find(TalkQuery(as_of=world.now))) == store.count(TalkQuery(as_of=world.now)) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-03", datetime(2026, 5, 3, 23, 59, 59, tzinfo=UTC)),
        ("2026-05-03T12:00:00Z", datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("2026-05-03 12:00", datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("2026-05-03T12:00:00 02:00", datetime(2026, 5, 3, 10, tzinfo=UTC)),
        ("2026-05-03T12:00:00+02:00", datetime(2026, 5, 3, 10, tzinfo=UTC)),
    ],
)
def test_moments_as_people_write_them(text: str, moment: datetime) -> None:
    query = TalkQuery.from_params([("as_of", text)])
    assert query.as_of == moment
    assert TalkQuery.from_spelling(query.spelling()) == query


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59-12:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="write 2026-05-03"):
        TalkQuery.from_params([("as_of", text)])

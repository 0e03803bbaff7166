"""From a harvest to the database and back, on both engines: twice and backwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from config.sources import Listing, Source
from pipeline import harvest as harvest_file
from pipeline.changes import decide
from pipeline.ingest import ingest, storable, with_series_names
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.talk import At, Claim, Coverage, Layer, Listed, Person, Sighting, Span, Talk
from tests.sighted import DUST, LATER, LISTING, NEWS, PAGE, PAUSE, STARS, harvest, rows, sighting


def test_a_harvest_becomes_talks_and_articles(store: Store, source: Source, now: datetime) -> None:
    report = ingest(store, source, harvest(now, STARS, DUST, NEWS, PAUSE), now=now)
    assert (report.announced, report.articles, report.rejected, report.doubt) == (2, 1, 1, "")
    stars, dust = store.find(TalkQuery())
    assert stars.talk.title == "On the Number of Stars"
    assert stars.talk.when == Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16), "America/Chicago")
    assert (stars.talk.speakers, stars.talk.place.room) == ((Person("Ada Lovelace"),), "R 12")
    assert dust.talk.abstract == "Why is there dust, and where does all of it go?"
    assert [entry.article.title for entry in store.news()] == ["Stars were found"]
    (run,) = store.runs("institute")
    assert (run.announced, run.rejected, run.articles, run.complete) == (2, 1, 1, True)


def test_the_same_harvest_again_is_all_zeros(store: Store, source: Source, now: datetime) -> None:
    ingest(store, source, harvest(now, STARS, DUST, NEWS, PAUSE), now=now)
    before, later = rows(store, "run", "source", "rejection"), now + timedelta(hours=6)
    report = ingest(store, source, harvest(later, STARS, DUST, NEWS, PAUSE), now=later)
    assert report.is_quiet
    assert (report.announced, report.changed, report.withdrawn, report.articles, report.unchanged) == (0, 0, 0, 0, 2)
    assert rows(store, "run", "source", "rejection") == before
    assert len(store.runs()) == 2


def test_even_one_run_may_be_ingested_twice(store: Store, source: Source, now: datetime) -> None:
    """A worker killed between its ingest and its notice of it ingests again when restarted."""
    one = harvest(now, STARS, DUST, PAUSE)
    ingest(store, source, one, now=now)
    before = rows(store, "run")
    ingest(store, source, one, now=now)
    assert rows(store, "run") == before
    (run,) = store.runs()
    assert run.announced == 2


def test_a_failed_run_that_is_ingested_twice_is_one_failure(store: Store, source: Source, now: datetime) -> None:
    one = replace(harvest(now, coverage=Coverage(flaw="the listing answered 503")), pages_ok=0, pages_failed=1)
    ingest(store, source, one, now=now)
    before = rows(store)
    ingest(store, source, one, now=now + timedelta(hours=1))
    assert rows(store) == before


def test_backwards_gives_the_same_database(
    tmp_path: Path, source: Source, now: datetime, open_store: Callable[[str], Store]
) -> None:
    sightings = [
        STARS,
        DUST,
        LATER,
        NEWS,
        PAUSE,
        sighting("stars", own_page=False, title="On the Number of Stars", when="March 3, 2026, 3 pm"),
    ]
    stores = [open_store(f"sqlite:///{tmp_path / name}.db") for name in ("one", "two")]
    for store, order in zip(stores, (sightings, sightings[::-1]), strict=True):
        ingest(store, source, harvest(now, *order), now=now)
    assert rows(stores[0]) == rows(stores[1])


def test_a_dry_run_tells_and_keeps_nothing(store: Store, source: Source, now: datetime) -> None:
    report = ingest(store, source, harvest(now, STARS), now=now, dry_run=True)
    assert report.announced == 1
    assert all(not found for found in rows(store).values())


def test_a_title_to_be_announced_is_filled_in_under_the_same_uid(store: Store, source: Source, now: datetime) -> None:
    tba = sighting("tba", title="TBA", when="March 3, 2026, 3:00 pm", speaker="Ada Lovelace")
    ingest(store, source, harvest(now, tba), now=now)
    (first,) = store.find(TalkQuery())
    filled = sighting("on-stars", title="On Stars", when="March 3, 2026, 3:00 pm", speaker="Ada Lovelace")
    report = ingest(store, source, harvest(now + timedelta(days=1), filled), now=now + timedelta(days=1))
    (second,) = store.find(TalkQuery())
    assert (second.uid, second.sequence, second.talk.title) == (first.uid, 1, "On Stars")
    assert (report.announced, report.changed, report.missed) == (0, 1, 0)
    assert store.history(first.uid)[1].kind == "title announced, details changed"


def test_what_vanishes_is_withdrawn_in_the_end_and_reinstated_when_seen(
    store: Store, source: Source, now: datetime
) -> None:
    ingest(store, source, harvest(now, STARS, DUST, LATER), now=now)
    reports = []
    for day in range(1, 5):
        later = now + timedelta(days=day)
        reports.append(ingest(store, source, harvest(later, STARS, LATER), now=later))
    assert [(report.missed, report.withdrawn) for report in reports] == [(1, 0), (1, 0), (1, 1), (0, 0)]
    (dust,) = store.find(TalkQuery(status=("withdrawn",)))
    later = now + timedelta(days=5)
    report = ingest(store, source, harvest(later, STARS, DUST, LATER), now=later)
    (again,) = store.find(TalkQuery(q="dust"))
    assert (report.reinstated, again.uid, again.sequence, again.talk.status) == (1, dust.uid, 2, "confirmed")


def test_a_miss_is_forgiven_when_seen(store: Store, source: Source, now: datetime) -> None:
    seen = [(STARS, DUST, LATER), (STARS, LATER), (STARS, LATER), (STARS, DUST, LATER), (STARS, LATER), (STARS, LATER)]
    for day, sightings in enumerate(seen):
        ingest(store, source, harvest(now + timedelta(days=day), *sightings), now=now + timedelta(days=day))
    assert store.find(TalkQuery(status=("withdrawn",))) == []
    assert [old.misses for old in store.known("institute") if old.misses] == [{"unlisted": 2}]


def test_an_outage_changes_nothing_and_says_why(store: Store, source: Source, now: datetime) -> None:
    ingest(store, source, harvest(now, STARS, DUST, LATER), now=now)
    before = rows(store, "run", "source")
    for day in range(1, 6):
        later = now + timedelta(days=day)
        flaw = Coverage(flaw="the listing answered 503")
        report = ingest(store, source, harvest(later, coverage=flaw), now=later)
        assert report.doubt == "the listing answered 503"
        report = ingest(store, source, harvest(later, run=f"empty-{day}"), now=later)
        assert "saw nothing where 3 talks are coming" in report.doubt
    assert rows(store, "run", "source") == before


def test_cancelled_by_word_at_once(store: Store, source: Source, now: datetime) -> None:
    ingest(store, source, harvest(now, STARS, DUST), now=now)
    called_off = sighting(
        "stars",
        title="CANCELLED: On the Number of Stars",
        when="Tuesday, March 3, 2026, 3:00–4:00 pm",
        speaker="Ada Lovelace",
        room="R 12",
    )
    later = now + timedelta(days=1)
    report = ingest(store, source, harvest(later, called_off, DUST), now=later)
    assert report.cancelled == 1
    (entry,) = store.find(TalkQuery(status=("cancelled",)))
    assert (entry.sequence, store.history(entry.uid)[-1].kind) == (1, "cancelled")


def test_where_a_talk_was_found_is_remembered(store: Store, source: Source, now: datetime) -> None:
    card = sighting("stars", own_page=False, title="On the Number of Stars", when="March 3, 2026, 3 pm")
    ingest(store, source, harvest(now, card, STARS, DUST), now=now)
    found = {old.talk.title: old.found_on for old in store.known("institute")}
    assert found == {"On the Number of Stars": (LISTING,), "A Theory of Dust": ()}


def test_it_takes_the_way_through_a_file(store: Store, source: Source, now: datetime, tmp_path: Path) -> None:
    path = harvest_file.write(tmp_path / "h.jsonl", harvest(now, STARS, DUST, NEWS))
    assert ingest(store, source, harvest_file.read(path), now=now).announced == 2


def test_what_no_database_takes_is_left_out(store: Store, source: Source, now: datetime) -> None:
    odd = sighting("odd", title="Nu\0ll and half \ud83d a pair 😀", when="March 3, 2026, 3:00 pm", abstract="\0\ud83d")
    ingest(store, source, harvest(now, odd), now=now)
    report = ingest(store, source, harvest(now + timedelta(hours=1), odd), now=now + timedelta(hours=1))
    assert report.unchanged == 1
    (entry,) = store.find(TalkQuery())
    assert "😀" in entry.talk.title
    assert entry.talk == storable(entry.talk)


LONG = "Ж" * 3000 + "日本" * 20_000


@pytest.mark.parametrize("text", [LONG, LONG[:3000], "x" * 1_100_000, "https://a.example/" + "é" * 1500])
def test_no_text_is_too_long(store: Store, source: Source, now: datetime, text: str) -> None:
    fields = ("title", "series", "topic", "venue", "room", "abstract", "online_url", "registration_url", "image")
    long = sighting("long", when="March 3, 2026, 3 pm", **dict.fromkeys(fields, text))
    claims = (*long.claims, replace(long.claims[0], field="speaker", text=f"Ada {text}"))
    long = replace(long, claims=claims, url=f"{LISTING}{text}", keys=(text,))
    news = replace(NEWS, url=f"{LISTING}{text[:1000]}")
    ingest(store, source, harvest(now, long, STARS, news), now=now)
    before = rows(store, "run", "source", "rejection")
    report = ingest(store, source, harvest(now + timedelta(hours=1), long, STARS, news), now=now + timedelta(hours=1))
    assert report.is_quiet
    assert rows(store, "run", "source", "rejection") == before
    assert store.find(TalkQuery(q="stars"))


def test_every_text_of_a_talk_may_be_long(store: Store, source: Source, now: datetime) -> None:
    person = Person(LONG, LONG, LONG)
    fields = ("title", "series", "abstract", "bio", "registration_url", "image")
    made = Talk(
        "institute",
        LONG,
        "",
        topics=(LONG,),
        speakers=(person,),
        hosts=(person,),
        listings=(Listed("s", LONG),),
        keys=(LONG,),
    )
    talk = storable(replace(made, **dict.fromkeys(fields, LONG)))
    with store.writing(source, now=now) as past:
        past.apply(harvest(now), decide([talk], [], Coverage(), now=now))
    (entry,) = store.find(TalkQuery())
    assert entry.talk == talk


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(9999, 12, 31), datetime(1, 1, 1, 0, 0), datetime(9999, 12, 31, 23, 59)]
)
def test_no_day_is_too_far(store: Store, source: Source, now: datetime, day: date) -> None:
    talk = storable(Talk("institute", LISTING, "T", Span(day, day, "Asia/Tokyo", all_day=True), keys=("k",)))
    assert talk.when == Span(None)
    with store.writing(source, now=now) as past:
        past.apply(harvest(now), decide([talk], [], Coverage(), now=now))
    assert len(store.find(TalkQuery())) == 1


def test_times_are_kept_to_the_minute() -> None:
    precise = Talk("s", "https://x.example", "T", Span(datetime(2026, 3, 3, 15, 0, 59, 7), timezone="UTC"))
    assert storable(precise).when.start == datetime(2026, 3, 3, 15)


def test_a_series_has_one_name() -> None:
    talks = [
        Talk("s", f"https://x.example/{n}", "T", series=name)
        for n, name in enumerate(("AI  seminar", "AI Seminar", "AI Seminar", None))
    ]
    assert {talk.series for talk in with_series_names(talks, {})} == {"AI Seminar", None}
    assert {talk.series for talk in with_series_names(talks, {"ai-seminar": "A.I. Seminar"})} == {"A.I. Seminar", None}


def test_two_spellings_of_a_series_do_not_flap(store: Store, source: Source, now: datetime) -> None:
    one = sighting("a", title="On Stars", when="March 3, 2026, 3 pm", series="AI Seminar")
    two = sighting("b", title="On Dust", when="March 4, 2026, 3 pm", series="AI seminar")
    ingest(store, source, harvest(now, one, two), now=now)
    later = now + timedelta(days=1)
    assert ingest(store, source, harvest(later, two, one), now=later).is_quiet
    assert len(store.series()) == 1


@pytest.mark.parametrize("kind", ["news", "events"])
def test_only_listings_of_talks_must_show_their_reach(store: Store, source: Source, now: datetime, kind: str) -> None:
    other = Listing.model_validate({"url": "https://institute.example/other/", "kind": kind})
    source = source.model_copy(update={"listing": (*source.listing, other)})
    ingest(store, source, harvest(now, STARS, DUST, LATER), now=now)
    report = ingest(store, source, harvest(now + timedelta(days=1), STARS, LATER), now=now + timedelta(days=1))
    assert report.missed == (1 if kind == "news" else 0)


def test_the_run_of_another_source_is_another_story(store: Store, source: Source, now: datetime) -> None:
    ingest(store, source, harvest(now, STARS), now=now)
    other = source.model_copy(update={"id": "other"})
    report = ingest(store, other, replace(harvest(now, STARS, run="o"), source="other"), now=now)
    assert report.announced == 1
    assert len({known.uid for name in ("institute", "other") for known in store.known(name)}) == 2


# ── Canonical links ───────────────────────────────────────────────────────────────────────────────────────────────────


def news(name: str, canonical: str, title: str = "") -> Sighting:
    """An article's page, with the canonical link that its template writes."""
    body = f"What was found about {name} by the institute is more than anybody there had expected. " * 4
    made = sighting(f"news/{name}", kind="article", title=title or f"On {name}", body=body)
    link = Claim("canonical_url", canonical, Layer.STRUCTURED, "link:canonical", At(PAGE, "/html"), canonical)
    return replace(made, claims=(*made.claims, link))


@pytest.mark.parametrize("link", ["https://institute.example/", f"{LISTING}news/", f"{LISTING}news/stars"])
def test_one_canonical_link_on_every_page_swallows_no_article(
    store: Store, source: Source, now: datetime, link: str
) -> None:
    pages = [news(name, link) for name in ("stars", "dust", "rain", "snow", "wind")]
    report = ingest(store, source, harvest(now, *pages), now=now)
    assert report.articles == 5
    assert sorted(entry.article.url for entry in store.news()) == sorted(one.url for one in pages)
    (problem,) = report.problems
    assert link in problem
    later = now + timedelta(hours=1)
    assert ingest(store, source, harvest(later, *pages[::-1]), now=later).is_quiet


def test_the_only_article_of_a_site_is_not_its_front_page(store: Store, source: Source, now: datetime) -> None:
    ingest(store, source, harvest(now, news("stars", "https://institute.example")), now=now)
    (entry,) = store.news()
    assert entry.article.canonical_url is None


def test_copies_of_one_article_are_one(store: Store, source: Source, now: datetime) -> None:
    link = f"{LISTING}news/stars"
    copy = replace(news("stars", link), url=f"{LISTING}print/stars", page_url=f"{LISTING}print/stars")
    report = ingest(store, source, harvest(now, news("stars", link), copy), now=now)
    assert (report.articles, report.problems) == (1, ())


def test_one_canonical_link_on_every_page_swallows_no_talk(store: Store, source: Source, now: datetime) -> None:
    pages = [replace(one, url=f"{LISTING}all") for one in (STARS, DUST, LATER)]
    for hours in range(2):
        ingest(store, source, harvest(now + timedelta(hours=hours), *pages), now=now + timedelta(hours=hours))
    assert len(store.find(TalkQuery())) == 3
    assert all(len(store.history(entry.uid)) == 1 for entry in store.find(TalkQuery()))

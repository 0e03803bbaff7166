"""News over time, on both engines: edits, moves and copies of one article; whom articles name; questions about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.query import NewsQuery
from pipeline.store import Store
from pipeline.store import tables as t
from pipeline.store.people import People
from pipeline.talk import Article, Coverage, Listed, Person, Span, Talk

OLD, NEW, COPY = "https://inst.example/n/1", "https://inst.example/news/barrier", "https://digest.example/77"
BODY = (
    "The harbour model of Ada Okuosa predicts how sediment settles behind a tidal barrier. It was built over nine "
    "years by a small group at Harbour University.\n\nMuch of the work was done by hand, in cold water, with "
    "instruments that nobody makes any more. The group now hopes that others will repeat the measurements elsewhere, "
    "and that the barrier will still be there when they come."
)
ONE = Article("institute", OLD, "A model of the harbour barrier", date(2026, 2, 2), None, BODY, "A model.")
TWO = replace(ONE, url="https://inst.example/n/2", title="Batteries that sleep", body="Batteries can sleep. " * 30)


def keep(
    store: Store, articles: Iterable[Article], now: datetime, source: str = "institute", talks: Iterable[Talk] = ()
) -> int:
    """What a run with these articles and talks changes of articles."""
    made = Source(id=source, name=source, timezone="Europe/London", listing=(Listing(url="https://inst.example/"),))
    harvest, talks = Harvest(source, f"{source} {now.isoformat()}", now, now, pages_ok=1), list(talks)
    with store.writing(made, now=now) as past:
        verdict = decide(talks, past.known(talks), Coverage(), now=now, taken=past.taken())
        return past.apply(harvest, verdict, list(articles)).articles


def rows(store: Store, *names: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of these tables."""
    with store.reading() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(t.metadata.tables[name]))), key=str) for name in names
        }


NEWS = ("article", "article_address", "article_sign", "article_person", "article_revision", "article_alias")


def test_an_edit_is_a_revision_with_before_and_after(store: Store, now: datetime) -> None:
    assert keep(store, [ONE, TWO], now) == 2
    edited = replace(ONE, title="A model of the barrier", body=BODY.replace("nine", "ten"))
    hour = now + timedelta(hours=1)
    assert keep(store, [edited, TWO], hour) == 1
    entry = next(one for one in store.news() if one.article.url == OLD)
    assert (entry.article, entry.created, entry.updated) == (edited, now, hour)
    first, second = store.article_history(entry.id)
    assert (first.kind, second.kind, second.changed_at) == ("announced", "retitled, details changed", hour)
    assert second.diff["title"] == ("A model of the harbour barrier", "A model of the barrier")
    assert set(second.diff) == {"title", "body"}


def test_a_run_that_says_the_same_writes_no_news(store: Store, now: datetime) -> None:
    copy = replace(ONE, source="digest", url=COPY, canonical_url=OLD)
    keep(store, [ONE, TWO], now)
    keep(store, [copy], now, "digest")
    before = rows(store, *NEWS)
    assert keep(store, [ONE, TWO], now + timedelta(days=1)) == 0
    assert keep(store, [copy], now + timedelta(days=1), "digest") == 0
    assert rows(store, *NEWS) == before


def test_a_teaser_of_a_listing_cuts_no_article(store: Store, now: datetime) -> None:
    keep(store, [ONE], now)
    assert keep(store, [replace(ONE, body=BODY[:120], published=None, summary=None)], now + timedelta(hours=1)) == 0
    assert [one.article for one in store.news()] == [ONE]


def test_an_article_that_moves_keeps_its_number(store: Store, now: datetime) -> None:
    keep(store, [ONE], now)
    (entry,) = store.news()
    keep(store, [replace(ONE, url=NEW)], now + timedelta(days=3))
    (moved,) = store.news()
    assert (moved.id, moved.article.url) == (entry.id, NEW)
    assert moved.addresses == (Listed("institute", OLD), Listed("institute", NEW))
    assert store.article_history(entry.id)[-1].kind == "moved, joined"
    assert keep(store, [replace(ONE, url=NEW)], now + timedelta(days=4)) == 0


@pytest.mark.parametrize("original_first", [True, False])
@pytest.mark.parametrize(
    "copy",
    [
        replace(ONE, source="digest", url=COPY, title="A model of the harbour barrier | The Digest"),
        replace(ONE, source="digest", url=COPY, title="What rivers leave", body=f"COASTVILLE — {BODY}"),
        replace(ONE, source="digest", url=COPY, title="Rivers", body="In short.", canonical_url=f"{OLD}?utm_source=d"),
    ],
)
def test_copies_elsewhere_are_the_same_article(
    store: Store, now: datetime, copy: Article, *, original_first: bool
) -> None:
    steps = [("institute", ONE), ("digest", copy)]
    for hour, (source, one) in enumerate(steps if original_first else reversed(steps)):
        keep(store, [one], now + timedelta(hours=hour), source)
    (entry,) = store.news()
    assert entry.addresses == (Listed("digest", COPY), Listed("institute", OLD))
    if original_first or copy.canonical_url:
        assert entry.article == ONE
    assert [one.id for one in store.news(NewsQuery(source=("digest",)))] == [entry.id]
    (other,) = store.copies(entry)
    assert other.listed in entry.addresses
    assert any(ground.weight > 0 for ground in other.score.grounds)


def test_why_pages_stay_one_article_after_an_edit_is_told(store: Store, now: datetime) -> None:
    copy = replace(ONE, source="digest", url=COPY, title="The model of a harbour barrier")
    keep(store, [ONE], now)
    keep(store, [copy], now, "digest")
    (entry,) = store.news()
    (before,) = store.copies(entry)
    assert before.score.is_enough
    keep(store, [replace(ONE, title="A model of the harbour barrier in 2027")], now + timedelta(hours=1))
    (entry,) = store.news()
    (after,) = store.copies(entry)
    assert "headlines with other numbers" in [ground.found for ground in after.score.grounds]
    assert after.score.grounds[-1].found == "one article so far"
    assert after.score.is_enough
    assert "one article so far" not in [ground.found for ground in before.score.grounds]


def test_another_article_under_a_common_headline_stays_another(store: Store, now: datetime) -> None:
    keep(store, [replace(ONE, title="Photo of the week")], now)
    keep(store, [replace(TWO, source="digest", url=COPY, title="Photo of the week")], now, "digest")
    assert len(store.news()) == 2


def test_an_excerpt_shown_first_makes_room_for_the_whole(store: Store, now: datetime) -> None:
    short = replace(ONE, source="digest", url=COPY, body=BODY[:250], published=date(2026, 2, 3))
    keep(store, [short], now, "digest")
    number = store.news()[0].id
    keep(store, [ONE], now + timedelta(hours=1))
    (entry,) = store.news()
    assert (entry.id, entry.article) == (number, ONE)
    assert store.article_history(number)[-1].kind.startswith("moved, joined")


def test_two_that_prove_to_be_one_keep_both_numbers(store: Store, now: datetime) -> None:
    """The aggregator's own words, until it names its original: the younger number leads to the older for ever."""
    own = replace(
        ONE, source="digest", url=COPY, title="Rivers", body="Rivers carry more than water, we are told today."
    )
    keep(store, [ONE], now)
    keep(store, [own], now, "digest")
    first, second = sorted(one.id for one in store.news())
    keep(store, [replace(own, canonical_url=OLD)], now + timedelta(hours=1), "digest")
    (entry,) = store.news()
    assert (entry.id, entry.article) == (first, ONE)
    assert store.article_number(second) == first
    assert store.article_number(first) == first
    assert store.article_number(10**12) is None
    assert rows(store, "article_address")["article_address"][0][2] == first


def test_the_order_of_sources_does_not_matter(store: Store, now: datetime) -> None:
    copies = [replace(ONE, source=name, url=f"https://{name}.example/1") for name in ("b", "c", "d")]
    for one in (copies[2], copies[0], copies[1]):
        keep(store, [one], now, one.source)
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(t.article)) == 1


# ── Questions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_news_are_asked_for_by_words_people_sources_and_days(store: Store, now: datetime) -> None:
    keep(store, [ONE, replace(TWO, published=date(2026, 1, 5))], now)

    def found(**asked: object) -> list[str | None]:
        query = NewsQuery(**asked)  # type: ignore[arg-type]
        answer = [one.article.title for one in store.news(query)]
        assert store.count_news(query) == len(answer)
        return answer

    assert found(q="sediment") == [ONE.title]
    assert found(q='"tidal barrier" cold') == [ONE.title]
    assert found(q="“”") == []
    assert found(person=("Ada Okuosa",)) == found(person=("Okuosa",)) == [ONE.title]
    assert found(person=("Ada",)) == [ONE.title]
    assert found(without=(("person", "Ada Okuosa"),)) == [TWO.title]
    assert found(since=date(2026, 2, 2)) == [ONE.title]
    assert found(until=date(2026, 1, 5)) == [TWO.title]
    assert found(source=("nobody",)) == []
    assert [one.article.title for one in store.news(NewsQuery(limit=1), skip=1)] == [TWO.title]


def test_what_may_not_be_shown_is_not_found(store: Store, now: datetime) -> None:
    keep(store, [ONE], now)
    for share, found in (("none", 0), ("summary", 0), ("full", 1)):
        assert len(store.news(NewsQuery("sediment"), shares=lambda _, share=share: share)) == found  # type: ignore[misc]
        assert store.count_news(NewsQuery("sediment"), lambda _, share=share: share) == found  # type: ignore[misc]
    assert store.news(NewsQuery("harbour"), shares=lambda _: "none")  # of the headline


# ── People ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def talk(source: str, name: str, affiliation: str | None, day: int = 3) -> Talk:
    url = f"https://{source}.example/{name.replace(' ', '-')}-{day}"
    when = Span(datetime(2026, 3, day, 15), timezone="Europe/London")
    made = Talk(source, url, f"On {name} {day}", when, speakers=(Person(name, affiliation),))
    return replace(made, keys=keys_of(made.url, (), made.when.day, made.title))


def test_news_that_name_a_speaker_are_found_from_both_sides(store: Store, now: datetime) -> None:
    keep(store, [ONE], now, talks=[talk("institute", "Ada Okuosa", "Harbour University")])
    people = People(store)
    speaker = people.find("ada-okuosa")
    assert speaker is not None
    (mention,) = people.news(speaker)
    assert mention.news.article == ONE
    assert [one.speaker.slug for one in people.named(mention.news)] == ["ada-okuosa"]
    assert people.find("nobody-at-all") is None


def test_the_people_of_an_article_are_those_it_marks_and_the_speakers_it_names(store: Store, now: datetime) -> None:
    marked = replace(TWO, people=(Person("Ben Lind"),))
    speakers = [talk("institute", "Ada Okuosa", "Harbour University"), talk("institute", "Ben Lind", None, 4)]
    keep(store, [ONE, marked], now, talks=speakers)
    told = {one.article.title: [who.name for who in one.article.people] for one in People(store).told(store.news())}
    assert told == {ONE.title: ["Ada Okuosa"], TWO.title: ["Ben Lind"]}
    kept = People(store, frozenset({"institute"})).told(store.news())
    assert [one.article.people for one in kept if one.article.title == ONE.title] == [()]
    assert People(store).told([]) == []


def test_people_of_one_name_have_pages_of_their_own(store: Store, now: datetime) -> None:
    keep(store, [], now, talks=[talk("institute", "Ada Okuosa", "Harbour University")])
    keep(store, [ONE], now, "tidal", [talk("tidal", "Ada Okuosa", "Tidal College", 9)])
    people = People(store)
    choice = people.find("ada-okuosa")
    assert choice is not None
    assert not choice.speaker.affiliations
    assert sorted(one.slug for one in choice.others) == ["ada-okuosa-harbour-university", "ada-okuosa-tidal-college"]
    mine = people.find("ada-okuosa-harbour-university")
    assert mine is not None
    assert [entry.talk.title for entry in people.talks(mine.speaker)] == ["On Ada Okuosa 3"]
    assert [one.speaker.slug for one in people.named(store.news()[0])] == [mine.slug]
    slugs = people.slugs([Person("Ada Okuosa", "Tidal College"), Person("Nobody Known")])
    assert slugs == {Person("Ada Okuosa", "Tidal College"): "ada-okuosa-tidal-college"}


def test_an_article_is_found_by_any_address_it_ever_had(store: Store, now: datetime) -> None:
    keep(store, [ONE], now)
    keep(store, [replace(ONE, url=NEW)], now + timedelta(days=3))
    for address in (OLD, NEW, f"{NEW}/?utm_source=x"):
        entry = store.article_at(address)
        assert entry is not None
        assert entry.article.url == NEW
    assert store.article_at("https://inst.example/nowhere") is None


LATEST = "https://inst.example/news/latest"
FIRST = replace(ONE, url=LATEST, canonical_url=LATEST)
SECOND = Article(
    "institute",
    LATEST,
    "Batteries that sleep through winter",
    date(2026, 2, 20),
    None,
    "A battery that is left alone for months loses what it holds and much of its life. Lise Abel has found a salt that "
    "freezes at room temperature and wakes when it is warmed, so that next to nothing is lost between seasons.",
    "A salt.",
)


def test_an_address_that_tells_another_article_makes_it_one_of_its_own(store: Store, now: datetime) -> None:
    keep(store, [FIRST], now)
    (first,) = store.news()
    assert keep(store, [SECOND], now + timedelta(days=18)) == 2
    shown = {one.article.title: one for one in store.news()}
    assert shown.keys() == {FIRST.title, SECOND.title}
    old, new = shown[FIRST.title or ""], shown[SECOND.title or ""]
    assert (old.id, old.article.body, old.article.published) == (first.id, FIRST.body, FIRST.published)
    at = store.article_at(LATEST)
    assert at
    assert at.id == new.id != old.id
    assert [step.kind for step in store.article_history(old.id)] == ["announced", "details changed"]
    assert [step.kind for step in store.article_history(new.id)] == ["announced"]

    before = rows(store, *NEWS)
    assert keep(store, [SECOND], now + timedelta(days=19)) == 0
    assert rows(store, *NEWS) == before


def test_an_address_that_tells_articles_in_turn_tells_two(store: Store, now: datetime) -> None:
    for day, one in enumerate((FIRST, SECOND, FIRST, SECOND, FIRST)):
        keep(store, [one], now + timedelta(days=day))
    assert sorted(one.article.title or "" for one in store.news()) == [FIRST.title, SECOND.title]


def test_of_an_article_that_stands_elsewhere_too_the_other_address_is_left(store: Store, now: datetime) -> None:
    keep(store, [FIRST, replace(ONE, url=COPY)], now)
    (first,) = store.news()
    keep(store, [SECOND, replace(ONE, url=COPY)], now + timedelta(days=18))
    (old,) = (one for one in store.news() if one.id == first.id)
    assert (old.article.url, [place.url for place in old.addresses]) == (COPY, [COPY])


@pytest.mark.parametrize("same", ["title", "published", "body"])
def test_what_keeps_headline_day_or_text_is_an_edit(store: Store, now: datetime, same: str) -> None:
    keep(store, [FIRST], now)
    edited = replace(SECOND, **{same: getattr(FIRST, same)})
    keep(store, [edited], now + timedelta(days=18))
    (entry,) = store.news()
    assert entry.article.title == edited.title

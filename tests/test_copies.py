"""Pages that carry one article are told from other articles; who is who among speakers, and whom articles name."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from benchmarks.copies import PRECISION, RECALL, cases, judged
from pipeline.joins import copies, named
from pipeline.joins.copies import Copy
from pipeline.joins.named import Known, is_about
from pipeline.joins.namesakes import is_same_place, mentions, namesakes
from pipeline.joins.people import name_key
from pipeline.talk import Article, Person

BODY = (
    "The harbour model predicts how sediment settles behind a tidal barrier. It was built over nine years by a small "
    "group at the coast.\n\nMuch of the work was done by hand, in cold water, with instruments that nobody makes any "
    "more. The group now hopes that others will repeat the measurements elsewhere.\n\nIts next question is what "
    "happens to the barrier itself when the sediment is gone and the river comes back with all its weight."
)
ONE = Article("news", "https://news.example/barrier", "A model of the harbour barrier", date(2026, 3, 2), None, BODY)
COPY = replace(ONE, source="digest", url="https://digest.example/77")


def points(one: Article, other: Article) -> float:
    return copies.compare(one, other).points


@pytest.mark.parametrize("seed", [1, 2])
def test_copies_are_told_from_other_articles(seed: int) -> None:
    result = judged(cases(random.Random(seed), 420))
    assert result.precision >= PRECISION, result.failed
    assert result.recall >= RECALL, result.failed


@pytest.mark.parametrize(
    "copy",
    [
        COPY,
        replace(COPY, title="A model of the harbour barrier | The Digest"),
        replace(COPY, title="The Digest: A model of the harbour barrier", published=None),
        replace(COPY, body=BODY[:300]),
        replace(COPY, body=f"COASTVILLE — {BODY}\n\nOriginally published elsewhere."),
        replace(COPY, title="What the river leaves behind"),
    ],
)
def test_a_copy_is_known(copy: Article) -> None:
    assert copies.signs(ONE) & copies.signs(copy)
    assert points(ONE, copy) >= copies.ENOUGH
    assert points(ONE, copy) == points(copy, ONE)


def test_a_small_word_more_is_no_other_headline() -> None:
    one = replace(ONE, title="Ada Lovelace wins great prize", body=BODY[:260])
    respelt = replace(one, url="https://news.example/prize-2026", title="Ada Lovelace wins the great prize")
    assert points(one, respelt) >= copies.ENOUGH
    assert points(one, replace(respelt, title="Ada Lovelace wins no great prize of 2026")) < copies.ENOUGH


@pytest.mark.parametrize(
    "other",
    [
        replace(COPY, body="Quite another story about quite another thing, told at length by other people. " * 3),
        replace(COPY, body=""),
        replace(COPY, title="A model of the harbour barrier, part 2", body="Short and new, with all that came since."),
        replace(COPY, body=BODY.replace("nine years", "9 years").replace("9", "12"), title="Another"),
    ],
)
def test_what_only_looks_alike_stays_an_article_of_its_own(other: Article) -> None:
    before = replace(ONE, body=BODY.replace("nine", "9"))
    assert points(before, other) < copies.ENOUGH


def test_every_ground_is_told() -> None:
    score = copies.compare(ONE, replace(COPY, canonical_url=ONE.url))
    assert {ground.field for ground in score.grounds} == {"", "canonical_url", "title", "body", "published"}
    assert all(ground.found for ground in score.grounds)


def test_the_original_is_shown_then_the_whole_then_the_first() -> None:
    here, there = Copy(ONE, datetime(2026, 3, 3, tzinfo=UTC)), Copy(COPY, datetime(2026, 3, 2, tzinfo=UTC))
    assert copies.shown([here, there], None, {}) == there  # seen first, all else alike
    assert copies.shown([here, there], here.place, {}) == here  # what is shown stays
    named_by = replace(there, article=replace(COPY, canonical_url=ONE.url))
    assert copies.shown([here, named_by], there.place, {}) == here
    short = replace(there, article=replace(COPY, body="An excerpt."))
    assert copies.shown([here, short], there.place, {}) == here


def test_a_new_address_of_the_site_takes_over_when_the_old_one_is_gone() -> None:
    old = Copy(ONE, datetime(2026, 3, 2, tzinfo=UTC))
    new = Copy(replace(ONE, url="https://news.example/stories/9"), datetime(2026, 4, 2, tzinfo=UTC))
    assert copies.shown([old, new], old.place, {new.place: new.article}) == new
    assert copies.shown([old, new], new.place, {old.place: ONE}) == new  # and never back
    both = {old.place: ONE, new.place: new.article}
    assert copies.shown([old, new], old.place, both) == old
    printed = Copy(replace(ONE, url="https://news.example/print/barrier"), new.since)
    assert copies.shown([old, printed], old.place, {printed.place: printed.article}) == old


def test_a_teaser_cuts_no_article() -> None:
    teaser = replace(ONE, body=BODY[:140], published=None)
    assert copies.continued(ONE, teaser) == ONE
    edited = replace(ONE, body=BODY.replace("nine", "ten"))
    assert copies.continued(ONE, edited) == edited


# ── People ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Prof. Jörg K. Müller", "jorg muller"),
        ("Joerg Mueller", "jorg muller"),
        ("A. Lovelace", ""),
        ("Lovelace", ""),
        ("José Á. Núñez", "jose nunez"),
        ("山田太郎", "山田太郎"),
    ],
)
def test_full_names_have_a_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_people_of_one_name_are_told_apart_by_where_they_work() -> None:
    ada = [Person("Ada Okoro", place) for place in ("MIT", "Massachusetts Institute of Technology", "Physics, Oxford")]
    mit, oxford = namesakes([ada[0], *ada])
    assert (mit.affiliations, oxford.affiliations) == (("MIT", ada[1].affiliation), ("Physics, Oxford",))
    assert namesakes([*ada, Person("Ada Okoro")])[-1].affiliations == ()  # nobody knows whose these talks are
    assert len(namesakes([ada[0], Person("Ada Okoro")])) == 1
    page = "https://ada.example/"
    assert len(namesakes([Person("Ada Okoro", "MIT", page), Person("Ada Okoro", "Oxford", f"{page}#me")])) <= 2


def test_generic_parts_of_an_affiliation_name_no_institute() -> None:
    assert is_same_place("Department of Physics, Harbour University", "Harbour University")
    assert not is_same_place("Department of Physics, Harbour University", "Department of Physics, Tidal College")
    assert not mentions("It is so.", "IT")


def about(body: str, speaker: Person, *sources: str, people: tuple[Person, ...] = (), **more: object) -> bool:
    article = Article("news", "https://news.example/1", "Prizes", body=body, people=people)
    known = Known(namesakes([speaker])[0], frozenset(("talks",)), **more)  # type: ignore[arg-type]
    return is_about(article, sources or ("news",), known).points >= named.ENOUGH


def test_a_name_alone_links_nobody() -> None:
    ada = Person("Ada Okuosa", "Harbour University")
    assert not about("The prize goes to Ada Okuosa this year.", ada)
    assert about("The prize goes to Ada Okuosa of Harbour University.", ada)
    assert about("The prize goes to Ada Okuosa this year.", ada, "talks")
    assert not about("The prize goes to A. Okuosa of Harbour University.", ada)
    assert not about("The prize goes to Ada of Harbour University.", ada)


def test_a_frequent_name_needs_more_than_the_same_house() -> None:
    wang = Person("Wei Wang", "Harbour University")
    assert not about("The prize goes to Wei Wang this year.", wang, "talks")
    assert about("The prize goes to Wei Wang of Harbour University.", wang)
    assert not about("The prize goes to Ada Okuosa.", Person("Ada Okuosa"), "talks", namesakes=1)


def test_another_affiliation_speaks_against() -> None:
    ada = Person("Ada Okuosa", "Harbour University")
    elsewhere = (Person("Ada Okuosa", "Tidal College"),)
    assert not about("Ada Okuosa of Tidal College met Harbour University.", ada, "talks", people=elsewhere)


def test_accents_and_umlauts_are_one_spelling() -> None:
    assert about("The prize goes to Jose Nunez of Harbour University.", Person("José Núñez", "Harbour University"))
    assert about("The prize goes to Joerg Haefner of Tidal College.", Person("Jörg Häfner", "Tidal College"))

"""Which listings are one talk: the score and its grounds, groups, and how a joined talk is shown. Values only."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.joining import PRECISION, RECALL, judged
from benchmarks.pairs import cases
from pipeline.joins import Row, alike, compare, evidence_together, groups, leader, pair_of, status_of, together
from pipeline.joins.people import Kinship, compare_people, folded_names
from pipeline.talk import Evidence, Kind, Listed, Mode, Person, Place, Recurrence, Span, Status, Talk

NOON = datetime(2026, 3, 3, 15)
EARLY = datetime(2026, 1, 1, tzinfo=UTC)
ADA = (Person("Ada Lovelace", "Cambridge"),)


def talk(source: str = "north", title: str = "Tides and storms of the inner sea", **more: object) -> Talk:
    made = Talk(source, f"https://{source}.example/1", title, Span(NOON, timezone="Europe/Berlin"))
    return replace(made, **more)  # type: ignore[arg-type]


def south(title: str = "Tides and storms of the inner sea", **more: object) -> Talk:
    return talk("south", title, **more)


TODAY = date(2026, 3, 3)


def day_only(day: date = TODAY) -> Span:
    return Span(day, timezone="Europe/Berlin", all_day=True, time_known=False)


# ── The score ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_generated_pairs_are_told_apart() -> None:
    """A small share of `python -m benchmarks joining`."""
    result = judged(cases(random.Random(20261121), 2500))
    assert result.recall >= RECALL
    assert result.precision >= PRECISION, {sort: len(those) for sort, those in result.failed.items()}


ONE_TALK = {
    "another zone": south(when=Span(datetime(2026, 3, 3, 8), timezone="America/Chicago")),
    "a series before the title": south("Ocean Seminar: Tides and storms of the inner sea"),
    "a label before the title": south("Vortrag: Tides and Storms of the Inner Sea"),
    "the speaker before the title": south("Ada Lovelace (Cambridge) – Tides and storms of the inner sea"),
    "the speaker behind the title": south("Tides and storms of the inner sea, by Ada Lovelace"),
    "spelt otherwise": south("Tides & storrms of the inner sea", speakers=(Person("Lovelace, Ada"),)),
    "no title yet": south("TBA", speakers=ADA),
    "the series for a title": south("Ocean Seminar", series="Ocean Seminar", speakers=ADA),
    "no hour": south(when=day_only()),
    "an initial": south(speakers=(Person("A. Lovelace"),)),
    "a subtitle": south("Tides and storms of the inner sea: a survey"),
    "another room for the stream": south(speakers=ADA, place=Place(Mode.ONLINE, online_url="https://zoom.example/j/1")),
}


@pytest.mark.parametrize("name", ONE_TALK)
def test_one_talk_in_other_words_is_joined(name: str) -> None:
    score = compare(talk(speakers=ADA), ONE_TALK[name])
    assert score is not None
    assert score.is_enough, score.grounds


@pytest.mark.parametrize(("one", "other"), [("Tides of sea two", "Tides of sea 2"), ("Das Meer zwei", "Das Meer 2")])
def test_a_number_in_letters_is_that_number(one: str, other: str) -> None:
    score = compare(talk(title=one, speakers=ADA), south(other, speakers=ADA))
    assert score is not None
    assert score.is_enough, score.grounds


TWO_TALKS = {
    "the week after": south(when=Span(NOON + timedelta(days=7), timezone="Europe/Berlin"), speakers=ADA),
    "again that day": south(when=Span(NOON + timedelta(hours=2), timezone="Europe/Berlin"), speakers=ADA),
    "the same wall time elsewhere": south(when=Span(NOON, timezone="America/Chicago"), speakers=ADA),
    "another speaker": south(speakers=(Person("Charles Babbage"),)),
    "a namesake": south("TBA", speakers=(Person("Byron Lovelace"),)),
    "the speaker in the title": south("Talk by Charles Babbage: Tides and storms of the inner sea"),
    "the next part": south("Tides and storms of the inner sea II"),
    "another word": south("Tides and storms of the inner mind"),
    "another town": south(place=Place(None, "Aula, Munich")),
    "a parallel session": south("Winds and currents of the outer ocean", series="Ocean Seminar"),
    "the same workshop": south("Ocean Workshop: Winds and currents of the outer ocean", speakers=ADA),
    "nothing but the hour": south("TBA"),
    "a day, and somebody else": south(when=day_only(), speakers=(Person("Charles Babbage"),)),
    "the day before": south(when=day_only(date(2026, 3, 2)), speakers=ADA),
    "whole days": south(when=Span(date(2026, 3, 3), date(2026, 3, 5), "Europe/Berlin", all_day=True), speakers=ADA),
    "each week": south(when=Span(NOON, timezone="Europe/Berlin", recurrence=Recurrence("FREQ=WEEKLY")), speakers=ADA),
    "no day": south(when=Span(None), speakers=ADA),
}


@pytest.mark.parametrize("name", TWO_TALKS)
def test_twins_stay_two(name: str) -> None:
    one = talk(speakers=ADA, place=Place(None, "Aula, Berlin"), series="Ocean Seminar")
    assert not alike([Row("1", one, EARLY), Row("2", TWO_TALKS[name], EARLY)])


def test_a_score_shows_what_it_is_made_of() -> None:
    score = compare(talk(speakers=ADA), south("Ocean Seminar: Tides and storms of the inner sea", speakers=ADA))
    assert score is not None
    said = {ground.field: ground.found for ground in score.grounds}
    assert said["when"] == "the same instant"
    assert said["title"] == "the same title"
    assert said["speakers"] == "the same speaker"
    assert score.points == pytest.approx(sum(ground.weight for ground in score.grounds))
    assert 0.99 < score.value <= 1


@given(st.randoms(use_true_random=False))
def test_a_score_does_not_depend_on_which_is_first(dice: random.Random) -> None:
    (case,) = cases(dice, 1)
    one, other = (compare(*pair) for pair in (case.talks[:2], case.talks[1::-1]))
    assert (one and one.value) == (other and other.value)


def test_what_moved_on_one_side_stays_joined_and_what_became_another_talk_does_not() -> None:
    one, moved = talk(speakers=ADA), south(when=Span(NOON + timedelta(days=1), timezone="Europe/Berlin"), speakers=ADA)
    rows = [Row("1", one, EARLY), Row("2", moved, EARLY)]
    assert not alike(rows)
    assert alike(rows, [("1", "2")])
    other = replace(moved, title="Winds of the outer ocean", speakers=(Person("Charles Babbage"),))
    assert not alike([rows[0], Row("2", other, EARLY)], [("1", "2")])


def test_a_day_that_fits_two_talks_of_one_source_is_joined_with_neither() -> None:
    later = talk(speakers=ADA, url="https://north.example/2", when=Span(NOON + timedelta(hours=2), timezone="Etc/UTC"))
    rows = [Row("1", talk(speakers=ADA), EARLY), Row("2", later, EARLY), Row("3", south(when=day_only()), EARLY)]
    assert not alike(rows)
    assert set(alike([rows[0], rows[2]])) == {("1", "3")}


# ── Groups ────────────────────────────────────────────────────────────────────────────────────────────────────────────

SOURCES = {"a": "north", "b": "south", "c": "west", "d": "east"}


def test_a_persons_word_stands_also_against_what_follows() -> None:
    scores = {("a", "b"): 0.99, ("b", "c"): 0.98}
    assert groups(SOURCES, scores, {}) == [frozenset("abc"), frozenset("d")]
    assert groups(SOURCES, scores, {("a", "c"): False}) == [frozenset("ab"), frozenset("c"), frozenset("d")]
    assert groups(SOURCES, scores, {("a", "b"): False}) == [frozenset("a"), frozenset("bc"), frozenset("d")]
    assert frozenset("abcd") in groups(SOURCES, scores, {("a", "d"): True})


def test_two_rows_of_a_source_are_one_talk_by_a_persons_word_alone() -> None:
    sources = {"a": "north", "b": "south", "c": "north"}
    assert groups(sources, {("a", "b"): 0.99, ("b", "c"): 0.98}, {}) == [frozenset("ab"), frozenset("c")]
    assert groups(sources, {("a", "b"): 0.99}, {("a", "c"): True}) == [frozenset("abc")]


UIDS = "abcdefg"
PAIRS = [pair_of(one, other) for number, one in enumerate(UIDS) for other in UIDS[number + 1 :]]


@given(
    st.dictionaries(st.sampled_from(PAIRS), st.floats(0.9, 1), max_size=12),
    st.dictionaries(st.sampled_from(PAIRS), st.booleans(), max_size=6),
    st.lists(st.sampled_from("wxyz"), min_size=7, max_size=7),
    st.randoms(use_true_random=False),
)
def test_groups_part_all_and_hold_to_every_word(
    scores: dict[tuple[str, str], float], said: dict[tuple[str, str], bool], homes: list[str], dice: random.Random
) -> None:
    sources = dict(zip(UIDS, homes, strict=True))
    found = groups(sources, scores, said)
    assert sorted("".join("".join(group) for group in found)) == list(UIDS)
    for group in found:
        assert not any(said.get(pair_of(one, other)) is False for one in group for other in group if one != other)
    shuffled = [dict(dice.sample(sorted(one.items()), len(one))) for one in (sources, scores, said)]
    assert groups(*shuffled) == found  # type: ignore[arg-type]


def test_the_first_published_leads() -> None:
    rows = [Row("b", talk(), EARLY), Row("a", south(), EARLY + timedelta(days=1)), Row("c", south(), EARLY)]
    assert leader(rows) == "b"


# ── As it is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_has_the_first_word_and_the_others_fill_in() -> None:
    one = talk(place=Place(None, None, "Room 5"), listings=(Listed("north", "https://north.example/1"),))
    other = south(
        "Another title",
        speakers=ADA,
        abstract="Why the sea moves.",
        kind=Kind.SEMINAR,
        place=Place(Mode.HYBRID, "Main Hall", "Room 7", None, "https://zoom.example/j/1"),
    )
    shown = together([one, other])
    assert (shown.title, shown.source, shown.url) == (one.title, one.source, one.url)
    assert (shown.speakers, shown.abstract, shown.kind) == (ADA, "Why the sea moves.", Kind.SEMINAR)
    assert (shown.place.room, shown.place.venue) == ("Room 5", None), "never one's room in the other's house"
    assert (shown.place.attendance_mode, shown.place.online_url) == (Mode.HYBRID, "https://zoom.example/j/1")
    assert shown.listings == (Listed("north", one.url), Listed("south", other.url))
    assert together([one]) == one


def test_times_are_never_mixed() -> None:
    chicago = Span(datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 9, 30), "America/Chicago")
    assert together([talk(), south(when=chicago)]).when == Span(NOON, datetime(2026, 3, 3, 16, 30), "Europe/Berlin")
    assert together([talk(when=day_only()), south(when=chicago)]).when == chicago
    later = replace(chicago, start=datetime(2026, 3, 3, 9))
    assert together([talk(), south(when=later)]).when == talk().when, "an end belongs to its own beginning"
    assert together([talk(title="TBA"), south()]).title == south().title


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("confirmed confirmed", "confirmed"),
        ("cancelled confirmed", "cancelled"),
        ("confirmed cancelled", "tentative"),
        ("confirmed postponed", "tentative"),
        ("withdrawn confirmed", "confirmed"),
        ("confirmed withdrawn", "confirmed"),
        ("withdrawn cancelled", "cancelled"),
        ("withdrawn withdrawn", "withdrawn"),
        ("withdrawn confirmed cancelled", "tentative"),
        ("postponed cancelled", "postponed"),
        ("tentative confirmed", "tentative"),
    ],
)
def test_neither_listing_empties_the_others_calendar(words: str, shown: str) -> None:
    assert status_of([Status(word) for word in words.split()]) == shown


def test_a_listing_that_vanished_is_believed_last() -> None:
    stale = talk(title="Its old title", status=Status.WITHDRAWN)
    assert together([stale, south()]).title == south().title


@pytest.mark.parametrize(
    ("one", "other", "kinship"),
    [
        ("Ada Lovelace", "Lovelace, Ada", Kinship.FULL),
        ("Jörg Müller", "Joerg Mueller", Kinship.FULL),
        ("Ada Maria Lovelace", "Ada Lovelace", Kinship.FULL),
        ("Ada Lovelace", "A. Lovelace", Kinship.INITIAL),
        ("Yara van den Berg", "Y. Berg", Kinship.INITIAL),
        ("Yara van den Berg", "D. Berg", Kinship.OTHER),
        ("Ingrid E. Smith", "E. Smith", Kinship.SURNAME),
        ("Ingrid E. Smith", "Elena Smith", Kinship.SURNAME),
        ("Ada Lovelace", "Lovelace", Kinship.SURNAME),
        ("Ada Lovelace", "Byron Lovelace", Kinship.OTHER),
        ("Ada Lovelace", "Ada Byron", Kinship.OTHER),
    ],
)
def test_how_closely_names_are_related(one: str, other: str, kinship: Kinship) -> None:
    names = [folded_names([Person(name)]) for name in (one, other)]
    assert compare_people(*names) is kinship
    assert compare_people(*reversed(names)) is kinship


def test_a_shown_value_is_explained_by_the_listing_that_says_it() -> None:
    def inferred(field: str, rule: str, *, chosen: bool = True) -> Evidence:
        return Evidence(field, None, chosen, rule)

    north, other = talk(), south(kind=Kind.SEMINAR)
    told = (
        (north, [inferred("title", "north's"), inferred("kind", "none said"), inferred("series", "x", chosen=False)]),
        (other, [inferred("title", "south's"), inferred("kind", "a seminar")]),
    )
    rules = {one.field: one.rule for one in evidence_together(together([north, other]), told)}
    assert rules == {"title": "north's", "kind": "a seminar", "series": "x"}

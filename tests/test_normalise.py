"""Claims become talks and articles: whom the trust table believes, who completes, what is rejected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.sources import Source
from pipeline.normalise import TRUST, article_key, normalise
from pipeline.reading.text import is_placeholder
from pipeline.talk import (
    FIELDS,
    Article,
    At,
    Claim,
    Kind,
    Layer,
    Mode,
    Person,
    Rejected,
    Sighting,
    Status,
    Talk,
    article_json,
    talk_json,
)
from tests.claims import RETRIEVED, SOURCE, TITLE, URL, WHEN, machine, outcome, talk, visible

# ── Titles and people ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    assert talk(machine("title", "On foams – DSI"), TITLE, WHEN).title == "On foams"
    assert talk(machine("title", "On foams | Institute of Foams"), TITLE, WHEN).title == "On foams"


def test_a_labelled_title_is_the_talks_own() -> None:
    found = talk(visible("title", "Foam Seminar: Ada Byron", "visible:heading"), visible("title", "On foams"), WHEN)
    assert (found.title, found.series) == ("On foams", "Foam Seminar")
    assert found.speakers == (Person("Ada Byron"),)
    assert found.kind is Kind.SEMINAR


def test_a_headline_without_a_title_stays_whole() -> None:
    found = talk(visible("title", "Foam Seminar: Ada Byron (MIT)", "visible:heading"), WHEN)
    assert found.title == "Foam Seminar: Ada Byron (MIT)"
    assert found.speakers == (Person("Ada Byron", "MIT"),)


def test_a_placeholder_stays_a_placeholder_so_that_its_filling_is_noticed() -> None:
    found = talk(visible("title", "TBA", "visible:heading"), visible("speaker", "Ada Byron"), WHEN)
    assert is_placeholder(found.title)
    assert found.confidence <= 0.5


def test_a_title_stated_anywhere_beats_a_placeholder() -> None:
    assert talk(machine("title", "TBA"), TITLE, WHEN).title == "On foams"


def test_without_any_title_the_speakers_stand_for_it() -> None:
    assert talk(visible("speaker", "Ada Byron and Jane Fields"), WHEN).title == "Ada Byron, Jane Fields"


def test_speakers_are_listed_once_with_what_is_said_elsewhere() -> None:
    found = talk(
        visible("title", "Ada Byron (MIT): On foams", "visible:heading"), WHEN,
        machine("speaker", "Prof. Ada Byron"), visible("speaker", "A. Byron", url="https://uni.example/ada"),
    )  # fmt: skip
    assert found.speakers == (Person("Ada Byron", "MIT", "https://uni.example/ada"),)
    assert found.title == "On foams"


def test_an_affiliation_claimed_apart_belongs_to_the_only_speaker() -> None:
    assert talk(
        TITLE, WHEN, visible("speaker", "Ada Byron"), visible("affiliation", "Professor of Logic, MIT")
    ).speakers == (Person("Ada Byron", "MIT"),)


def test_hosts_are_kept_apart() -> None:
    found = talk(
        TITLE, WHEN, visible("speaker", "Ada Byron"), visible("host", "Jane Fields"), visible("host", "Ada Byron")
    )
    assert found.hosts == (Person("Jane Fields"),)


def test_a_doubtful_name_is_no_speaker() -> None:
    assert talk(visible("title", "Deep Learning: Past and Future", "visible:heading"), WHEN).speakers == ()
    assert talk(TITLE, WHEN, machine("speaker", "Department of Physics")).speakers == ()


# ── Places, links, states, texts ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claims", "mode"),
    [
        ((visible("where", "Fine Hall 314"),), Mode.IN_PERSON),
        ((visible("online_url", "Zoom", url="https://uni.zoom.us/j/1"),), Mode.ONLINE),
        (
            (visible("where", "Fine Hall 314"), visible("online_url", "Zoom", url="https://uni.zoom.us/j/1")),
            Mode.HYBRID,
        ),
        (
            (machine("attendance_mode", "Offline"), visible("online_url", "Zoom", url="https://uni.zoom.us/j/1")),
            Mode.ONLINE,
        ),
        ((machine("attendance_mode", "Mixed"), visible("where", "Fine Hall 314")), Mode.HYBRID),
        ((visible("where", "TBA"),), None),
    ],
)
def test_the_mode_follows_from_place_and_link(claims: tuple[Claim, ...], mode: Mode | None) -> None:
    assert talk(TITLE, WHEN, *claims).place.attendance_mode is mode


def test_a_room_of_another_building_refines_nothing() -> None:
    found = talk(TITLE, WHEN, machine("venue", "Fine Hall"), visible("where", "Jadwin Lab, Room 12"))
    assert (found.place.venue, found.place.room) == ("Fine Hall", None)


def test_registration_and_joining_are_two_things() -> None:
    found = talk(
        TITLE, WHEN,
        visible("registration_url", "Register", url="https://urldefense.com/v3/__https://www.eventbrite.com/e/foam__;!!a!b$"),
        visible("online_url", "Zoom", url="https://uni.zoom.us/j/1"),
        visible("online_url", "Video", url="https://www.youtube.com/watch?v=1"),
    )  # fmt: skip
    assert found.registration_url == "https://www.eventbrite.com/e/foam"
    assert found.place.online_url == "https://uni.zoom.us/j/1"


def test_defaults_of_the_source_speak_where_the_page_is_silent() -> None:
    source = SOURCE.model_copy(update={"defaults": {"venue": "Oak Library"}})
    assert talk(TITLE, WHEN, source=source).place.venue == "Oak Library"
    assert talk(TITLE, WHEN, visible("where", "Fine Hall 314"), source=source).place.venue == "Fine Hall"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ((visible("title", "CANCELLED: On foams", "visible:heading"),), Status.CANCELLED),
        ((TITLE, visible("status", "This talk has been cancelled.", "visible:badge")), Status.CANCELLED),
        (
            (TITLE, machine("status", "EventScheduled"), visible("status", "POSTPONED", "visible:badge")),
            Status.POSTPONED,
        ),
        ((visible("title", "POSTPONED to March 5: On foams", "visible:heading"),), Status.CONFIRMED),
        ((TITLE, visible("status", "2026년 3월 12일로 연기되었습니다", "visible:badge")), Status.POSTPONED),
        ((TITLE, visible("status", "2026년 3월 5일로 연기되었습니다", "visible:badge")), Status.CONFIRMED),
        ((TITLE, visible("status", "因故延期至3月12日", "visible:badge")), Status.POSTPONED),
        ((TITLE, visible("status", "3月12日に延期となりました", "visible:badge")), Status.POSTPONED),
        ((TITLE, visible("status", "please cancel your registration", "visible:badge")), Status.CONFIRMED),
        ((TITLE, machine("title", "On foams (CANCELLED)")), Status.CANCELLED),
        (
            (machine("title", "On foams"), visible("title", "CANCELLED: On sand and dust", "visible:heading")),
            Status.CONFIRMED,
        ),
    ],
)
def test_the_status_is_what_its_slot_says(claims: tuple[Claim, ...], status: Status) -> None:
    found = talk(*claims, WHEN)
    assert (found.status, found.title) == (status, "On foams")


def test_an_abstract_ends_at_the_next_label() -> None:
    text = "Abstract: We study foams at length and find them light.\nBio: Ada Byron has studied foams for years."
    found = talk(TITLE, WHEN, visible("abstract", text))
    assert found.abstract == "We study foams at length and find them light."
    assert found.bio == "Ada Byron has studied foams for years."


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Orateur : Ana Sousa (Porto)", False),
        ("Speaker: Ana Sousa", False),
        ("Speaker: Ben Okri", True),  # whom nothing else names
        ("Speaker: Ana Sousa has worked on foam for years. She is now in Porto", True),
    ],
)
def test_an_abstract_does_not_repeat_who_speaks(line: str, kept: bool) -> None:
    text = "We study foams at length and find them light."
    found = talk(TITLE, WHEN, visible("speaker", "Ana Sousa"), machine("abstract", f"{line}\n{text}"))
    assert found.abstract == (f"{line}\n{text}" if kept else text)


def test_an_abstract_cut_short_gives_way_to_the_whole() -> None:
    whole = "We study foams at length and find them light. We also study froths and find them lighter still."
    found = talk(TITLE, WHEN, visible("abstract", f"{whole[:50]}…"), machine("abstract", whole))
    assert found.abstract == whole


def test_smaller_fields() -> None:
    found = talk(
        TITLE, WHEN, visible("topic", "Foams, Froths; foams"), visible("language", "Englisch"),
        visible("series", "Part of the Foam Lectures"), machine("image", "x", url="https://uni.example/a.png"),
    )  # fmt: skip
    assert found.topics == ("Foams", "Froths")
    assert found.language == "en"
    assert (found.series, found.kind) == ("Foam Lectures", Kind.LECTURE)
    assert found.image == "https://uni.example/a.png"
    assert found.keys[0] == "url:" + found.keys[0].removeprefix("url:")


# ── What is rejected, evidence, articles ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "claims",
    [
        (),
        (TITLE,),
        (WHEN,),
        (visible("title", "No Seminar (Thanksgiving)", "visible:heading"), WHEN),
        (visible("title", "Coffee break", "visible:heading"), WHEN),
        (visible("title", "Upcoming Events", "visible:heading"), WHEN),
    ],
)
def test_what_does_not_say_talk_is_rejected(claims: tuple[Claim, ...]) -> None:
    assert isinstance(outcome(*claims), Rejected)


def test_a_speaker_without_a_date_is_a_talk_to_come() -> None:
    found = talk(TITLE, visible("speaker", "Ada Byron"))
    assert found.when.start is None


def test_every_chosen_value_cites_its_claim_and_losers_stay() -> None:
    found = talk(
        TITLE, machine("title", "On foams"), WHEN, machine("when", "2026-03-05T17:00"), visible("speaker", "Ada Byron")
    )
    fields = {line.field for line in found.evidence if line.chosen and line.claim}
    assert {"title", "when", "speakers"} <= fields
    assert any(line.claim and line.claim.text == "2026-03-05T17:00" and not line.chosen for line in found.evidence)


def test_layers_that_agree_are_surer_than_one_and_one_than_two_that_do_not() -> None:
    one = talk(TITLE, WHEN)
    agreeing = talk(TITLE, WHEN, machine("title", "On foams"), machine("when", "2026-03-05T15:00"))
    quarrelling = talk(TITLE, WHEN, machine("title", "On foams"), machine("when", "2026-04-07T15:00"))
    assert agreeing.confidence > one.confidence > quarrelling.confidence


BODY = "The university opened a foam museum on Monday. Ada Byron of the physics department spoke. It will stay open."


def test_an_article_is_read() -> None:
    found = outcome(
        machine("title", "A foam museum | Uni News"), visible("title", "A foam museum", "visible:heading"),
        machine("published", "2026-02-03T23:30:00-06:00"), visible("author", "By Jane Fields", "visible:byline"),
        visible("body", BODY, "visible:body"), visible("body", "A second part after a box.", "visible:body"),
        machine("canonical_url", "x", url="https://news.example/foam?utm_source=x"), kind="article",
    )  # fmt: skip
    assert isinstance(found, Article)
    assert (found.title, found.published, found.author) == ("A foam museum", date(2026, 2, 3), "Jane Fields")
    assert found.body == f"{BODY}\n\nA second part after a box."
    assert found.summary is not None
    assert found.summary.startswith("The university opened")
    assert found.canonical_url == "https://news.example/foam"
    assert [one.name for one in found.people] == ["Ada Byron"]
    assert article_key(found) == article_key(Article("other", "https://news.example/foam/", None))


def test_an_article_says_no_more_than_its_page() -> None:
    found = outcome(visible("body", BODY, "visible:body"), kind="article")
    assert isinstance(found, Article)
    assert (found.title, found.published, found.author) == (None, None, None)
    assert isinstance(outcome(TITLE, kind="article"), Rejected)


def test_news_of_a_feed_are_kept_without_a_text() -> None:
    found = outcome(TITLE, machine("published", "2026-02-03"), machine("summary", BODY), kind="article")
    assert isinstance(found, Article)
    assert (found.title, found.published, found.body) == ("On foams", date(2026, 2, 3), "")
    assert found.summary
    assert isinstance(outcome(machine("published", "2026-02-03"), kind="article"), Rejected)


@pytest.mark.parametrize(
    ("machines", "people", "day"),
    [
        ("11/01/2023 12:43", "01.11.2023", date(2023, 11, 1)),  # which is the month, only the other one says
        ("2023-11-09T03:30:00Z", "8 November 2023", date(2023, 11, 8)),  # it was still the day before
        ("2023-11-09T03:30:00+01:00", "8 November 2023", date(2023, 11, 9)),
        ("2023-11-09", "8 November 2023", date(2023, 11, 9)),
        ("2023-11-09T03:30:00Z", "1 March 2023", date(2023, 11, 9)),
    ],
)
def test_what_people_read_settles_what_a_machine_leaves_open(machines: str, people: str, day: date) -> None:
    nowhere = Source(id="", name="", timezone="", language="de")
    claims = (visible("body", BODY, "visible:body"), machine("published", machines), visible("published", people))
    found = outcome(*claims, source=nowhere, kind="article")
    assert isinstance(found, Article)
    assert found.published == day


def test_the_trust_table_names_known_fields_and_every_layer_once() -> None:
    for name, order in TRUST.items():
        assert name in FIELDS | {"place"}, name
        assert len(set(order)) == len(order)


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["TBA", "Ada Byron (MIT) – Foams", "March 5, 2026, 3 pm", "3 pm", "2026-03-05T15:00Z",
                     "CANCELLED: X", "",
                     "https://uni.zoom.us/j/1", "Room 3, Fine Hall", "RRULE:FREQ=WEEKLY", "Abstract: x\nBio: y"]),
)  # fmt: skip
CLAIMS = st.builds(
    Claim, st.sampled_from(sorted(FIELDS)), TEXTS, st.sampled_from(list(Layer)),
    st.sampled_from(["visible:label", "visible:heading", "visible:year", "visible:hour", "jsonld:x"]),
    st.just(At("p")), st.sampled_from(["", "https://uni.example/x", "https://uni.zoom.us/j/1", "javascript:x"]),
)  # fmt: skip


@given(st.lists(CLAIMS, max_size=8), st.sampled_from(["talk", "article"]), st.sampled_from([None, RETRIEVED]))
@settings(max_examples=200, deadline=None)
def test_any_claims_are_answered_the_same_twice(claims: list[Claim], kind: str, retrieved: date | None) -> None:
    sighting = Sighting(kind, URL, URL, tuple(claims), own_page=True)
    found = normalise(sighting, SOURCE, retrieved)
    assert found == normalise(sighting, SOURCE, retrieved)
    if isinstance(found, Talk):
        assert found.title.strip()
        assert 0 <= found.confidence <= 1
        talk_json(found)
    elif isinstance(found, Article):
        article_json(found)


@pytest.mark.parametrize("unit", ["Ö", "を", "A ", "Ada Byron ", "Abstract:\n", "a. ", "http://a?u=", "(", "1 "])
def test_long_texts_are_understood_in_no_time(unit: str, in_no_time: Any) -> None:
    text = unit * (40_000 // len(unit))
    with in_no_time():
        for field in ("title", "abstract", "where", "speaker", "series"):
            outcome(TITLE, WHEN, visible(field, text))
        outcome(visible("body", text, "visible:body"), kind="article")

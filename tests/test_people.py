"""Names, lists of people, headlines: tables anyone can extend, and bad input."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.people import Headline, is_name, name_score, read_headline, read_people, restore_case
from pipeline.talk import Person

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "people.toml").read_text(encoding="utf-8"))


def people(rows: list[list[str]]) -> tuple[Person, ...]:
    return tuple(Person(row[0], row[1] if len(row) > 1 else None) for row in rows)


@pytest.mark.parametrize("text", TABLE["name"])
def test_a_name_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", TABLE["no_name"])
def test_what_is_no_name_is_none(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("row", TABLE["list"], ids=lambda row: row["text"])
def test_a_list_of_people_is_read(row: dict[str, Any]) -> None:
    assert read_people(row["text"]) == people(row["people"])


@pytest.mark.parametrize("row", TABLE["headline"], ids=lambda row: row["text"])
def test_a_headline_is_taken_apart(row: dict[str, Any]) -> None:
    read = read_headline(row["text"])
    assert (read.title, read.speakers, read.series) == (row.get("title"), people(row["speakers"]), row.get("series"))
    if "kind" in row:
        assert read.kind == row["kind"]


def test_capitals_are_restored() -> None:
    assert restore_case("LISETTE MORAN") == "Lisette Moran"
    assert restore_case("PIET VAN DER BERG") == "Piet van der Berg"
    assert restore_case("IAN MCDONALD-O'NEILL") == "Ian McDonald-O'Neill"
    assert restore_case("Jean DUPONT") == "Jean Dupont"
    assert restore_case("JP Morgan") == "JP Morgan"


GIVEN = st.sampled_from(["Ada", "Marie", "Hiroshi", "Ngozi", "José", "Björn"])
FAMILY = st.sampled_from(["Moran", "Okonkwo", "Müller", "Fernández", "van Dijk", "O'Brien", "Sato"])
NAME = st.builds("{} {}".format, GIVEN, FAMILY)
PLACE = st.sampled_from(["MIT", "ETH Zürich", "University of Somewhere", "Emory", "FAIR, Meta AI"])
TITLE = st.sampled_from(["On foams", "Random walks: a survey", "What is a knot?", "Learning to learn – and to forget"])


@given(NAME, PLACE, TITLE, st.sampled_from([" – ", ": ", " - ", " — "]))
@settings(max_examples=60, deadline=None)
def test_a_speaker_put_before_a_title_is_found(name: str, place: str, title: str, dash: str) -> None:
    assert read_headline(f"{name} ({place}){dash}{title}") == Headline(title, (Person(name, place),))


@given(st.lists(NAME, min_size=1, max_size=4, unique=True), st.sampled_from(["; ", " & ", "\n"]))
@settings(max_examples=60, deadline=None)
def test_a_list_written_is_the_list_read(names: list[str], joint: str) -> None:
    assert read_people(joint.join(names)) == tuple(map(Person, names))


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    assert 0 <= name_score(text) <= 1
    read_headline(text)
    for person in read_people(text):
        assert person.name.strip() == person.name != ""


@pytest.mark.parametrize(
    "unit", ["A", "(", "Ada Byron, ", "Ada (", ": ", " - ", '"', "and ", "by ", "Dr. ", "（", "a\n"]
)
def test_long_texts_are_read_in_no_time(unit: str, in_no_time: Any) -> None:
    text = unit * (20_000 // len(unit))
    with in_no_time():
        read_people(text)
        read_headline(text[:400])
        name_score(text[:100])

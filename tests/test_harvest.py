"""A harvest comes back from its file as it was; a file that is not whole is refused, wherever it was cut."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import HarvestError
from pipeline.harvest import Harvest, HarvestWriter, read, write
from pipeline.talk import FIELDS, At, Claim, Coverage, Layer, Sighting

NOW = datetime(2026, 2, 4, 9, 0, 0, 123456, UTC)

texts = st.text(st.characters(codec="utf-8"), max_size=30)
claims = st.builds(
    Claim,
    field=st.sampled_from(sorted(FIELDS)),
    text=texts,
    layer=st.sampled_from(Layer),
    by=texts,
    at=st.builds(At, page=texts, path=texts, start=st.integers(0, 99), end=st.integers(0, 99)),
    url=texts,
)
sightings = st.builds(
    Sighting,
    kind=st.sampled_from(["talk", "article"]),
    page_url=texts,
    url=texts,
    claims=st.lists(claims, max_size=3).map(tuple),
    keys=st.lists(texts, max_size=2).map(tuple),
    own_page=st.booleans(),
)
coverages = st.builds(
    Coverage,
    flaw=texts,
    reach=st.lists(st.tuples(texts, st.dates()), max_size=2).map(tuple),
    gone=st.lists(texts, max_size=2).map(tuple),
    unchanged=st.booleans(),
    vouched=st.booleans(),
)
harvests = st.builds(
    Harvest,
    source=texts,
    run=texts,
    started=st.just(NOW),
    finished=st.just(NOW + timedelta(minutes=3)),
    sightings=st.lists(sightings, max_size=3).map(tuple),
    pages_ok=st.integers(0, 500),
    pages_failed=st.integers(0, 500),
    coverage=coverages,
    problems=st.lists(texts, max_size=2).map(tuple),
    listing_hash=texts,
)
one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """The bytes of a whole harvest with a line end of every sort in its texts."""
    claim = Claim("title", "a\nb\r\u2028c\x85 “d”", Layer.SITE, "select:title", At("ab", "/html"))
    seen = tuple(Sighting("talk", "https://x.example", f"https://x.example/{n}", (claim,)) for n in range(3))
    coverage = Coverage(reach=(("https://x.example", date(2026, 5, 1)),))
    path = write(tmp_path / "whole.jsonl", Harvest("s", "r", NOW, NOW, seen, 3, 0, coverage))
    return path.read_bytes()


@one_folder
@given(harvest=harvests)
def test_it_comes_back_as_it_was(tmp_path: Path, harvest: Harvest) -> None:
    assert read(write(tmp_path / "h.jsonl", harvest)) == harvest


def test_a_line_per_sighting_between_header_and_footer(whole: bytes) -> None:
    lines = whole.decode("ascii").splitlines()
    assert len(lines) == 5
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_wherever_it_is_cut_it_is_not_whole(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "cut.jsonl"
    for end in range(len(whole) - 1):  # without its last line end it is whole
        path.write_bytes(whole[:end])
        with pytest.raises(HarvestError) as caught:
            read(path)
        assert str(path) in str(caught.value)


def test_a_crawl_that_was_killed_leaves_no_harvest(tmp_path: Path) -> None:
    writer = HarvestWriter(tmp_path / "h.jsonl", "s", "r", NOW)
    writer.add(Sighting("talk", "p", "u", ()))
    writer.abandon()
    with pytest.raises(HarvestError, match="no footer"):
        read(tmp_path / "h.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}",
        b"[]\n[]",
        b'"harvest"\n1',
        b'{"harvest": 1}\n3',
        b'{"harvest": 1}\n{"finished": 1}',
        b"\xff\xfe",
        b"<html>",
    ],
)
def test_what_is_no_harvest_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "h.jsonl"
    path.write_bytes(content)
    with pytest.raises(HarvestError):
        read(path)


def test_a_newer_form_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "h.jsonl"
    path.write_bytes(whole.replace(b'{"harvest":1', b'{"harvest":99', 1))
    with pytest.raises(HarvestError, match="newer Talkfeed"):
        read(path)


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(HarvestError, match="cannot be read"):
        read(tmp_path / "none.jsonl")


@one_folder
@given(
    garbage=st.lists(
        st.one_of(st.none(), st.integers(), texts, st.lists(texts), st.dictionaries(texts, texts)), max_size=4
    )
)
def test_no_file_raises_anything_else(tmp_path: Path, garbage: list[object]) -> None:
    path = tmp_path / "h.jsonl"
    header, footer = {"harvest": 1, "source": "s", "run": "r", "started": "x"}, {"finished": "y"}
    path.write_text("\n".join(json.dumps(value) for value in (header, *garbage, footer)))
    with pytest.raises(HarvestError):
        read(path)

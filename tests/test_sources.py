"""Source files: what they may say, what becomes of a mistake, and the shipped catalogue."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from config import sources as module
from config.errors import SourceError
from config.settings import Settings
from config.sources import Source, load_source, load_sources, problems
from config.zones import nearest_zone, zones
from pipeline import talk

SMALLEST = 'name = "Institute"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "https://institute.example/talks"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    return tmp_path / "sources"


def own(folder: Path, *, catalogue: bool = False) -> Settings:
    return Settings(sources_dirs=(folder,), catalogue=catalogue)


def test_three_keys_are_enough(folder: Path) -> None:
    (folder / "mine.toml").write_text(SMALLEST)
    source = load_source(folder / "mine.toml")
    assert (source.id, source.name, source.timezone) == ("mine", "Institute", "Europe/Berlin")
    assert [(x.url, x.kind, x.follow, x.next) for x in source.listing] == [
        ("https://institute.example/talks", "events", None, None)
    ]
    assert source.every == timedelta(hours=6)
    assert (source.limits.delay, source.limits.pages, source.limits.depth) == (1.0, 200, 5)
    assert source.file == folder / "mine.toml"
    assert pickle.loads(pickle.dumps(source)) == source


def test_every_key_of_the_promise_is_understood(folder: Path) -> None:
    (folder / "mine.toml").write_text("""
name     = "Data Science Institute, University of Chicago"
homepage = "https://datascience.uchicago.edu/"
timezone = "America/Chicago"
language = "en-US"
every    = "30 minutes"
card     = "li.event-card"
platform = "addevent"
page     = "DsiPage"
empty    = "There are no upcoming events"
verified = true
groups   = ["chicago", "data"]
country  = "US"
moved_to = "other"
[[listing]]
url    = "https://datascience.uchicago.edu/events/"
kind   = "events"
follow = "/events/[^/]+/?$"
next   = "a.next"
[select]
title = "h3"
when  = "time::attr(datetime)"
[limits]
delay = 2
pages = 10
bytes = 1_000_000
depth = 2
[trust]
when = "platform"
[defaults]
venue  = "Crerar"
room   = "390"
series = "DSI Seminar"
kind   = "seminar"
[publish]
talks     = true
abstracts = false
articles  = "none"
""")
    source = load_source(folder / "mine.toml")
    assert source.every == timedelta(minutes=30)
    assert source.select == {"title": "h3", "when": "time::attr(datetime)"}
    assert source.trust == {"when": "platform"}
    assert source.defaults["venue"] == "Crerar"
    assert (source.limits.delay, source.limits.bytes) == (2, 1_000_000)
    assert (source.publish.abstracts, source.publish.articles) == (False, "none")
    assert source.groups == ("chicago", "data")
    assert not source.wanted, "a source that moved away is not crawled"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('url = "y"', 5, "is no TOML"),
        ('folow = "x"', 5, 'there is no key "listing[1].folow"; did you mean "follow"?'),
        ('follow = "(a"', 5, "listing[1].follow: '(a' is no regular expression (missing )"),
        ('kind = "event"', 5, "listing[1].kind: \"event\" is not one of 'events', 'news' or 'feed'"),
        ('next = "a:nxt("', 5, "is no CSS selector"),
        ('next = ""', 5, "is no CSS selector (Expected selector"),
        ('[[listing]]\nurl = "institute.example"', 6, "listing[2].url: "),
        ('[select]\ntitel = "h3"', 6, 'select.titel: "titel" is no field; did you mean "title"?'),
        ('[select]\ntitle = "h3"\nwhen = "..x"', 7, "select.when: "),
        ("[limits]\npages = 0", 6, "limits.pages: 0 is not more than 0"),
        ("[limits]\ndelay = -1", 6, "limits.delay: -1"),
        ("[limits]\ndelay = inf", 6, "limits.delay: inf"),
        ('[trust]\nwhen = "widget"', 6, '"widget" is no layer; known are context, platform, site'),
        ('[defaults]\nkind = "talks"', 5, 'did you mean "talk"?'),
        ('[defaults]\nvenu = "x"', 6, 'did you mean "venue"?'),
        ('[publish]\narticles = "all"', 6, "'none', 'summary' or 'full'"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_key_and_remedy(
    folder: Path, text: str, line: int, words: str
) -> None:
    (folder / "mine.toml").write_text(SMALLEST + text)
    (problem,) = problems(own(folder))
    assert problem.startswith(f"{folder / 'mine.toml'}, line {line}: ")
    assert words in problem
    assert "\n" not in problem
    with pytest.raises(SourceError) as raised:
        load_sources(own(folder))
    assert str(raised.value) == problem


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("zone", '"x"', 'there is no key "zone"'),
        ("timezone", '"Europe/Belin"', 'did you mean "Europe/Berlin"?'),
        ("timezone", '"chicago"', 'did you mean "America/Chicago"?'),
        ("timezone", '"UTC+2"', "is no time zone of the IANA list"),
        ("every", '"6 h"', 'write one such as "6 hours"'),
        ("every", '"0 hours"', "less than a minute"),
        ("every", "6", "every: "),
        ("every", '"99999999999 weeks"', "longer than anybody will wait"),
        ("language", '"english"', "is no language tag"),
        ("country", '"usa"', "two capital letters"),
        ("homepage", '"ftp://x.org"', "is no web address"),
        ("verified", '"yes"', "write true or false"),
        ("moved_to", '"all"', "is no id of a source"),
        ("name", "3", "write text in quotation marks"),
    ],
)
def test_a_wrong_value_at_the_top_is_told_with_its_line(folder: Path, key: str, value: str, words: str) -> None:
    lines = [line for line in SMALLEST.splitlines() if not line.startswith(key)]
    (folder / "mine.toml").write_text("\n".join([f"{key} = {value}", *lines]))
    (problem,) = problems(own(folder))
    assert problem.startswith(f"{folder / 'mine.toml'}, line 1: ")
    assert words in problem


@pytest.mark.parametrize("value", ["6 hours", "1 hour", "30 minutes", "1 day", "2 weeks"])
def test_stretches_of_time(folder: Path, value: str) -> None:
    (folder / "mine.toml").write_text(f'every = "{value}"\n' + SMALLEST)
    number, unit = value.split()
    assert load_source(folder / "mine.toml").every == timedelta(**{unit.rstrip("s") + "s": int(number)})


def test_what_is_missing_is_named_with_an_example(folder: Path) -> None:
    (folder / "mine.toml").write_text("")
    found = problems(own(folder))
    assert [problem.split(": ", 1)[1].split()[0] for problem in found] == ["name", "timezone", "listing"]
    assert all("; add " in problem for problem in found)


@pytest.mark.parametrize(
    ("name", "words"),
    [("Foo Bar", "rename it foo-bar.toml"), ("all", "a feed of many sources"), ("news", "a feed of many sources")],
)
def test_the_file_name_is_the_id(folder: Path, name: str, words: str) -> None:
    (folder / f"{name}.toml").write_text(SMALLEST)
    (problem,) = problems(own(folder))
    assert words in problem


def test_one_broken_institute_costs_one_institute(folder: Path) -> None:
    (folder / "good.toml").write_text(SMALLEST)
    (folder / "bad.toml").write_text("name = ")
    (folder / "latin.toml").write_bytes(b'name = "Universit\xe9"\n')
    told: list[str] = []
    assert list(load_sources(own(folder), told.append)) == ["good"]
    assert len(told) == 2
    assert "line 1: this is not UTF-8" in told[1]


def test_all_mistakes_of_a_file_are_told_in_its_order(folder: Path) -> None:
    (folder / "mine.toml").write_text('nme = "x"\ntimezone = "x/y"\n' + SMALLEST.partition("\n")[2].partition("\n")[2])
    found = problems(own(folder))
    assert ["missing" in found[0], "line 1" in found[1], "line 2" in found[2]] == [True, True, True]


def test_an_own_source_replaces_the_shipped_one_even_when_it_is_broken(folder: Path) -> None:
    (folder / "mit-lids.toml").write_text(SMALLEST)
    found = load_sources(own(folder, catalogue=True))
    assert found["mit-lids"].name == "Institute"
    assert found["mit-lids"].wanted
    (folder / "mit-lids.toml").write_text("name = ")
    assert "mit-lids" not in load_sources(own(folder, catalogue=True), lambda _: None)


def test_what_only_shows_when_all_files_are_seen_together(folder: Path, tmp_path: Path) -> None:
    (folder / "old.toml").write_text('moved_to = "nwe"\n' + SMALLEST)
    (folder / "new.toml").write_text(SMALLEST)
    (tmp_path / "more").mkdir()
    (tmp_path / "more/new.toml").write_text(SMALLEST)
    settings = Settings(sources_dirs=(folder, tmp_path / "more", tmp_path / "gone"), catalogue=False)
    found = "\n".join(problems(settings))
    assert "no such folder" in found
    assert "has the same id" in found
    assert 'there is no source "nwe"; did you mean "new"?' in found


def test_without_a_folder_of_ones_own_there_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert problems(Settings()) == []


def test_the_shipped_catalogue_is_sound_and_crawls_nobody_unverified() -> None:
    found = load_sources(Settings(sources_dirs=()))
    assert {"mit-lids", "mit-news", "uchicago-dsi"} <= found.keys()
    assert 10 <= len(found) <= 40
    assert all(source.shipped and not source.wanted for source in found.values() if not source.verified)
    assert all(x.url.startswith("https://") for source in found.values() for x in source.listing)
    assert all(source.language and source.homepage for source in found.values())
    assert load_sources(Settings(sources_dirs=(), catalogue=False)) == {}


def test_every_shipped_file_says_how_sure_it_is() -> None:
    for file in sorted(module.CATALOGUE.glob("*.toml")):
        assert "sure" in file.read_text(encoding="utf-8").lower(), file.name


def test_fields_layers_and_kinds_are_those_of_the_vocabulary() -> None:
    assert module.TALK_FIELDS == talk.TALK_FIELDS
    assert module.ARTICLE_FIELDS == talk.ARTICLE_FIELDS
    assert tuple(talk.Layer) == module.LAYERS
    assert tuple(talk.Kind) == module.KINDS
    assert tuple(talk.Mode) == module.MODES
    assert set(module.DEFAULTS) <= set(module.TALK_FIELDS)


def test_the_nearest_zone() -> None:
    assert nearest_zone("America/New York") == "America/New_York"
    assert nearest_zone("tokio") == "Asia/Tokyo"
    assert nearest_zone("Zürich, Schweiz") is None
    assert "Europe/Zurich" in zones()
    assert Source(id="x", name="x", timezone="").timezone == ""

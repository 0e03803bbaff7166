"""The page of a series: what is usual is counted, never invented; its address lives for ever."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import lxml.html
import pytest
from icalendar import Calendar
from sqlalchemy import event, text
from starlette.testclient import TestClient

from calendar_export.habits import habits
from config.settings import load_settings
from config.sources import Publish
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.store import retention
from pipeline.store.successors import successor, successors
from pipeline.talk import Coverage, Mode, Person, Place, Span, Status, Talk
from talkfeed.service import service
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEDNESDAY = date(2026, 3, 4)
SOURCE = 'name = "{name}"\nhomepage = "https://{id}.example/"\ntimezone = "Europe/London"\n{more}\n[[listing]]\nurl = "https://{id}.example/"\n'
ADA, BEN = Person("Ada Okuosa", "Harbour University"), Person("Ben Lind", "Tidal College")


def talk(number: int, series: str = "Tidal Seminar", *, day: date | None = None, **more: object) -> Talk:
    """The talk of the so-manyeth week from now, at four in the Mud Room unless said otherwise."""
    day = day or WEDNESDAY + timedelta(weeks=number)
    url, title = f"https://harbour.example/{number}", f"Tides {number}"
    when = Span(datetime.combine(day, time(16)), timezone="Europe/London")
    place = Place(venue="Mud Room", attendance_mode=Mode.IN_PERSON)
    speakers = (ADA if number % 2 else BEN,)
    made = Talk("harbour", url, title, when, series=series, place=place, speakers=speakers)
    return replace(made, keys=keys_of(url, (), day, title), **more)  # type: ignore[arg-type]


TERM = [talk(number) for number in range(-6, 6)]


class House:
    """One deployment whose sources and talks are ours to change."""

    def __init__(self, folder: Path, database_url: str = "sqlite:///{data_dir}/talkfeed.db") -> None:
        self.folder = folder
        (folder / "sources").mkdir()
        (folder / "talkfeed.toml").write_text(
            'data_dir = "."\nsources_dirs = ["sources"]\ncatalogue = false\nbase_url = "https://talks.example"\n'
            f'database_url = "{database_url}"\n'
        )
        self.write("harbour")
        self.app = App(load_settings(folder / "talkfeed.toml", {}, {}), lambda: NOW)
        self.app.tend(whole=True)
        self.runs = 0

    def write(self, name: str, more: str = "") -> None:
        (self.folder / "sources" / f"{name}.toml").write_text(SOURCE.format(id=name, name=name.title(), more=more))

    def ingest(self, talks: Sequence[Talk], at: datetime = NOW) -> None:
        self.runs += 1
        with self.app.store.writing(self.app.sources["harbour"], now=at) as past:
            verdict = decide(talks, past.known(talks), Coverage(), now=at, taken=past.taken())
            past.apply(Harvest("harbour", f"run-{self.runs}", at, at, pages_ok=1), verdict, [])

    def refresh(self) -> None:
        self.app.refresh()
        self.app.tend(whole=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.ingest(TERM)
    yield house
    house.app.close()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(service(house.app), follow_redirects=False, headers={"Accept": "text/html"}) as client:
        yield client


def page(client: TestClient, path: str = "/series/harbour/tidal-seminar") -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("location"))
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    return lxml.html.fromstring(answer.text)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# ── What is usual ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_most_have_in_common_is_told_with_its_count() -> None:
    others = [replace(talk(9), place=Place(venue="Jetty")), replace(talk(10), status=Status.CANCELLED)]
    found = habits([*TERM, talk(20, day=date(2026, 7, 3)), *others])
    assert found.talks == 14
    assert found.weekday is not None
    assert (found.weekday.value.weekday(), found.weekday.count, found.weekday.of) == (2, 13, 14)
    assert found.hour is not None
    assert (found.hour.value, found.hour.count, found.zone) == (time(16), 14, "Europe/London")
    assert found.place is not None
    assert (found.place.value, found.place.count, found.place.of) == ("Mud Room", 13, 14)
    assert found.every is not None
    assert (found.every.value, found.every.count, found.every.of) == (7, 11, 13)


@pytest.mark.parametrize(
    "talks",
    [
        [],
        TERM[:2],
        [replace(one, when=Span(None), place=Place()) for one in TERM],
        [
            replace(one, place=Place(venue=f"Hall {n}"), when=Span(datetime(2026, 3, n, n), timezone="Europe/London"))
            for n, one in enumerate(TERM[:7], 1)
        ],
    ],
)  # fmt: skip
def test_what_is_not_usual_is_not_told(talks: list[Talk]) -> None:
    found = habits(talks)
    assert found.weekday is found.hour is found.place is None


def test_an_hour_in_several_zones_is_none() -> None:
    away = [replace(one, when=replace(one.when, timezone="Asia/Tokyo")) for one in TERM[:3]]
    assert habits([*TERM, *away]).hour is None


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_series_shows_all_of_itself(client: TestClient) -> None:
    shown = page(client)
    assert shown.xpath("//h1//text()") == ["Tidal Seminar"]
    assert "6 coming talks · 6 past talks" in words(shown)
    usual = dict(zip(map(words, shown.xpath("//dt")), map(words, shown.xpath("//dd")), strict=True))
    assert usual == {
        "Day": "Wednesday · 12 of 12 talks",
        "Hour": "16:00 London time · 12 of 12 talks",
        "How often": "every week · 11 of 11 times",
        "Where": "Mud Room · 12 of 12 talks",
        "Attend": "In person · 12 of 12 talks",
    }
    titles = [
        [words(one) for one in shown.xpath(f"//section[@aria-labelledby='{name}']//h3")] for name in ("coming", "past")
    ]
    assert titles == [[f"Tides {n}" for n in range(6)], [f"Tides {n}" for n in range(-1, -7, -1)]]
    assert [words(one) for one in shown.xpath("//aside//li")] == ["Ben Lind 6", "Ada Okuosa 6"]
    links = set(shown.xpath("//@href"))
    assert {"/sources/harbour", "/speakers/ada-okuosa", "/feeds/harbour.tidal-seminar.ics"} <= links
    for link in sorted(x for x in links if x.startswith("/") and "lang=" not in x):
        assert client.get(link).status_code == 200, link
    calendar = Calendar.from_ical(client.get("/feeds/harbour.tidal-seminar.ics").content)
    assert len(calendar.events) == 12


def test_search_engines_are_told_of_the_series_and_its_coming_talks(client: TestClient) -> None:
    (told,) = page(client).xpath("//script[@type='application/ld+json']/text()")
    series = json.loads(told)
    assert (series["@type"], series["name"]) == ("EventSeries", "Tidal Seminar")
    assert series["url"] == "https://talks.example/series/harbour/tidal-seminar"
    assert series["organizer"] == {"@type": "Organization", "name": "Harbour", "url": "https://harbour.example/"}
    assert [one["name"] for one in series["subEvent"]] == [f"Tides {n}" for n in range(6)]
    assert "startDate" not in series, "when it began nobody told"


def test_a_talk_leads_to_its_series_and_changes_are_told(house: House, client: TestClient) -> None:
    moved = replace(talk(2), when=Span(datetime(2026, 3, 19, 16), timezone="Europe/London"))
    house.ingest([one if one.title != "Tides 2" else moved for one in TERM], NOW + timedelta(hours=1))
    shown = page(client)
    (changed,) = shown.xpath("//section[@aria-labelledby='changed']")
    assert "moved · Start: 2026-03-18 16:00 → 2026-03-19 16:00" in words(changed)
    (entry,) = (one for one in house.app.store.find(house.app.feeds()[0].query) if one.talk.title == "Tides 2")
    of_talk = page(client, f"/talks/{entry.uid}")
    assert "/series/harbour/tidal-seminar" in of_talk.xpath("//@href")
    event = json.loads(of_talk.xpath("//script[@type='application/ld+json']/text()")[0])
    assert event["previousStartDate"] == "2026-03-18T16:00+00:00"
    assert event["eventStatus"] == "https://schema.org/EventRescheduled"


def test_only_so_many_past_talks_are_shown_and_the_rest_counted(house: House, client: TestClient) -> None:
    house.ingest([*TERM, *(talk(-100 - n) for n in range(40))], NOW + timedelta(hours=1))
    shown = page(client)
    past = [words(one) for one in shown.xpath("//section[@aria-labelledby='past']//h3")]
    assert (len(past), past[0], past[-1]) == (30, "Tides -1", "Tides -123")
    assert "The latest 30 of 46." in words(shown)


# ── Its address ───────────────────────────────────────────────────────────────────────────────────────────────────────


def renamed(name: str, which: Sequence[Talk]) -> list[Talk]:
    return [replace(one, series=name) if one in which else one for one in TERM]


def test_a_series_whose_talks_all_bear_another_name_leads_there(house: House, client: TestClient) -> None:
    before = {
        str(one["UID"]) for one in Calendar.from_ical(client.get("/feeds/harbour.tidal-seminar.ics").content).events
    }
    house.ingest(renamed("Tides and Rivers", TERM), NOW + timedelta(hours=1))
    house.ingest(renamed("Rivers", TERM), NOW + timedelta(hours=2))
    for old in ("tidal-seminar", "tides-and-rivers"):
        assert client.get(f"/series/harbour/{old}").headers["location"] == "/series/harbour/rivers"
        with TestClient(service(house.app)) as later:  # which feeds there are is asked every few seconds
            answer = later.get(f"/feeds/harbour.{old}.ics")
        assert {str(one["UID"]) for one in Calendar.from_ical(answer.content).events} == before
    assert page(client, "/series/harbour/rivers").xpath("//h1//text()") == ["Rivers"]
    house.ingest(TERM, NOW + timedelta(hours=3))
    assert page(client).xpath("//h1//text()") == ["Tidal Seminar"], "and has its old name again"


def test_either_engine_knows_what_was_renamed(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path, database_url)
    house.ingest(TERM)
    assert successors(house.app.store) == {}
    house.ingest(renamed("Rivers", TERM[3:]), NOW + timedelta(hours=1))
    assert successors(house.app.store) == {}, "some still bear the old name"
    assert successor(house.app.store, "harbour.tidal-seminar") == "harbour.rivers"
    house.ingest(renamed("Rivers", TERM), NOW + timedelta(hours=2))
    assert successors(house.app.store) == {"harbour.tidal-seminar": "harbour.rivers"}
    house.app.close()


def named(series: str, which: Sequence[Talk] = TERM, **more: object) -> list[Talk]:
    return [replace(one, series=series, **more) for one in which]  # type: ignore[arg-type]


def lives(house: House, *names: str) -> dict[str, str]:
    """Which series lead where after all talks were called so, one name after the other."""
    for name in names:
        house.ingest(named(name), NOW + timedelta(hours=house.runs))
    return successors(house.app.store)


def test_a_rename_is_known_when_its_revisions_are_forgotten(tmp_path: Path, database_url: str) -> None:
    from talkfeed.publishing import publish

    house = House(tmp_path, database_url)
    known = lives(house, "Tidal Seminar", "Rivers")
    assert known == {"harbour.tidal-seminar": "harbour.rivers"}
    house.ingest(named("Rivers", abstract="All about tides, and then some more. " * 3), NOW + timedelta(days=5))
    assert retention.forget(house.app.store, NOW + timedelta(days=40))["revision"] == 24
    assert successors(house.app.store) == known
    publish(house.app)
    file = house.app.settings.public_dir / "feeds" / "harbour.tidal-seminar.ics"
    assert len(Calendar.from_ical(file.read_bytes()).events) == 12
    house.app.close()


def test_an_old_name_leads_where_most_of_its_talks_went(house: House) -> None:
    house.ingest(renamed("Rivers", TERM[1:]), NOW + timedelta(hours=1))
    late = [replace(one, series="Estuaries" if one == TERM[0] else "Rivers") for one in TERM]
    house.ingest(late, NOW + timedelta(days=400))
    assert successors(house.app.store) == {"harbour.tidal-seminar": "harbour.rivers"}, "not where the last one went"


def test_a_name_that_came_back_before_it_went_leads_on(house: House) -> None:
    tidal, rivers = "harbour.tidal-seminar", "harbour.rivers"
    assert lives(house, "Rivers", "Tidal Seminar") == {rivers: tidal}, "it is its own again"
    assert lives(house, "Seas") == {tidal: "harbour.seas", rivers: "harbour.seas"}


def test_a_name_spelt_anew_is_no_rename(house: House) -> None:
    assert lives(house, "TIDAL Seminar") == {}


def test_a_renamed_series_leads_on_below_another_source(house: House, client: TestClient) -> None:
    house.ingest(named("Rivers"), NOW + timedelta(hours=1))
    house.write("river")
    house.write("harbour", 'moved_to = "river"')
    house.refresh()
    answer = client.get("/feeds/harbour.tidal-seminar.ics")
    assert (answer.status_code, answer.headers["location"]) == (301, "/feeds/river.tidal-seminar.ics")
    answer = client.get("/feeds/river.tidal-seminar.ics")
    assert (answer.status_code, answer.headers["location"]) == (302, "/feeds/river.rivers.ics")


def test_a_database_of_before_keeps_what_it_knows_of_renamed_series(tmp_path: Path, database_url: str) -> None:
    house = House(tmp_path, database_url)
    known = lives(house, "Tidal Seminar", "Tides and Rivers", "Rivers")
    with house.app.store.changing() as connection:
        before = connection.execute(text("SELECT * FROM renaming ORDER BY series_id")).all()
        connection.execute(text("DROP TABLE renaming"))
        connection.execute(text("DROP TABLE told"))
        connection.execute(text("ALTER TABLE correction DROP COLUMN along"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    house.app.store.upgrade()
    with house.app.store.reading() as connection:
        assert connection.execute(text("SELECT * FROM renaming ORDER BY series_id")).all() == before
    assert successors(house.app.store) == known
    assert len(known) == 2
    house.app.close()


def test_which_feeds_there_are_is_asked_of_no_revision(house: House) -> None:
    house.ingest(named("Rivers"), NOW + timedelta(hours=1))
    asked: list[str] = []
    event.listen(house.app.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    house.app.feeds()
    assert asked
    assert not [one for one in asked if "revision" in one]


def test_a_rename_is_answered_for_now_and_a_persons_word_for_ever(house: House) -> None:
    def told(old: str) -> set[tuple[int, str]]:
        ways = (f"/feeds/{old}.ics", f"/feeds/{old}/changes.atom", f"/embed/{old}", "/series/" + old.replace(".", "/"))
        with TestClient(service(house.app), follow_redirects=False) as client:
            answers = [client.get(way) for way in ways]
        return {(one.status_code, re.split("[./]", one.headers["location"].removesuffix(".ics"))[3]) for one in answers}

    house.ingest(named("Rivers"), NOW + timedelta(hours=1))
    assert told("harbour.tidal-seminar") == {(302, "rivers")}
    house.ingest(TERM, NOW + timedelta(hours=2))
    assert told("harbour.rivers") == {(302, "tidal-seminar")}, "who kept the first answer would be sent to and fro"
    house.write("river")
    house.write("harbour", 'moved_to = "river"')
    house.refresh()
    assert told("harbour.tidal-seminar") == {(301, "tidal-seminar")}


def test_files_of_a_renamed_series_hold_its_talks(house: House) -> None:
    from talkfeed.publishing import publish

    house.ingest(renamed("Rivers", TERM), NOW + timedelta(hours=1))
    publish(house.app)
    (file,) = house.app.settings.public_dir.glob("feeds/harbour.tidal-seminar.ics")
    assert len(Calendar.from_ical(file.read_bytes()).events) == 12


def test_a_series_whose_coming_talks_bear_another_name_says_so(house: House, client: TestClient) -> None:
    house.ingest(renamed("Rivers", TERM[6:]), NOW + timedelta(hours=1))
    shown = page(client)
    (banner,) = shown.xpath("//p[contains(@class, 'banner')]")
    assert words(banner) == "Its talks go on under another name: Rivers"
    assert banner.xpath(".//@href") == ["/series/harbour/rivers"]
    assert len(shown.xpath("//section[@aria-labelledby='past']//h3")) == 6


def test_a_series_that_only_waits_for_its_next_talk_waits(house: House, client: TestClient) -> None:
    house.app.clock = lambda: NOW + timedelta(days=200)  # type: ignore[method-assign]
    shown = page(client)
    assert "No talk is announced at the moment." in words(shown)
    assert not shown.xpath("//p[contains(@class, 'banner')]")


def test_a_series_moves_with_its_source_and_ends_with_it(house: House, client: TestClient) -> None:
    house.write("river")
    house.write("harbour", 'moved_to = "river"')
    house.refresh()
    assert client.get("/series/harbour/tidal-seminar").headers["location"] == "/series/river/tidal-seminar"
    assert page(client, "/series/river/tidal-seminar").xpath("//h1//text()") == ["Tidal Seminar"]
    (house.folder / "sources" / "river.toml").unlink()
    (house.folder / "sources" / "harbour.toml").unlink()
    house.refresh()
    answer = client.get("/series/river/tidal-seminar")
    assert answer.status_code == 200
    assert "This series is read no more: its institute was taken out here on Monday, 2 March 2026." in answer.text


def test_a_broken_file_costs_no_series(house: House, client: TestClient) -> None:
    (house.folder / "sources" / "harbour.toml").write_text("name = \n")
    house.app.refresh()
    assert page(client).xpath("//h1//text()") == ["Tidal Seminar"]


def test_what_there_is_not_says_what_there_is(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/series/harbour/tidal-seminars")
    assert answer.status_code == 404
    assert "/series/harbour/tidal-seminar" in lxml.html.fromstring(answer.text).xpath("//@href")
    assert client.get("/series/nobody/nothing").status_code == 404
    hidden = house.app.sources["harbour"].model_copy(update={"publish": Publish(talks=False)})
    monkeypatch.setitem(house.app.sources, "harbour", hidden)
    answer = client.get("/series/harbour/tidal-seminar")
    assert answer.status_code == 404
    assert "Tidal Seminar" not in answer.text

"""What is still to be announced, and how early it usually is: equal to what somebody saw who looked every day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from config.settings import Settings
from config.sources import Listing, Source
from pipeline.announcing import FIELDS, Lead, Life, announced, is_title, lacking, leads
from pipeline.harvest import Harvest
from pipeline.ingest import ingest
from pipeline.store import Store, retention
from pipeline.store.announced import lives
from pipeline.talk import At, Claim, Coverage, Layer, Sighting
from talkfeed.commands import run
from talkfeed.commands.announcing import BAR, bar
from talkfeed.service import service
from talkfeed.wiring import App

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
FULL = {
    "title": "On the Motion of Bodies", "series": "Physics", "kind": "seminar", "room": "R 12",
    "attendance_mode": "in-person", "abstract": "Bodies move.", "speakers": [{"name": "Ada Lovelace"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("On the Motion of Bodies", True),
        ("TBA", False),
        ("Title to be announced", False),
        ("CANCELLED: TBA", False),
        ("CANCELLED: On the Motion of Bodies", True),
        ("Physics Colloquium: TBA", False),
        ("Physics", False),
        ("Ada Lovelace", False),
        ("", False),
    ],
)
def test_what_is_a_title_of_its_own(title: str, own: bool) -> None:
    assert is_title(title, ("Physics", "Ada Lovelace")) is own


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({}, ()),
        ({"title": "TBA", "abstract": None}, ("title", "abstract")),
        ({"speakers": []}, ("speaker",)),
        ({"speakers": [], "kind": "workshop"}, ()),
        ({"room": None}, ("room",)),
        ({"room": None, "attendance_mode": "online"}, ()),
        ({"title": "Ada Lovelace"}, ("title",)),
    ],
)
def test_what_a_talk_lacks(more: dict[str, Any], lacks: tuple[str, ...]) -> None:
    assert lacking(FULL | more) == lacks


forms = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["TBA", "On the Motion of Bodies", "A Theory of Dust"]),
        "speakers": st.sampled_from([[], [{"name": "Ada Lovelace"}]]),
        "room": st.sampled_from([None, "R 12"]),
        "attendance_mode": st.sampled_from([None, "online"]),
        "abstract": st.sampled_from([None, "Bodies move."]),
    }
).map(lambda form: FULL | form)


@given(st.lists(forms, min_size=1, max_size=9), st.integers(0, 9))
def test_it_is_what_somebody_saw_who_looked_every_day(days: Sequence[dict[str, Any]], ahead: int) -> None:
    created = START - timedelta(days=ahead, hours=1)
    looked = [created + timedelta(days=n) for n in range(len(days))]
    steps = [
        (at, {name: (old[name], new[name]) for name in new if old[name] != new[name]})
        for at, old, new in zip(looked[1:], days, days[1:], strict=False)
    ]
    steps = [step for step in steps if step[1]]
    life = Life("lab", START, created, days[-1], [*reversed(steps), (created, {})])
    seen = [(at, form) for at, form in zip(looked, days, strict=True) if at <= START]
    for field in FIELDS:
        since = None
        for at, form in reversed(seen):
            if field in lacking(form):
                break
            since = at
        assert announced(life)[field] == since


def test_what_nobody_can_tell_is_left_out() -> None:
    steps = [(START - timedelta(days=2), {"room": (None, "R 12")}), (START - timedelta(days=9), {})]
    life = Life("lab", START, START - timedelta(days=9), FULL | {"abstract": None}, steps)
    told = {"abstract": None, "room": START - timedelta(days=2)}
    assert announced(life) == told | {"title": life.created, "speaker": life.created}
    found = Life("lab", START, life.created, life.form, steps, found=True)
    assert announced(found) == told, "it was there when the source was first looked at"
    forgotten = Life("lab", START, life.created, life.form, steps[:1], whole=False)
    assert announced(forgotten) == told, "who knows what happened before what is kept"


def test_lead_times_are_quartiles_of_days() -> None:
    ahead = (1, 2, 4, 8, 30)
    told = leads(Life("lab", START, START - timedelta(days=days), FULL) for days in ahead)
    low, middle, high = quantiles(ahead, n=4, method="inclusive")
    assert told == [Lead("lab", field, 5, 5, (low, middle, high)) for field in FIELDS]
    few = leads([Life("lab", START, START - timedelta(days=3), FULL | {"room": None})] * 2)
    assert Lead("lab", "room", 2, 0) in few
    assert few[0].median is None


def test_a_bar_ends_on_the_day() -> None:
    assert bar((0.0, 0.0, 60.0)) == "━" * (BAR - 1) + "┿"
    assert bar((60.0, 90.0, 365.0)) == "┿" + "·" * (BAR - 1)
    assert bar((1.0, 30.0, 45.0)).count("┿") == 1
    assert bar(None) == "fewer than 3"


# ── Through the database ──────────────────────────────────────────────────────────────────────────────────────────────

LISTING = "https://lab.example/talks/"
FIRST = datetime(2026, 2, 1, 9, tzinfo=UTC)
LAB = Source(id="lab", name="The Lab", timezone="UTC", listing=(Listing(url=LISTING),), verified=True)


def crawl(store: Store, day: int, talks: dict[int, dict[str, str]]) -> None:
    """The lab as it is seen `day` days after the first look: day of March → what its page says of that talk."""
    now = FIRST + timedelta(days=day)
    seen = []
    for number, said in talks.items():
        claims = {"when": f"2026-03-{number:02} 15:00", "title": "TBA"} | said
        made = tuple(Claim(k, v, Layer.VISIBLE, f"visible:{k}", At("ab" * 32)) for k, v in claims.items())
        seen.append(Sighting("talk", f"{LISTING}{number}", f"{LISTING}{number}", made, own_page=True))
    coverage = Coverage(reach=((LISTING, date(2027, 1, 1)),))
    ingest(store, LAB, Harvest("lab", f"r{day}", now, now, tuple(seen), pages_ok=1, coverage=coverage), now=now)


def life_of_a_lab(store: Store) -> None:
    """Three talks of March, each announced with its speaker, its title four days ahead; another of April is open."""
    crawl(store, 0, {30: {"speaker": "Alan Turing", "title": "On Computable Numbers"}})
    known = {}
    for day in range(1, 40):
        for number in (8, 9, 10):
            said = {"speaker": "Ada Lovelace"}
            if FIRST.date() + timedelta(days=day + 4) >= date(2026, 3, number):
                said |= {"title": f"The Motion of Bodies, part {number}", "room": "R 12"}
            known[number] = said
        crawl(store, day, {30: {"speaker": "Alan Turing", "title": "On Computable Numbers"}, **known})
    crawl(store, 40, {31: {"speaker": "Emmy Noether"}, **known, 30: {"title": "On Computable Numbers"}})


def test_lead_times_of_a_source(store: Store) -> None:
    life_of_a_lab(store)
    past = (date(2026, 3, 1), date(2026, 3, 20))
    found = {lead.field: lead for lead in leads(lives(store, *past))}
    assert (found["title"].talks, found["title"].announced) == (3, 3)
    assert found["title"].median == pytest.approx(4.2, abs=0.1)
    assert found["room"].announced == 3
    assert found["room"].median == found["title"].median
    assert found["speaker"].median == pytest.approx(35.2, abs=0.1)
    assert found["abstract"].quartiles is None
    assert lives(store, *past, ["other"]) == []
    retention.forget(store, FIRST + timedelta(days=60))  # the last step stays: who filled in what before, nobody knows
    assert {lead.field: lead.announced for lead in leads(lives(store, *past))} == {
        "title": 3,
        "room": 3,
        "abstract": 0,
    }


def test_the_command_tells_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data_dir=tmp_path)
    app = App(settings, lambda: FIRST + timedelta(days=45))
    life_of_a_lab(app.store)
    app.close()

    def ask(*words: str) -> tuple[int, str]:
        status = run(["--data-dir", str(tmp_path), "--now", "2026-03-18T09:00:00Z", *words])
        return status, capsys.readouterr().out

    status, said = ask("tba")
    lines = [line.split("\t") for line in said.splitlines()]
    assert status == 0
    assert [line[:5] for line in lines[:2]] == [
        [
            "2026-03-30 15:00",
            "speaker, room, abstract",
            "speaker 35, room 4.2",
            "On Computable Numbers",
            "lab",
        ],
        ["2026-03-31 15:00", "title, room, abstract", "title 4.2, room 4.2", "TBA", "lab"],
    ]
    assert lines[2][:6] == ["lab", "title", "3 of 3", "4.2", "4.2", "4.2"]
    assert lines[2][6].count("┿") == 1
    told = json.loads(ask("--json", "tba", "lab", "--days", "12")[1])
    assert [(talk["start"], talk["lacks"][0]) for talk in told["talks"]] == [("2026-03-30T15:00", "speaker")]
    (title,) = [lead for lead in told["leads"] if lead["field"] == "title"]
    assert (title["announced"], title["days"]["median"]) == (3, 4.2)
    assert ask("tba", "nobody")[0] == 2


def test_the_institutes_page_shows_it(tmp_path: Path) -> None:
    app = App(Settings(data_dir=tmp_path, base_url="https://talks.example"), lambda: FIRST + timedelta(days=45))
    app.__dict__["sources"] = {"lab": LAB}
    app.tend()
    with TestClient(service(app)) as client:
        assert "<svg" not in client.get("/sources/lab").text, "nothing to tell yet"
        life_of_a_lab(app.store)
        html = client.get("/sources/lab").text
        assert "Title: half of the talks have it 4 days before." in html
        assert 'type="application/atom+xml"' in html
        assert client.get("/feeds/lab/changes.atom").status_code == 200
        leads = client.get("/api/lead-times?source=lab").json()
        assert leads == client.get("/api/lead-times").json()
        (title,) = [lead for lead in leads["lead_times"] if lead["field"] == "title"]
        days = {"first_quartile": 4.2, "median": 4.2, "third_quartile": 4.2}
        assert title == {"source": "lab", "field": "title", "talks": 3, "announced": 3, "days": days}
        assert client.get("/api/lead-times?source=nobody").json()["detail"] == "no source is called 'nobody'"
        assert client.get("/api/lead-times?sauce=lab").status_code == 400
    app.close()

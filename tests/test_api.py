"""The API answers programs: by its own description, page after page, and mistakes with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

from config.settings import load_settings
from talkfeed import samples
from talkfeed.commands import run
from talkfeed.service import service
from talkfeed.wiring import App

NOW = "2026-03-02T09:00:00Z"
LENIENT = [positive_data_acceptance, negative_data_rejection]
EVENTS = (
    "BEGIN:VEVENT\r\nUID:{0}@sample.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{1}\r\nSUMMARY:{2}\r\nEND:VEVENT\r\n"
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A deployment that holds a sample institute's talks, one without an hour, several at one instant, an article."""
    folder = tmp_path_factory.mktemp("api")
    bodies = samples.build(date(2026, 3, 2))
    calendars = [body for _, (kind, body) in bodies.items() if kind.startswith("text/calendar")]
    (folder / "talks.ics").write_bytes(max(calendars, key=len))
    twins = [EVENTS.format(n, "20260401T150000Z", f"Lecture {n} on tides") for n in range(5)]
    twins.append(EVENTS.format("day", "20260402", "A day of tides"))
    more = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{''.join(twins)}END:VCALENDAR\r\n"
    (folder / "more.ics").write_text(more, newline="")
    for name in ("talks.ics", "more.ics"):
        command = ["import", str(folder / name), "--source", "uchicago-dsi", "-q"]
        assert run(["--data-dir", str(folder), "--now", NOW, *command]) == 0
    app = App(load_settings(None, {"data_dir": folder}, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    yield app
    app.close()


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(service(app), follow_redirects=False) as client:
        yield client


def pages(client: TestClient, address: str, name: str) -> list[Any]:
    """All of a list, by following `next`."""
    found, seen = [], 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body[name]
        address, seen = body["next"], seen + 1
        assert seen < 500
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_following_next_gives_every_talk_once_in_order(client: TestClient, app: App, size: int) -> None:
    found = pages(client, f"/api/talks?limit={size}", "talks")
    everything = [entry.uid for entry in app.store.find(_all())]
    assert [talk["uid"] for talk in found] == everything
    assert len(everything) > 6


def _all() -> Any:
    from pipeline.query import TalkQuery

    return TalkQuery()


def test_a_page_keeps_the_question(client: TestClient) -> None:
    found = pages(client, "/api/talks?q=tides&limit=2", "talks")
    assert len(found) == 6
    assert all("tides" in talk["title"] for talk in found)
    assert found[-1]["title"] == "A day of tides"


def test_one_talk_with_its_past_and_where_it_comes_from(client: TestClient) -> None:
    talk = client.get("/api/talks?q=tides&limit=1").json()["talks"][0]
    assert client.get(f"/api/talks/{talk['uid']}").json() == talk
    past = client.get(f"/api/talks/{talk['uid']}/history").json()["history"]
    assert [(step["number"], step["kind"]) for step in past] == [(1, "announced")]
    evidence = client.get(f"/api/talks/{talk['uid']}/evidence").json()["evidence"]
    title = next(one for one in evidence if one["field"] == "title" and one["chosen"])
    assert title["text"] == talk["title"]
    assert title["at"]["path"].endswith("SUMMARY")


def test_lists_of_the_rest(client: TestClient) -> None:
    runs = pages(client, "/api/runs?limit=1", "runs")
    assert len(runs) == 2
    assert sum(run["announced"] for run in runs) == len(pages(client, "/api/talks", "talks"))
    feeds = pages(client, "/api/feeds?limit=1", "feeds")
    assert feeds[0]["id"] == "all"
    assert len({feed["id"] for feed in feeds}) == len(feeds) >= 2
    address = feeds[0]["urls"]["ics"]
    assert client.get(address).status_code == 200
    sources = pages(client, "/api/sources?limit=2", "sources")
    assert {one["id"] for one in sources} >= {"uchicago-dsi"}
    assert client.get("/api/news").json() == {"news": [], "next": None}


def test_an_answer_is_known_again(client: TestClient) -> None:
    first = client.get("/api/talks")
    again = client.get("/api/talks", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head("/api/talks").headers["etag"] == first.headers["etag"]


def test_scripts_of_any_site_may_ask(client: TestClient) -> None:
    other = {"Origin": "https://elsewhere.example"}
    assert client.get("/api/talks", headers=other).headers["access-control-allow-origin"] == "*"
    assert client.get("/api/talks?limit=x", headers=other).headers["access-control-allow-origin"] == "*"
    asked = {**other, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "If-None-Match"}
    before = client.options("/feeds/all.ics", headers=asked)
    assert before.status_code == 200
    assert "if-none-match" in before.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/talks?limit=0", "limit"), ("/api/talks?limit=501", "limit"), ("/api/talks?colour=red", "colour"),
        ("/api/talks?cursor=nonsense", "cursor"), ("/api/talks?from=soon", "from"), ("/api/runs?cursor=-1", "cursor"),
        ("/api/news?topic=x", "topic"), ("/api/feeds?q=x", "q"), ("/api/talks?mode=telepathy", "telepathy"),
        ("/api/talks?cursor=WyJub3QgYSB0aW1lIiwieCJd", "cursor"), ("/api/news?q=%00", "q"),
    ],
)  # fmt: skip
def test_mistakes_are_problems_with_a_sentence(client: TestClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_what_is_not_there_is_a_problem_too(client: TestClient) -> None:
    for path in ("/api/talks/nobody@talkfeed", "/api/talks/nobody/history", "/api/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    refused = client.post("/api/talks")
    assert refused.status_code == 405
    assert "GET" in refused.headers["allow"]


def test_people_can_read_the_description(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    described = client.get("/api/openapi.json").json()
    assert all(f"<code>{path}</code>" in page.text for path in described["paths"])
    german = client.get("/api/docs", headers={"Accept-Language": "de"})
    assert 'lang="en"' in german.text
    assert "Deutsch" not in german.text, "it is offered in the language in which it is"


def operations(app: App) -> list[Any]:
    described = schemathesis.openapi.from_asgi("/api/openapi.json", service(app))
    return [found.ok() for found in described.get_all_operations()]


def answered_as_described(operation: Any, mode: GenerationMode) -> None:
    """Forty requests of this kind. What is accepted is not asked: a cursor must be one of ours, the last day no
    earlier than the first; and empty, padded or capital words are taken as they are meant."""

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        case.call_and_validate(excluded_checks=LENIENT)

    answered()


def test_every_request_that_is_described_is_answered_as_described(app: App) -> None:
    found = operations(app)
    assert len(found) == 9
    for operation in found:
        answered_as_described(operation, GenerationMode.POSITIVE)


def test_every_request_that_is_wrong_is_refused_as_described(app: App) -> None:
    for operation in operations(app):
        if operation.query:
            answered_as_described(operation, GenerationMode.NEGATIVE)

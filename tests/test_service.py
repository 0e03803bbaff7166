"""The service refuses what it cannot answer with a sentence, and leads old addresses to new ones."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.settings import load_settings
from config.sources import Publish, Source
from pipeline.query import TalkQuery
from pipeline.store.history import Revision
from pipeline.talk import At, Claim, Evidence, Ground, Layer, Span, Status
from talkfeed import publishing
from talkfeed.permission import permitted, permitted_evidence, policy
from talkfeed.service import service
from talkfeed.wiring import App

FORMS = {"ics": "text/calendar", "atom": "application/atom+xml", "json": "application/feed+json", "csv": "text/csv"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, fill: Callable[..., Path]) -> Path:
    """A data folder that holds the talks of a sample institute's own calendar."""
    return fill(tmp_path_factory.mktemp("service"))


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    app = App(load_settings(None, {"data_dir": folder}, {}), lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    yield app
    app.close()


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(service(app), follow_redirects=False) as client:
        yield client


def uid_of(client: TestClient) -> str:
    """The UID of some talk."""
    items = client.get("/talks.json").json()["items"]
    return str(items[0]["_talkfeed"]["uid"])


@pytest.mark.parametrize(
    "path",
    [
        "/?from=yesterday", "/?mode=telepathy", "/?status=maybe", "/?page=0", "/?page=x", "/?colour=red",
        "/talks.ics?from=2026-13-01", "/talks.ics?limit=-1", "/talks.ics?kind=nonsense",
        "/?from=2026-05-01&to=2026-04-01", f"/?q={'a+' * 90}&q={'b+' * 90}",
    ],
)  # fmt: skip
def test_a_wrong_parameter_gets_400_and_a_sentence(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert len(answer.text.strip()) > 10
    assert client.get(path, headers={"Accept": "text/html"}).text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "path", ["/talks/nobody@talkfeed", "/talks/nobody@talkfeed.ics", "/feeds/nothing.ics", "/feeds/all.doc", "/nowhere",
             "/sources/nobody", "/talks.exe", "/feeds/..%2f..%2ftalkfeed.db", "/feeds/.ics",
             "/talks/%00", "/sources/%00", "/speakers/%00", f"/news/{'1' * 5000}", "/news/x"]
)  # fmt: skip
def test_unknown_things_get_404_and_a_sentence(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.text.strip()


def test_a_calendar_rings_for_those_who_ask(client: TestClient) -> None:
    uid = uid_of(client)
    for path in ("/feeds/all.ics", "/talks.ics?kind=-workshop", f"/talks/{uid}.ics", "/feeds/all.jcal"):
        silent = client.get(path)
        rung = client.get(f"{path}{'&' if '?' in path else '?'}alarm=15")
        assert "valarm" not in silent.text.lower()
        assert "valarm" in rung.text.lower()
        assert rung.headers["etag"] != silent.headers["etag"]
        assert client.get(str(rung.url), headers={"If-None-Match": rung.headers["etag"]}).status_code == 304
    for path in ("/feeds/all.ics?alarm=soon", "/feeds/all.ics?alarm=99999", "/feeds/all.csv?alarm=5"):
        answer = client.get(path)
        assert (answer.status_code, "alarm: " in unescape(answer.text)) == (400, True)


def test_a_slash_too_many_leads_below_the_same_address_whatever_host_is_named(client: TestClient) -> None:
    answer = client.get("/sources/?lang=de", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/sources?lang=de")
    assert client.get("/feeds/all.ics/").headers["location"] == "/feeds/all.ics"
    for path in ("//evil.example/", "/nowhere/", "/talks/nobody@talkfeed//x/"):
        answer = client.get(f"http://testserver{path}")
        assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/feeds/all.ics").status_code == 405


def test_every_form_of_a_query_is_answered_and_known_again(client: TestClient) -> None:
    for form, media in FORMS.items():
        first = client.get(f"/talks.{form}?kind=-workshop")
        assert first.status_code == 200
        assert first.headers["content-type"].startswith(media)
        again = client.get(f"/talks.{form}?kind=-workshop", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(f"/talks.{form}?kind=-workshop")
        assert (head.status_code, head.content) == (200, b"")
        assert first.headers["access-control-allow-origin"] == "*"


def test_a_query_is_known_again_by_its_tag_alone(client: TestClient) -> None:
    """A talk that leaves the window moves no entry's own time."""
    first = client.get("/talks.ics?kind=-workshop")
    assert "last-modified" not in first.headers
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert client.get("/talks.ics?kind=-workshop", headers=later).status_code == 200


def test_a_file_newer_than_its_ledger_has_no_time(app: App, client: TestClient, folder: Path) -> None:
    published = folder / "public/feeds/all.csv"
    said = client.get("/feeds/all.csv").headers["last-modified"]
    before = published.read_bytes()
    published.write_bytes(before + b"more\r\n")
    try:
        assert "last-modified" not in client.get("/feeds/all.csv").headers
    finally:
        published.write_bytes(before)
    assert client.get("/feeds/all.csv").headers["last-modified"] == said


def test_each_query_is_a_feed_of_its_own(client: TestClient) -> None:
    def identity(query: str) -> str:
        return str(re.findall(r"<id>(.*?)</id>", client.get(f"/talks.atom?{query}").text)[0])

    assert identity("q=stars") == identity("q=stars")
    assert identity("q=stars") != identity("q=dust")


def test_no_page_is_framed_or_loads_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert "'self'" not in policy.replace("form-action 'self'", "").replace("connect-src 'self'", ""), "search alone"


def test_a_compressed_answer_has_a_tag_of_its_own(client: TestClient) -> None:
    plain = client.get("/feeds/all.ics", headers={"Accept-Encoding": "identity"})
    packed = client.get("/feeds/all.ics", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer in (plain, packed):
        again = client.get("/feeds/all.ics", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_what_is_served_is_what_was_published(client: TestClient, folder: Path) -> None:
    assert client.get("/feeds/all.ics").content == (folder / "public/feeds/all.ics").read_bytes()


def test_a_talk_has_a_page_and_a_calendar_of_its_own(client: TestClient) -> None:
    uid = uid_of(client)
    page = client.get(f"/talks/{uid}")
    assert page.status_code == 200
    assert "application/ld+json" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get(f"/talks/{uid}.ics").text.count("BEGIN:VEVENT") == 1
    short = client.get(f"/talks/{uid[:12]}")
    assert (short.status_code, short.headers["location"]) == (302, f"/talks/{uid}")


def test_publishing_again_touches_no_file(app: App, folder: Path) -> None:
    publishing.publish(app)
    before = {file: file.stat().st_mtime_ns for file in (folder / "public/feeds").iterdir()}
    result = publishing.publish(app)
    assert not any(one.written for one in result.files)
    assert {file: file.stat().st_mtime_ns for file in (folder / "public/feeds").iterdir()} == before


def test_every_page_of_the_site_answers(client: TestClient) -> None:
    for path in ("/", "/sources", "/news", "/status", "/health", "/robots.txt", "/feeds/news.atom", "/feeds/news.json"):
        assert client.get(path).status_code == 200, path


def test_what_a_source_keeps_for_itself_is_shown_nowhere(app: App, client: TestClient) -> None:
    uid = next(x["id"] for x in client.get("/talks.json").json()["items"] if x["_talkfeed"]["abstract"])
    entry = app.store.entry(uid)
    assert entry is not None
    secret = re.findall(r"[\w ]{16,}", str(entry.talk.abstract))[-1][:16]
    assert secret in client.get("/talks.json").text
    owner = Source(id=entry.talk.source, name="Owner", timezone="UTC", publish=Publish(abstracts=False))
    app.sources[owner.id] = owner
    for path in ("/talks.json", "/talks.atom", "/talks.csv", f"/talks/{entry.uid}"):
        assert secret not in client.get(path).text, path
    assert secret not in client.get(f"/talks/{entry.uid}.ics").text.replace("\r\n ", "")
    app.sources[owner.id] = owner.model_copy(update={"publish": Publish(talks=False)})
    assert client.get(f"/talks/{entry.uid}").status_code == 404
    assert entry.uid not in client.get("/talks.json").text


def test_a_source_whose_file_is_gone_publishes_nothing(app: App, client: TestClient) -> None:
    """What it forbids is not known any more: a typo in its file must not republish it."""
    entry = app.store.find(TalkQuery())[0]
    assert permitted(app, [entry])
    stranger = replace(entry, talk=replace(entry.talk, source="no-longer-there"))
    assert permitted(app, [stranger]) == []


def test_no_key_to_a_meeting_is_published_unless_wanted(app: App) -> None:
    entry = app.store.find(TalkQuery())[0]
    there = replace(entry.talk.place, online_url="https://x.zoom.us/j/1?pwd=aB3")
    talk = replace(entry.talk, place=there, abstract="On stars.\nPasscode: 123456")
    (shown,) = permitted(app, [replace(entry, talk=talk)])
    assert shown.talk.place.online_url == "https://x.zoom.us/j/1"
    assert shown.talk.abstract == "On stars."
    app.settings = app.settings.model_copy(update={"passcodes": True})
    assert permitted(app, [replace(entry, talk=talk)])[0].talk == talk


def test_evidence_quotes_nothing_that_a_source_keeps(app: App) -> None:
    bio = "Ada Lovelace is a professor of analytical engines at the University of London. She writes."
    entry = app.store.find(TalkQuery())[0]
    talk = replace(entry.talk, source="owner", bio=bio)
    app.sources["owner"] = Source(id="owner", name="Owner", timezone="UTC", publish=Publish(abstracts=False))

    def said(field: str, text: str) -> Evidence:
        return Evidence(field, Claim(field, text, Layer.VISIBLE, "visible", At("", "/p", 0, 0)), True)

    name, sentence = said("speakers", "Ada Lovelace"), said("speakers", bio.partition(". ")[0] + ".")
    inferred = Evidence("speakers", None, True, "people", (Ground("named in the text", bio),))
    shown = permitted_evidence(app, talk, [name, sentence, inferred, said("bio", "She")])
    assert shown == [name]


@pytest.mark.parametrize(("days", "kept"), [(5, True), (7, True), (8, False)])
def test_what_was_called_off_stays_for_a_week(app: App, days: int, kept: bool) -> None:
    now = app.clock()
    entry = app.store.find(TalkQuery())[0]
    past = Span((now - timedelta(days=days)).date())
    for status in (Status.CANCELLED, Status.WITHDRAWN):
        gone = replace(entry, talk=replace(entry.talk, status=status, when=past))
        assert publishing.is_stale(gone, now) is not kept
    assert not publishing.is_stale(replace(entry, talk=replace(entry.talk, when=past)), now)


def test_the_past_of_a_talk_tells_nothing_that_is_kept(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = app.store.find(TalkQuery())[0]
    diff = {
        "abstract": ("Kept one.", "Kept two."),
        "where": ("A", "B"),
        "online_url": (None, "https://x.zoom.us/j/1?pwd=a"),
    }
    steps = [Revision(2, "details changed", 1, app.clock(), diff, "run")]
    monkeypatch.setattr(app.store, "history", lambda uid: steps)
    app.sources[entry.talk.source] = Source(
        id=entry.talk.source, name="Owner", timezone="UTC", publish=Publish(abstracts=False)
    )
    with TestClient(service(app)) as client:
        page = client.get(f"/talks/{entry.uid}").text
    assert "https://x.zoom.us/j/1" in page
    assert "Kept" not in page
    assert "pwd=" not in page


def test_a_feed_holds_nothing_stale(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    now = app.clock()
    entry = app.store.find(TalkQuery())[0]
    old = replace(entry.talk, status=Status.CANCELLED, when=Span((now - timedelta(days=20)).date()))
    monkeypatch.setattr(app.store, "find", lambda *_, **__: [entry, replace(entry, uid="old", talk=old)])
    assert [one.uid for one in publishing.filled(app, "all", "All", TalkQuery(), now).entries] == [entry.uid]


def test_a_source_whose_file_breaks_allows_what_it_allowed(app: App) -> None:
    lab = Source(id="lab", name="Lab", timezone="UTC", publish=Publish(abstracts=False))
    app.store.sources_sync([lab], now=app.clock(), whole=False)
    assert policy(app, "lab") == Publish(abstracts=False), "neither more, nor nothing: no calendar is emptied by a typo"
    assert not policy(app, "nobody").talks


# ── Views ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("view", ["week", "month"])
def test_every_coming_talk_is_found_by_turning_the_sheets(client: TestClient, app: App, view: str) -> None:
    today = datetime(2026, 3, 2, tzinfo=UTC).date()
    coming = {entry.uid for entry in app.store.find(TalkQuery(since=today, until=today + timedelta(days=50)))}
    address, found = f"/?view={view}&on={today}", set()
    for _ in range(9 if view == "week" else 3):
        page = client.get(address, headers={"Accept": "text/html"}).text
        found |= set(re.findall(r"/talks/([^\"]+@talkfeed)\"", page))
        address = unescape(re.findall(r'rel="next" href="([^"]+)"', page)[0])
    assert coming
    assert coming <= found


def test_a_sheet_keeps_the_question_and_refuses_nonsense(client: TestClient) -> None:
    page = unescape(client.get("/?kind=-workshop&view=month&on=2026-03-02", headers={"Accept": "text/html"}).text)
    assert "/?kind=-workshop&view=month&on=2026-04-01" in page
    assert "/talks.ics?kind=-workshop" in page
    assert '<input type="hidden" name="view" value="month">' in page
    for wrong in ("view=year", "view=month&on=soon", "view=week&on=0001-01-01", "view=month&on=9999-12-31"):
        assert client.get(f"/?{wrong}").status_code == 400


# ── Embedded lists ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_is_embedded_anywhere_without_a_script(client: TestClient) -> None:
    answer = client.get("/embed/all?limit=3&theme=dark&accent=aa0000")
    page = answer.text
    assert page.count("<h3>") == 3
    assert "--accent: #aa0000" in page
    assert "<script" not in page
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors" not in policy, "anybody may frame it"
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert client.get("/embed/all?limit=3&theme=dark&accent=aa0000", headers={"If-None-Match": answer.headers["etag"]})


def test_an_embedded_list_refuses_what_it_cannot_show(client: TestClient) -> None:
    assert client.get("/embed/nothing").status_code == 404
    for wrong in ("limit=0", "limit=x", "theme=pink", "accent=red;}", "accent=12345", "color=red"):
        assert client.get(f"/embed/all?{wrong}").status_code == 400, wrong


def test_a_listing_offers_its_feeds_own_address_and_the_embedded_list(client: TestClient) -> None:
    page = unescape(client.get("/", headers={"Accept": "text/html"}).text)
    assert "/feeds/all.ics" in page
    assert '<iframe src="http' in page
    assert "/embed/all" in page
    searched = unescape(client.get("/?q=talk", headers={"Accept": "text/html"}).text)
    assert "<iframe" not in searched


def test_a_series_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/series/nobody/nothing").status_code == 404


def test_pages_speak_the_reader_s_language_and_remember_it(client: TestClient) -> None:
    german = client.get("/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    assert ('<html lang="de"' in german.text, "Kommende Vorträge" in german.text) == (True, True)
    assert "Accept-Language" in german.headers["vary"]
    assert "set-cookie" not in german.headers, "nothing is kept of those who did not ask"
    english = client.get("/?q=&lang=en", headers={"accept-language": "de"})
    assert "Upcoming talks" in english.text
    assert 'href="/?q=&amp;lang=de" lang="de"' in english.text, "the other language is one step away"
    assert "Upcoming talks" in client.get("/", headers={"accept-language": "de"}).text, "remembered"
    missing = client.get("/talks/none?lang=de", headers={"accept": "text/html"})
    assert (missing.status_code, "Diesen Vortrag gibt es nicht" in missing.text) == (404, True)
    wrong = client.get("/sources?lang=klingon")
    assert (wrong.status_code, wrong.text) == (400, "lang: 'klingon' is none of en, de\n")


@pytest.mark.parametrize("path", ["/", "/?view=week", "/?view=month", "/sources", "/news", "/changes", "/status"])
def test_a_page_is_of_one_language(client: TestClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    page = client.get(f"{path}{mark}lang=de").text.partition("<script>")[0]
    assert "<h1" in page
    for english in ("Search", "Subscribe", "Calendar<", "Show all", "Upcoming", "Sources<", "News<", ">Talks<"):
        assert english not in page, english


def test_a_feed_that_stands_ready_is_answered_as_the_first_time(client: TestClient, app: App) -> None:
    """The second request of a feed is answered before anything else is asked; nobody can tell."""
    path = "/feeds/all.ics"
    tag, since = (client.get(path).headers[name] for name in ("etag", "last-modified"))
    asked: list[dict[str, str]] = [
        {}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}, {"If-None-Match": tag},
        {"If-None-Match": '"other"'}, {"If-Modified-Since": since},
        {"If-None-Match": '"other"', "If-Modified-Since": since},
        {"Origin": "https://elsewhere.example"}, {"If-None-Match": "*", "Accept-Encoding": "identity"},
    ]  # fmt: skip
    for method in ("GET", "HEAD"):
        for headers in asked:
            client.app.ready.clear()  # type: ignore[attr-defined]
            first = client.request(method, path, headers=headers)
            assert path in client.app.ready  # type: ignore[attr-defined]
            second = client.request(method, path, headers=headers)
            assert (second.status_code, second.content) == (first.status_code, first.content)
            assert dict(second.headers) == dict(first.headers)
    assert client.post(path).status_code == 405
    file = app.settings.public_dir / path[1:]
    before = file.read_bytes()
    try:
        file.write_bytes(before.replace(b"METHOD:PUBLISH\r\n", b""))
        assert client.get(path).headers["etag"] != tag, "a file that changed is seen at once"
    finally:
        file.write_bytes(before)

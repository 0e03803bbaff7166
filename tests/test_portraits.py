"""The pages of one source, one speaker and one article; news page by page and as feeds of any question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from starlette.testclient import TestClient

from config.settings import load_settings
from config.sources import Publish
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.talk import Article, Coverage, Person, Span, Talk
from talkfeed.commands import run
from talkfeed.service import service
from talkfeed.service.plots import weekly
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCES = {
    "harbour": 'name = "Harbour Institute"\ntimezone = "Europe/London"\n[[listing]]\nurl = "https://harbour.example/"\n',
    "digest": 'name = "The Digest"\ntimezone = "Europe/London"\n[[listing]]\nurl = "https://digest.example/"\n',
    "shy": 'name = "Shy"\ntimezone = "Europe/London"\npublish = {abstracts = false, articles = "none"}\n'
    '[[listing]]\nurl = "https://shy.example/"\n',
    "gone": 'name = "Gone"\ntimezone = "Europe/London"\nmoved_to = "harbour"\n[[listing]]\nurl = "https://gone.example/"\n',
}
BODY = "Ada Okuosa of Harbour University measured how sediment settles behind the barrier over nine long years. " * 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portraits")
    (folder / "sources").mkdir()
    for name, text in SOURCES.items():
        (folder / "sources" / f"{name}.toml").write_text(text)
    (folder / "talkfeed.toml").write_text('data_dir = "."\nsources_dirs = ["sources"]\ncatalogue = false\n')
    return folder


def talk(source: str, name: str, place: str | None, day: date, **more: object) -> Talk:
    url, title = f"https://{source}.example/{name.replace(' ', '-')}-{day}", f"On {name} {day.day}"
    when = Span(datetime(day.year, day.month, day.day, 15), timezone="Europe/London")
    made = Talk(source, url, title, when, speakers=(Person(name, place),), **more)  # type: ignore[arg-type]
    return Talk(**{x: getattr(made, x) for x in made.__slots__} | {"keys": keys_of(url, (), day, title)})


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[App]:
    app = App(load_settings(folder / "talkfeed.toml", {}, {}), lambda: NOW)
    app.tend(whole=True)
    one = Article("harbour", "https://harbour.example/n/1", "The barrier", date(2026, 2, 1), "Jo", BODY, "Of mud.")
    many = [Article("harbour", f"https://harbour.example/m/{n}", f"Note {n}", date(2026, 1, 1), body=f"Note {n} says <b>{n}</b> things about the {n}th tide." * 3) for n in range(40)]  # noqa: E501  # fmt: skip
    talks = [
        talk("harbour", "Ada Okuosa", "Harbour University", date(2026, 3, 9), series="Tides"),
        talk("harbour", "Ada Okuosa", "Harbour University", date(2026, 1, 9)),
        talk("harbour", "Ben Lind", "Harbour University", date(2026, 3, 10)),
    ]
    others = [talk("shy", "Ben Lind", "Tidal College", date(2026, 3, 11), abstract="Of secret salamanders.")]
    quiet = Article("shy", "https://shy.example/n/1", "Quiet", date(2026, 2, 2), body="Nobody hears salamanders." * 5)
    copy = Article("digest", "https://digest.example/9", "The barrier | Digest", date(2026, 2, 2), None, BODY)
    copied = [Article("digest", copy.url, copy.title, copy.published, None, BODY, canonical_url=one.url)]
    for source, found, news in (("harbour", talks, [one, *many]), ("shy", others, [quiet]), ("digest", [], copied)):
        with app.store.writing(app.sources[source], now=NOW) as past:
            verdict = decide(found, past.known(found), Coverage(), now=NOW, taken=past.taken())
            past.apply(Harvest(source, f"run-{source}", NOW, NOW, pages_ok=1), verdict, news)
    yield app
    app.close()


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(service(app), follow_redirects=False, headers={"Accept": "text/html"}) as client:
        yield client


def page(client: TestClient, path: str) -> lxml.html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    return lxml.html.fromstring(answer.text)


def number_of(client: TestClient, words: str) -> int:
    return int(client.get(f"/api/news?q={words}").json()["news"][0]["id"])


def test_a_source_shows_its_talks_series_and_news(client: TestClient) -> None:
    shown = page(client, "/sources/harbour")
    assert shown.xpath("//h1//text()") == ["Harbour Institute"]
    assert shown.xpath("//li[contains(@class, 'talk')]//h3/a/text()") == ["On Ada Okuosa 9", "On Ben Lind 10"]
    assert "/series/harbour/tides" in shown.xpath("//@href")
    assert shown.xpath("string(//*[@id='weeks-text'])").startswith("2 talks in the weeks to come, 1 in the thirteen")
    assert "/news?source=harbour" in shown.xpath("//@href")
    assert "/feeds/harbour.ics" in shown.xpath("//link/@href")
    assert client.get("/sources/gone").headers["location"] == "/sources/harbour"
    assert client.get("/sources/harbor").status_code == 404
    assert "/sources/harbour" in client.get("/sources/harbor").text


def test_the_api_tells_whom_an_article_names(client: TestClient) -> None:
    (one,) = client.get("/api/news?q=barrier").json()["news"]
    assert [who["name"] for who in one["people"]] == ["Ada Okuosa"]


def test_a_feed_of_news_and_what_is_missing_are_no_matter_of_the_first_reader(client: TestClient) -> None:
    german = {"Accept-Language": "de"}
    assert client.get("/news.atom?q=barrier", headers=german).text == client.get("/news.atom?q=barrier").text
    assert "Accept-Language" in client.get("/nowhere", headers=german).headers["vary"]
    assert "evil" not in client.get("/news", headers={"Host": "x//evil"}).text


def test_a_speaker_shows_talks_news_and_a_calendar_of_exactly_these(client: TestClient) -> None:
    shown = page(client, "/speakers/ada-okuosa")
    assert shown.xpath("//h3/a//text()") == ["On Ada Okuosa 9", "On Ada Okuosa 9", "The barrier"]
    (feed,) = shown.xpath("//link[@type='text/calendar']/@href")
    assert client.get(feed).text.count("BEGIN:VEVENT") == 2
    assert f"/news/{number_of(client, 'barrier')}" in shown.xpath("//@href")
    assert client.get("/speakers/nobody").status_code == 404


def test_speakers_of_one_name_have_pages_of_their_own(client: TestClient) -> None:
    choice = page(client, "/speakers/ben-lind")
    pages = choice.xpath("//main//li/a/@href")
    assert pages == ["/speakers/ben-lind-harbour-university", "/speakers/ben-lind-tidal-college"]
    one = page(client, pages[1])
    assert one.xpath("//h3/a//text()") == ["On Ben Lind 11"]
    (feed,) = one.xpath("//link[@type='text/calendar']/@href")
    assert client.get(feed).text.count("BEGIN:VEVENT") == 1
    (entry,) = client.get(feed.replace(".ics", ".json")).json()["items"]
    assert pages[1] in page(client, f"/talks/{entry['_talkfeed']['uid']}").xpath("//@href")


def test_an_article_shows_all_its_addresses_and_whom_it_names(client: TestClient) -> None:
    number = number_of(client, "barrier")
    shown = page(client, f"/news/{number}")
    links = shown.xpath("//main//@href")
    assert {"https://harbour.example/n/1", "https://digest.example/9", "/speakers/ada-okuosa"} <= set(links)
    told = json.loads(shown.xpath("//script[@type='application/ld+json']/text()")[0])
    assert (told["@type"], told["headline"], told["datePublished"]) == ("NewsArticle", "The barrier", "2026-02-01")
    assert told["sameAs"] == ["https://digest.example/9"]
    assert "articleBody" not in told
    assert "sediment" not in shown.text_content()
    assert [client.get(f"/news/{one}").status_code for one in ("999999", "99999999999999", "x")] == [404, 404, 404]


def test_news_come_page_by_page_and_answer_questions(client: TestClient) -> None:
    first = page(client, "/news")
    assert len(first.xpath("//article")) == 30
    (older,) = first.xpath("//a[@rel='next']/@href")
    second = page(client, older)
    assert len(second.xpath("//article")) == 12
    assert second.xpath("//a[@rel='prev']/@href") == ["/news"]
    found = page(client, "/news?source=digest&person=Ada+Okuosa")
    assert found.xpath("//article//h2/a//text()") == ["The barrier"]
    assert found.xpath("//*[@data-live]//article"), "what search as you type puts in place"
    for bad in ("/news?topic=x", "/news?page=0", "/news?from=yesterday", "/news.atom?colour=red"):
        assert client.get(bad).status_code == 400


def test_any_question_about_news_is_a_feed(client: TestClient) -> None:
    atom = client.get("/news.atom?source=harbour&q=note")
    feed = lxml.etree.fromstring(atom.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(feed.xpath("//a:entry", namespaces=space)) == 40
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=space).endswith(
        "/news.atom?q=note&source=harbour"
    )
    assert (
        client.get("/news.atom?source=harbour&q=note", headers={"If-None-Match": atom.headers["etag"]}).status_code
        == 304
    )
    items = client.get("/news.json?person=Ada+Okuosa").json()
    assert [item["title"] for item in items["items"]] == ["The barrier"]
    assert items["feed_url"].endswith("/news.json?person=Ada+Okuosa")
    assert client.get("/news.exe").status_code == 404
    assert client.get("/news.atom", headers={"If-None-Match": '"x"'}).status_code == 200


def test_what_a_source_keeps_for_itself_is_neither_shown_nor_found(client: TestClient) -> None:
    number = number_of(client, "quiet")
    assert "salamanders" not in client.get(f"/news/{number}").text
    for path in ("/news?q=salamanders", "/news.atom?q=salamanders", "/api/news?q=salamanders"):
        assert "Quiet" not in client.get(path).text
    assert "Quiet" in client.get("/news?q=quiet").text
    for path in ("/?q=salamanders", "/talks.json?q=salamanders", "/api/talks?q=salamanders"):
        assert "On Ben Lind" not in client.get(path).text
    assert "On Ben Lind 11" in client.get("/?q=lind").text


def test_a_source_that_keeps_its_talks_names_neither_speakers_nor_series(
    app: App, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(weekly(app)) == {"harbour", "shy"}
    closed = {name: x.model_copy(update={"publish": Publish(talks=False)}) for name, x in app.sources.items()}
    assert "Tidal College" in client.get("/speakers/ben-lind").text
    monkeypatch.setitem(app.sources, "shy", closed["shy"])
    monkeypatch.setitem(app.sources, "harbour", closed["harbour"])
    assert client.get("/speakers/ben-lind").status_code == 404
    assert "Tides" not in client.get("/sources/harbour").text
    assert weekly(app) == {}
    monkeypatch.undo()
    monkeypatch.setitem(app.sources, "shy", closed["shy"])
    assert "Tidal College" not in client.get("/speakers/ben-lind").text


def test_the_command_line_tells_what_became_of_an_article(
    app: App, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "talkfeed.toml"), "--now", "2026-03-02T09:00:00Z"]
    assert run([*config, "history", "https://digest.example/9"]) == 0
    told = capsys.readouterr().out
    assert "also at https://digest.example/9" in told
    assert "the same text" in told
    assert "names Ada Okuosa, who speaks: ada-okuosa" in told
    assert run([*config, "--json", "news", "--person", "Ada Okuosa", "--not", "source=shy"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [one["source"] for one in found["addresses"]] == ["digest", "harbour"]

"""Hebrew and Arabic among English: each text runs its own way, and turns nothing of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from calendar_export import digest as mails
from calendar_export.web import Site
from pipeline.changes import decide
from pipeline.digests import Digest
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.talk import Coverage, Mode, Person, Span, Talk
from pipeline.talk import Place as Where
from talkfeed.digests import written
from talkfeed.wiring import App

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SOURCE = 'name = "المعهد"\nhomepage = "https://lab.example/"\ntimezone = "Asia/Jerusalem"\n[[listing]]\nurl = "https://lab.example/"\n'
HEBREW = "גאות ושפל (חלק 2): מבוא"
ARABIC = "المد والجزر 3.14، الجزء الثاني"
SERIES = "סמינר הגאות"
ADA, SAMI = Person("עדה כהן", "אוניברסיטת הנמל"), Person("سامي حداد", "MIT, Cambridge")
BEN = Person("Ben Lind", "Tidal College")


def talk(number: int, title: str, language: str | None) -> Talk:
    day = date(2026, 3, 4) + timedelta(days=number)
    url = f"https://lab.example/{number}"
    when = Span(
        datetime(day.year, day.month, day.day, 15), datetime(day.year, day.month, day.day, 16), "Asia/Jerusalem"
    )
    where = Where(Mode.HYBRID, "בניין 4", "חדר 12")
    text = f"{title}. {title}.\n\nIn English too."
    made = Talk(
        "lab", url, title, when, SERIES, language=language, place=where, speakers=(ADA, BEN, SAMI), abstract=text
    )
    return Talk(**{name: getattr(made, name) for name in made.__slots__} | {"keys": keys_of(url, (), day, title)})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[tuple[str, App]]:
    folder: Path = tmp_path_factory.mktemp("directions")
    (folder / "sources").mkdir()
    (folder / "sources" / "lab.toml").write_text(SOURCE, encoding="utf-8")
    talks = [talk(1, HEBREW, "he"), talk(2, ARABIC, None), talk(3, "Tides of the harbour", "en")]
    with serve(folder, sources_dirs=[folder / "sources"], catalogue=False) as (address, app):
        app.tend(whole=True)
        for number, found in enumerate((talks, [talk(1, f"{HEBREW} 2", "he"), *talks[1:]])):
            at = NOW + timedelta(hours=number)
            with app.store.writing(app.sources["lab"], now=at) as past:
                verdict = decide(found, past.known(found), Coverage(), now=at, taken=past.taken())
                past.apply(Harvest("lab", f"run-{number}", at, at, pages_ok=1), verdict, [])
        yield address, app


@pytest.fixture
def page(browser: Browser, place: tuple[str, App]) -> Iterator[Page]:
    context = browser.new_context(base_url=place[0], locale="en-GB", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def direction(one: Locator) -> str:
    return str(one.evaluate("one => getComputedStyle(one).direction"))


def runs_as_it_should(page: Page) -> None:
    """The page runs from left to right; each text of a source, alone in its element, as its own letters do."""
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
    wrong = page.evaluate(
        r"""() => {
          const foreign = /[\u0590-\u08ff]/u, found = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; (node = walk.nextNode()); ) {
            const text = node.nodeValue, own = node.parentElement;
            if (!foreign.test(text) || own.closest('script, style, title, desc, svg')) continue;
            const style = getComputedStyle(own), first = text.match(/\p{L}/u)[0];
            const apart = /isolate|plaintext/.test(style.unicodeBidi) || style.display === 'block';
            const right = (style.direction === 'rtl') === foreign.test(first);
            if (!apart || !right) found.push([own.outerHTML.slice(0, 120), style.direction]);
          }
          return found;
        }"""
    )
    assert wrong == []


def in_order(line: Locator) -> bool:
    """Whether the texts of a line stand side by side in the order of the page, from left to right."""
    lefts = line.locator("bdi").evaluate_all(
        "all => all.map(one => one.getClientRects()[0]).filter((box, n, every) => box.top < every[0].bottom)"
        ".map(box => box.left)"
    )
    return len(lefts) > 1 and lefts == sorted(lefts)


ADDRESSES = ("/", "/?view=week", "/?view=month", "/sources", "/sources/lab", "/changes", "/status", "/embed/all", f"/?q={HEBREW[:4]}")  # noqa: E501  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_each_text_runs_its_own_way(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    links = [str(link.get_attribute("href")) for link in page.locator(".talk h3 a").all()]
    page.goto(links[0])
    links += [
        str(page.locator(f"main a[href^='/{kind}/']").first.get_attribute("href")) for kind in ("series", "speakers")
    ]
    for address in (*ADDRESSES, *links):
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        runs_as_it_should(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_people_and_places_stand_in_their_order(page: Page) -> None:
    page.goto("/")
    people = page.locator(".talk").first.locator("div > p").first
    assert people.locator("bdi").all_inner_texts() == [
        text for one in (ADA, BEN, SAMI) for text in (one.name, one.affiliation)
    ]
    assert in_order(people), "the first named stands first"
    assert direction(page.locator(".talk h3 a").first) == "rtl"
    assert direction(page.locator(".talk h3 a").last) == "ltr"
    page.get_by_role("link", name="Tides of the harbour").click()
    assert in_order(page.locator("dd").nth(1))
    assert [direction(one) for one in page.locator(".prose p").all()] == ["ltr", "ltr"]


def test_what_is_asked_for_stands_in_its_order(page: Page) -> None:
    page.goto(f"/?q={HEBREW[:4]}&series={SERIES}&speaker=Ben Lind")
    title = page.locator("h1")
    expect(title).to_have_text(f"Talks: \u2068{SERIES}\u2069, Ben Lind, \u2068“{HEBREW[:4]}”\u2069")
    lefts = title.evaluate(
        """(one, parts) => parts.map(part => {
          const range = document.createRange(), text = one.firstChild, from = text.nodeValue.lastIndexOf(part);
          range.setStart(text, from); range.setEnd(text, from + part.length);
          return range.getBoundingClientRect().left;
        })""",
        ["Talks", SERIES, "Ben Lind", HEBREW[:4]],
    )
    assert lefts == sorted(lefts)


def test_what_one_types_runs_its_own_way(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("גאות", delay=5)
    expect(page.locator("#found")).to_contain_text("1 talk for")
    assert direction(box) == "rtl"
    box.fill("tides")
    assert direction(box) == "ltr"


def test_the_hour_stands_before_the_title_in_a_month(page: Page) -> None:
    page.goto("/?view=month")
    link = page.locator(".sheet li a").first
    hour, name = (link.locator(one).bounding_box() for one in (".hours", ".name"))
    assert hour is not None
    assert name is not None
    assert hour["x"] <= name["x"]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mail_too(page: Page, place: tuple[str, App], width: int) -> None:
    app = place[1]
    mail = written(app, Digest("all", "ada@example.org", "week", "en", NOW - timedelta(days=1)), NOW)
    assert mail is not None
    assert mail.entries
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(mails.html(mail, Site(base_url=app.base_url)))
    runs_as_it_should(page)
    assert direction(page.get_by_role("link", name=ARABIC)) == "rtl"

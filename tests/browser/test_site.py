"""The site as people use it: with mouse, keyboard, a phone, a screen reader's eyes, and without JavaScript."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.site import kinds, visit

PAGES = ("/", "/?view=week", "/?view=month", "/changes", "/sources", "/news", "/status", "/api/docs", "/embed/all")
FIRST_VIEW = 100_000  # bytes, all that is loaded
MOST_SHIFT = 0.0


def some_talk(page: Page) -> str:
    """The address of the first talk that is shown."""
    page.goto("/")
    return str(page.locator(".talk h3 a").first.get_attribute("href"))


@pytest.fixture(scope="module")
def every_kind(browser: Browser, site: str) -> list[str]:
    """The address of a page of each kind that the site has."""
    found = kinds(browser, site)
    assert found.keys() >= {"home", "month", "talk", "source", "series", "speaker", "news", "article"}
    return [*dict.fromkeys([*PAGES, *found.values()])]


def test_a_talk_is_found_by_typing(page: Page) -> None:
    page.goto("/")
    every = page.locator(".talk").count()
    title = page.locator(".talk h3").nth(3).inner_text()
    words = " ".join(title.split()[:4])
    page.get_by_role("searchbox").press_sequentially(words, delay=5)
    expect(page.locator("#found")).to_contain_text(words)
    assert 0 < page.locator(".talk").count() < every
    assert "q=" in page.url, "what is found can be passed on"
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value(words)
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_what_is_typed_is_found_before_its_last_word_ends_and_called_what_it_is(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("quant", delay=5)
    expect(page.locator("#found")).to_contain_text("“quant…”")
    found = page.locator(".talk").count()
    assert found > 0
    for typed, said in (("quant", "Talks: “quant”"), ("quantum", "Talks: “quantum”")):
        page.get_by_role("searchbox").fill(typed)
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#title")).to_have_text(said)
        expect(page).to_have_url(re.compile(rf"/\?q={typed}$"))
        expect(page.locator("#feed-address")).to_have_value(re.compile(rf"/talks\.ics\?q={typed}$"))
        expect(page).to_have_title(f"{said} · Talkfeed")
    assert page.locator(".talk").count() > 0
    page.goto("/?q=quant")
    page.get_by_role("link", name="talks for “quant…”").click()
    expect(page.locator("#title")).to_have_text("Talks: “quant…”")
    assert page.locator(".talk").count() == found


def test_the_source_of_a_talk_keeps_the_search(page: Page) -> None:
    page.goto("/?q=quantum")
    chip = page.locator(".talk .tags a").first
    name = chip.inner_text()
    chip.click()
    expect(page.locator("#title")).to_contain_text(name)
    expect(page.locator("#title")).to_contain_text("“quantum”")
    assert "q=quantum" in page.url


@pytest.mark.parametrize("view", ["week", "month"])
def test_an_empty_sheet_leads_to_the_next_talk(page: Page, view: str) -> None:
    page.goto(f"/?view={view}&on=2025-06-02")
    expect(page.locator("h1")).to_have_text("Talks")
    page.get_by_role("link", name="The next talk: ").click()
    assert page.locator(".sheet li").count() > 0
    page.goto(f"/?view={view}&on=2090-06-01")
    expect(page.locator(".empty")).to_contain_text("None is known for later.")


def test_an_article_is_found_by_typing_or_told_to_be_none(page: Page) -> None:
    page.goto("/news")
    page.get_by_role("searchbox").press_sequentially("zzxqv", delay=5)
    expect(page.locator("#results")).to_contain_text("No article fits")
    page.get_by_role("searchbox").fill("")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results .article").first).to_be_visible()


def test_a_filter_narrows_to_as_many_as_it_says(page: Page) -> None:
    page.goto("/")
    choice = page.locator("#filters li a").first
    count = int(choice.locator("span").inner_text())
    choice.click()
    assert page.locator(".talk").count() == count
    expect(page.locator("#filters a[aria-current]")).to_have_count(1)
    page.get_by_role("link", name="Show all talks").click()
    assert page.locator(".talk").count() > count


def test_one_subscribes_to_what_is_shown(page: Page) -> None:
    page.goto("/")
    page.locator("#filters li a").first.click()
    page.get_by_text("Subscribe in your calendar").click()
    address = page.get_by_label("Address of this calendar").input_value()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    links = {link.inner_text(): link.get_attribute("href") for link in page.locator(".ways a").all()}
    assert [name.split("\n")[0].split(" looks")[0].strip() for name in links][:2] == [
        "Google Calendar",
        "Apple Calendar",
    ]
    assert any((url or "").startswith("webcal:") for url in links.values())
    calendar = page.request.get(address)
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert calendar.text().count("BEGIN:VEVENT") >= page.locator(".talk").count() - 5, "talks without a day are in none"


def test_months_are_turned(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Month").click()
    expect(page.get_by_role("heading", level=2, name="March 2026")).to_be_visible()
    page.get_by_role("link", name="The month after").click()
    expect(page.get_by_role("heading", level=2, name="April 2026")).to_be_visible()
    page.locator("table.sheet a").first.click()
    expect(page.get_by_role("link", name="Add to calendar")).to_be_visible()


def test_the_reader_s_own_time_stands_beside_the_institute_s(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".own").first).to_contain_text("your time")
    own = page.locator(".talk:has(time[data-wall='2026-03-04T16:00'])")
    if own.count():
        expect(own.first).to_contain_text("16:00")


def test_a_talk_is_added_to_a_calendar(page: Page) -> None:
    page.goto(some_talk(page))
    href = page.get_by_role("link", name="Add to calendar").get_attribute("href")
    assert page.request.get(str(href)).text().startswith("BEGIN:VCALENDAR\r\n")
    expect(page.get_by_role("link", name="Report a mistake in this talk")).to_have_attribute(
        "href", re.compile("^mailto:")
    )


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "where am I?"
        if page.evaluate("document.activeElement.closest('.talk h3') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Add to calendar")).to_be_visible()


def test_all_works_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    title = page.locator(".talk h3").nth(2).inner_text()
    page.get_by_role("searchbox").fill(title)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/?view=month")
    page.locator("#filters li a").first.click()
    assert "view=month" in page.url
    page.get_by_text("Subscribe in your calendar").click()
    expect(page.get_by_label("Address of this calendar")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: str, every_kind: list[str], width: int) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 740}, has_touch=True)
    page = context.new_page()
    for address in every_kind:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


@pytest.mark.parametrize("look", ["light", "dark", "phone", "german"])
def test_there_are_no_barriers(browser: Browser, site: str, axe: str, every_kind: list[str], look: str) -> None:
    context = browser.new_context(
        base_url=site,
        color_scheme="dark" if look == "dark" else "light",
        locale="de-DE" if look == "german" else "en-GB",
        viewport={"width": 390 if look == "phone" else 1280, "height": 800},
        bypass_csp=True,
    )
    page = context.new_page()
    for address in (*every_kind, "/nowhere"):
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(axe)
        found: dict[str, Any] = page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        said = [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found["violations"]]
        assert said == [], address
    context.close()


def test_every_page_is_light_and_stays_where_it_is(browser: Browser, site: str, every_kind: list[str]) -> None:
    for name in every_kind:
        seen = visit(browser, site + name)
        assert (seen.sent <= seen.whole <= FIRST_VIEW, seen.sent <= FIRST_VIEW / 3) == (True, True), name
        assert seen.hosts == {urlsplit(site).netloc}, "nothing is loaded from elsewhere"
        assert seen.requests == 1, name
        assert seen.shift <= MOST_SHIFT, name
        assert seen.paint_ms > 0, "something is seen"


def test_a_page_for_the_notice_board_is_talks_alone(page: Page) -> None:
    page.goto("/")
    page.emulate_media(media="print")
    for hidden in ("form.search", "#subscribe", "#filters", "#views", "header", "footer", ".own"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".talk").first).to_be_visible()


@pytest.mark.parametrize("kind", ["source", "series"])
def test_so_is_that_of_a_source_and_of_a_series(page: Page, site: str, browser: Browser, kind: str) -> None:
    page.goto(kinds(browser, site)[kind])
    page.emulate_media(media="print")
    assert all(not one.is_visible() for one in page.locator("section.more").all()), "what is no talk to come"
    expect(page.locator("#subscribe")).to_be_hidden()
    expect(page.locator(".talk").first).to_be_visible()
    width = page.locator(".talk").first.evaluate("one => one.clientWidth / document.querySelector('main').clientWidth")
    assert width > 0.9


def test_a_list_stands_in_any_page_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(
        f'<iframe src="{site}/embed/all?limit=3&theme=dark" title="Talks" width="400" height="480"></iframe>'
    )
    talks = page.frame_locator("iframe").locator("li")
    expect(talks).to_have_count(3)
    context.close()


def test_another_language_is_a_link_away(page: Page) -> None:
    page.goto("/?view=month")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=2, name="März 2026")).to_be_visible()
    page.get_by_role("link", name="Quellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quellen")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_the_menu_is_one_line_and_the_status_is_whole(
    browser: Browser, site: str, language: str, width: int
) -> None:
    with browser.new_context(base_url=site, viewport={"width": width, "height": 740}, locale=language) as context:
        page = context.new_page()
        for path in ("/status", "/sources"):
            page.goto(path)
            tops = page.locator("header nav li").evaluate_all(
                "those => those.map(one => one.getBoundingClientRect().top)"
            )
            assert len(tops) == 5
            assert len(set(tops)) == 1
            cut = page.locator(".scroll:has(.stack)").evaluate_all(
                "those => those.filter(one => one.scrollWidth > one.clientWidth)"
            )
            assert cut == [], path

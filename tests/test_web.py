"""The pages: what they say, that no text of a page becomes markup, that they work without a script."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_export import jsonld, web
from calendar_export.pages import (
    Also,
    ArticlePage,
    Named,
    NewsList,
    SourcePage,
    SpeakerPage,
    render_article,
    render_news,
    render_source,
    render_speaker,
)
from calendar_export.showing import Shown
from calendar_export.web import (
    Choice,
    Filter,
    Listing,
    Past,
    Site,
    SourceLine,
    TalkPage,
    content_security_policy,
    render_listing,
    render_message,
    render_sources,
    render_status,
    render_talk,
    static_pages,
    subscribe_links,
)
from pipeline.query import Entry, NewsEntry
from pipeline.talk import Article, At, Claim, Evidence, Ground, Layer, Mode, Person, Place, Span, Status, Talk

UPDATED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
SITE = Site(base_url="https://talks.example.org", contact="operator@example.org")
BERLIN = Span(datetime(2026, 3, 3, 15), datetime(2026, 3, 3, 16, 30), "Europe/Berlin")


def entry(number: int = 1, **fields: Any) -> Entry:
    facts: dict[str, Any] = {
        "title": f"Talk {number}",
        "when": BERLIN,
        "url": f"https://institute.example.org/{number}",
    }
    talk = Talk(source="sample", **{**facts, **fields})
    return Entry(f"{number}@talkfeed", talk, 0, UPDATED, UPDATED)


def read(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_talks_stand_under_their_days() -> None:
    entries = (
        entry(1),
        entry(2, when=replace(BERLIN, start=datetime(2026, 3, 3, 17), end=None)),
        entry(3, when=Span(date(2026, 3, 4), None, "", all_day=True, time_known=False)),
        entry(4, when=Span(None)),
    )
    page = read(render_listing(SITE, Listing(entries, NOW, sources={"sample": "Sample Institute"})))
    days = page.xpath("//section[@class='day']")
    assert [words(day.find("h2")) for day in days] == [
        "Tuesday, 3 March 2026 Today",
        "Wednesday, 4 March 2026 Tomorrow",
        "Date not announced yet",
    ]
    assert [len(day.xpath(".//li")) for day in days] == [2, 1, 1]
    assert "15:00–16:30 Berlin time" in words(days[0])
    assert "Hour not announced" in words(days[1])
    assert "Sample Institute" in words(days[0])
    assert page.xpath("//time/@datetime")[0] == "2026-03-03T14:00Z"


def test_a_page_is_sound_for_everyone() -> None:
    listing = Listing((entry(),), NOW, q="stars", filters=(Filter("Source", (Choice("A", "?source=a", 3, True),)),))
    pages = [
        render_listing(SITE, listing),
        render_talk(SITE, TalkPage(entry())),
        render_sources(SITE, [SourceLine("a", "A")]),
        render_status(SITE, [SourceLine("a", "A", state="failing")], now=NOW, facts={"Talks": "3"}),
        render_news(SITE, NewsList(())),
        render_message(SITE, "Not here", "There is no such feed.", [Choice("b", "/feeds/b.ics")]),
    ]
    for text in pages:
        page = read(text)
        assert text.startswith("<!doctype html>")
        assert page.get("lang") == "en"
        assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
        assert page.xpath("//body/*")[0].get("href") == "#content"  # the way past the navigation
        for field in page.xpath("//input[not(@type='hidden')]"):
            assert field.get("aria-label") or page.xpath(f"//label[@for='{field.get('id')}']")
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels
        identities = page.xpath("//@id")
        assert len(identities) == len(set(identities))
        assert not page.xpath("//@src | //link[@rel='stylesheet']")  # nothing is loaded from anywhere


def test_search_and_filters_work_without_a_script() -> None:
    listing = Listing(
        (entry(),), NOW, q='"deep" & learning', hidden=(("source", "sample"),), clear_url="/", older_url="/?page=2",
        filters=(Filter("Source", (Choice("A", "/?source=a", 3, True), Choice("B", "/?source=b", 0))),),
    )  # fmt: skip
    page = read(render_listing(Site(base_path="/talkfeed"), listing))
    form = page.xpath("//form[@method='get']")[0]
    assert form.get("action") == "/talkfeed/"
    assert dict(form.form_values()) == {"source": "sample", "q": '"deep" & learning'}
    assert page.xpath("//a[@aria-current='true']/@href") == ["/?source=a"]
    assert page.xpath("//a[@rel='next']/@href") == ["/?page=2"]


def test_subscribing_leads_to_each_calendar() -> None:
    links = {link.label: link.url for link in subscribe_links("https://talks.example.org/feeds/a.ics", "A & B")}
    webcal = "webcal://talks.example.org/feeds/a.ics"
    assert links["Apple Calendar"] == webcal
    assert links["Google Calendar"].endswith("?cid=webcal%3A%2F%2Ftalks.example.org%2Ffeeds%2Fa.ics")
    assert links["Outlook (work, school)"].endswith(
        "?url=https%3A%2F%2Ftalks.example.org%2Ffeeds%2Fa.ics&name=A%20%26%20B"
    )
    page = read(render_listing(SITE, Listing((), NOW, feed_url="/feeds/a.ics")))
    assert page.xpath("//input[@id='feed-address']/@value") == ["https://talks.example.org/feeds/a.ics"]
    assert "this machine only" not in words(page)
    local = read(render_listing(Site(base_url="http://127.0.0.1:8000"), Listing((), NOW)))
    assert "this machine only" in words(local)


def test_an_empty_listing_says_what_to_do() -> None:
    assert "No talk is announced at the moment" in render_listing(SITE, Listing((), NOW))
    assert "Nothing that is coming up fits" in render_listing(SITE, Listing((), NOW, q="x", clear_url="/"))


OTHERS = ("Another title", "another  TITLE")
"""Two claims that say the same."""


def test_a_talk_page_tells_everything() -> None:
    claim = Claim("when", "Tue 3 March, 3 pm", Layer.VISIBLE, "visible:time", At("ab" * 32, "/html/body/p"))
    evidence = (
        Evidence(
            "when", claim, chosen=True, rule="nearest-year", grounds=(Ground("source:timezone", "Europe/Berlin"),)
        ),
        *(Evidence("title", replace(claim, field="title", text=text), chosen=False) for text in OTHERS),
    )
    one = entry(
        speakers=(Person("Ada Lovelace", "Society", "https://ada.example.org/"),),
        place=Place(Mode.HYBRID, "Hall", "R1", online_url="https://meet.example.org/1"),
        abstract="First.\n\nSee https://x.example.org/y.",
        registration_url="https://institute.example.org/r",
        status=Status.CANCELLED,
        series="Engines",
    )
    history = (Past(UPDATED, "place changed", (("room", "R0", "R1"),)),)
    page = read(render_talk(SITE, TalkPage(one, evidence, history, {"sample": "Sample Institute"})))
    text = words(page)
    for said in (
        "Talk 1", "Tuesday, 3 March 2026", "15:00–16:30 Berlin time (Europe/Berlin, UTC+1)", "Ada Lovelace (Society)",
        "R1, Hall", "In person and online", "Join on meet.example.org", "This talk is cancelled.", "Engines",
        "Sample Institute", "Tue 3 March, 3 pm", "visible:time", "nearest-year", "source:timezone",
        "1 other claim was read and not believed", "Another title", "place changed", "Room: R0 → R1",
    ):  # fmt: skip
        assert said in text, said
    assert page.xpath("//a[text()='Add to calendar']/@href") == ["/talks/1@talkfeed.ics"]
    assert page.xpath("//p/a[@href='https://x.example.org/y']")
    assert page.xpath("//a[starts-with(@href, 'mailto:')]/@href")[0].endswith(
        "subject=Mistake%20in%20talk%201@talkfeed"
    )


def test_a_talk_without_a_date_cannot_be_added() -> None:
    page = read(render_talk(SITE, TalkPage(entry(when=Span(None)))))
    assert not page.xpath("//a[text()='Add to calendar'] | //script[@type='application/ld+json']")
    assert "Date not announced yet" in words(page)


def test_search_engines_read_an_event() -> None:
    one = entry(
        speakers=(Person("Ada Lovelace", "Society"),),
        place=Place(Mode.HYBRID, "Hall", "R1", "1 High St", "https://meet.example.org/1"),
        abstract="It computes.",
        status=Status.POSTPONED,
    )
    page = read(render_talk(SITE, TalkPage(one, sources={"sample": "Sample Institute"})))
    assert json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0]) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Talk 1",
        "startDate": "2026-03-03T15:00+01:00",
        "endDate": "2026-03-03T16:30+01:00",
        "eventStatus": "https://schema.org/EventPostponed",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {"@type": "Place", "name": "R1, Hall, 1 High St", "address": "1 High St"},
            {"@type": "VirtualLocation", "url": "https://meet.example.org/1"},
        ],
        "description": "It computes.",
        "url": "https://institute.example.org/1",
        "identifier": "1@talkfeed",
        "performer": [
            {"@type": "Person", "name": "Ada Lovelace", "affiliation": {"@type": "Organization", "name": "Society"}}
        ],
        "organizer": {"@type": "Organization", "name": "Sample Institute"},
    }
    assert jsonld.event(entry(when=Span(None))) is None


@pytest.mark.parametrize(
    ("when", "hour", "name", "detail"),
    [
        (BERLIN, "15:00–16:30", "Berlin time", "Europe/Berlin, UTC+1"),
        (
            replace(BERLIN, end=None, timezone="America/St_Johns"),
            "15:00",
            "St. John’s time",
            "America/St_Johns, UTC−3:30",
        ),
        (
            replace(BERLIN, end=datetime(2026, 3, 4, 1)),
            "15:00 – Wed 4 Mar, 01:00",
            "Berlin time",
            "Europe/Berlin, UTC+1",
        ),
        (replace(BERLIN, end=date(2026, 3, 5), timezone="UTC"), "15:00 – Thu 5 Mar", "UTC", "UTC, UTC+0"),
        (replace(BERLIN, timezone=""), "15:00–16:30", "local time", "The page does not say which time zone."),
        (Span(date(2026, 3, 3), date(2026, 3, 6)), "until Fri 6 Mar", "", ""),
        (Span(date(2026, 3, 3)), "All day", "", ""),
        (Span(date(2026, 3, 3), time_known=False), "Hour not announced", "", ""),
    ],
)
def test_a_time_is_shown_with_its_own_zone(when: Span, hour: str, name: str, detail: str) -> None:
    assert (Shown("en").hours(when), Shown("en").zone_name(when), Shown("en").zone_detail(when)) == (hour, name, detail)
    render_talk(SITE, TalkPage(entry(when=when)))


def test_the_worst_comes_first_on_the_status_page() -> None:
    lines = [
        SourceLine("a", "A", state="well", coming=3, last_run=UPDATED),
        SourceLine("b", "B", state="doubted", sentence="9 of 12 coming talks vanished at once."),
        SourceLine("c", "C", state="failing"),
    ]
    page = read(render_status(SITE, lines, now=NOW, facts={"Database": "SQLite"}))
    assert [words(head) for head in page.xpath("//tbody//th")] == ["C", "B", "A"]
    assert "2 of 3 sources need a look" in words(page)
    assert "5 Jan 2026, 09:30 UTC" in words(page)


def test_near_feeds_are_suggested() -> None:
    page = read(render_message(SITE, "Unknown feed", "There is no feed “x<y>”.", [Choice("xy", "/feeds/xy.ics")]))
    assert page.xpath("//main//a[text()='xy']/@href") == ["/feeds/xy.ics"]
    assert "“x<y>”" in words(page)


def test_articles_are_shown_as_far_as_may_be() -> None:
    article = Article(
        "sample", "https://institute.example.org/n", "News", date(2026, 1, 3), body="Whole.", summary="Gist."
    )
    one = NewsEntry(1, article, UPDATED, UPDATED)
    assert "Whole." in render_news(SITE, NewsList([one], "full"))
    shown = render_news(SITE, NewsList([one], sources={"sample": "Sample"}))
    assert "Gist." in shown
    assert "Whole." not in shown
    assert "Gist." not in render_news(SITE, NewsList([one], "none"))


def test_the_folder_of_feeds_has_a_front_page_that_needs_no_server() -> None:
    pages = static_pages(
        SITE, Listing((entry(),), NOW, feed_url="/elsewhere"), {"all": "All talks", "sample": "Sample"}
    )
    page = read(pages["index.html"])
    inner = [
        link for link in page.xpath("//@href") if "://" not in link and not link.startswith(("mailto:", "webcal:", "#"))
    ]
    assert {link for link in inner if not link.startswith("data:")} == {"./", "feeds/all.ics", "feeds/sample.ics"}
    assert not page.xpath("//form")
    assert page.xpath("//h3/a/@href") == ["https://institute.example.org/1"]
    assert page.xpath("//input[@readonly]/@value") == ["https://talks.example.org/feeds/all.ics"]


def test_the_policy_allows_the_pages_own_style_and_script_only() -> None:
    page = render_listing(SITE, Listing((entry(),), NOW))
    policy = content_security_policy()
    for tag in ("style", "script"):
        for inline in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S):
            assert web._digest(inline) in policy
    assert "unsafe" not in policy
    assert " style=" not in page


PAIRS = (
    ("--ink", "--paper"), ("--soft", "--paper"), ("--soft", "--raised"), ("--ink", "--raised"), ("--link", "--paper"),
    ("--link", "--raised"), ("--on-accent", "--accent"), ("--bad", "--bad-paper"), ("--warn", "--warn-paper"),
    ("--good", "--good-paper"),
)  # fmt: skip


def test_every_text_can_be_read_by_day_and_by_night() -> None:
    style = web._environment("").get_template("style.css").render()
    light, dark = (
        dict(re.findall(r"(--[\w-]+): (#\w{6})", part)) for part in re.findall(r":root \{(.*?)\}", style, re.S)
    )
    for colours in (light, {**light, **dark}):
        for text, ground in PAIRS:
            bright, dim = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (text, ground)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["</script>", "<script>alert(1)</script>", '" onload="x', "<!--", "]]>", "{{ 7*7 }}", "\u2028", "'"]
        ),
    ),
    max_size=4,
).map("".join)
ADDRESSES = HOSTILE | st.sampled_from(
    ["javascript:alert(1)", "https://x.example.org/<b>", "data:text/html,x", " JaVaScript:x"]
)


def test_an_article_whose_page_tells_another_one_leads_nowhere_else() -> None:
    for url, links in (("https://a.example/n/1", 2), ("https://a.example/n/1#article-7", 0)):
        news = NewsEntry(7, Article("sample", url, "On Stars"), UPDATED, UPDATED)
        page = read(render_article(SITE, ArticlePage(news, "full")))
        assert len(page.xpath(f"//main//a[@href='{url}']")) == links
        assert ("tells another article by now" in words(page)) is (links == 0)


@given(HOSTILE, HOSTILE, ADDRESSES)
@settings(max_examples=120, deadline=None)
def test_no_text_of_a_page_becomes_markup(title: str, text: str, address: str) -> None:
    one = entry(
        title=title, abstract=text, bio=title, series=text, topics=(text,), url=address, image=address,
        speakers=(Person(text, title, address),), hosts=(Person(title, None, address),), registration_url=address,
        place=Place(Mode.ONLINE, text, title, text, address), language=text,
    )  # fmt: skip
    claim = Claim("title", text, Layer.SITE, title, At(""), address)
    evidence = (Evidence("title", claim, True, text, (Ground(text, title),)), Evidence("when", claim, False))
    article = Article("sample", address, title, body=text, summary=text, author=title)
    news = NewsEntry(1, article, UPDATED, UPDATED)
    site = Site(contact=address)
    pages = [
        render_talk(
            site, TalkPage(one, evidence, (Past(UPDATED, "retitled", (("title", text, title),)),), {"sample": text})
        ),
        render_listing(site, Listing((one,), NOW, q=text, feed_title=title, sources={"sample": title})),
        render_news(site, NewsList([news], "full", text, q=text)),
        render_article(
            site,
            ArticlePage(news, "full", (Named(title, "a", (text,)),), (Also(text, address, title, 0.9, (text,)),)),
        ),
        render_speaker(site, SpeakerPage(title, Listing((one,), NOW), (text,), (address,), (one,), ((news, (text,)),))),
        render_source(site, SourcePage(SourceLine("a", text, address), Listing((one,), NOW), news=(news,))),
        render_message(site, title, text),
        render_sources(site, [SourceLine("a", text, address)]),
    ]
    for text_of_page in pages:
        page = read(text_of_page.replace("\x00", ""))
        scripts = page.xpath("//script")
        assert {script.get("type") for script in scripts} <= {None, "application/ld+json"}
        assert len([script for script in scripts if script.get("type") is None]) == 1
        for data in page.xpath("//script[@type]/text()"):
            json.loads(data)
        assert not [
            name for element in page.iter() for name in element.attrib if name.startswith("on") and name != "open"
        ]
        for link in page.xpath("//@href"):
            assert re.match(r"https?://|mailto:|webcal:|data:,$|#|/|\./|\?", link), link

"""One source, crawled from a real site on loopback: slow, broken, endless, redirecting, closed, unchanged."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from datetime import date
from typing import Any

import pytest

from config.sources import Limits
from pipeline.gather import gather
from tests.spider.sites import Memory, event, listing, talk, titles


def test_a_listing_leads_to_its_talks(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2", "/about"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1", "Talk 2"]
    assert all(sighting.own_page for sighting in harvest.sightings)
    assert site.paths() == ["/events", "/talks/1", "/talks/2"]
    assert site.asked[0].path == "/robots.txt"
    assert site.asked[0].headers["user-agent"].startswith("Talkfeed/")
    assert "mail@example.org" in site.asked[-1].headers["user-agent"]
    assert harvest.pages_ok == 3
    assert harvest.coverage.flaw == ""
    assert harvest.coverage.reach == ((f"{site.url}/events", date(2026, 4, 2)),)
    assert harvest.problems == ()


def test_a_missing_listing_is_a_flaw_and_the_others_go_on(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/nothing", f"{site.url}/events")
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.flaw == f"{site.url}/nothing answers 404 (Not Found)"
    assert harvest.problems == (harvest.coverage.flaw,)
    assert harvest.pages_failed == 1
    assert [url for url, _ in harvest.coverage.reach] == [f"{site.url}/events"]


def test_a_talk_page_that_is_gone_is_told_and_is_no_flaw(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2"))
    site.page("/talks/1", talk(1))
    site.page("/talks/2", "moved away", status=410)
    harvest = crawl(f"{site.url}/events")
    assert harvest.coverage.gone == (f"{site.url}/talks/2",)
    assert harvest.coverage.flaw == ""


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"body": "no", "status": 403}, "answers 403"),
        ({"body": "<html><form><input type=password></form></html>"}, "asks for a login"),
        ({"body": "<html><title>Page not found</title><p>Sorry</p></html>"}, "says “not found”"),
        ({"body": "<html><title>Just a moment...</title></html>"}, "wants to see a person"),
        ({"body": "<html><h1>Down for maintenance</h1></html>"}, "being maintained"),
        (
            {"body": "<h1>Wartungsarbeiten</h1><p>Wir sind ab 24.11.2026, 8 Uhr wieder da.</p>"},
            "being maintained",
        ),
        (
            {"body": "<title>Seminars</title><h1>Site maintenance</h1><p>Tuesday, 24 November 2026, 8 am to noon</p>"},
            "being maintained",
        ),
        ({"body": "<html><div id=root></div><script>app()</script></html>"}, "nothing without JavaScript"),
        ({"body": b"x" * 3_000_000}, "larger than"),
        ({"body": "", "status": 302, "headers": {"Location": "file:///etc/passwd"}}, "file:///etc/passwd"),
        ({"body": "", "status": 302, "headers": {"Location": "http://10.0.0.1/"}}, "10.0.0.1 is a private address"),
        ({"body": "", "status": 302, "headers": {"Location": "http://169.254.169.254/latest"}}, "metadata"),
        ({"body": "", "status": 302, "headers": {"Location": "http://localhost:1/"}}, "loopback"),
        ({"body": "", "status": 302, "headers": {"Location": "http://2130706433:1/"}}, "loopback"),
        ({"body": "", "status": 302, "headers": {"Location": "/events"}}, "redirects without end"),
        (
            {"body": "short", "headers": {"Content-Length": "1000", "Connection": "close"}},
            "broke off|could not be fetched",
        ),
    ],
)
def test_what_a_listing_hides_is_a_flaw_with_its_reason(site: Any, crawl: Any, answer: Any, says: str) -> None:
    site.page("/events", **answer)
    harvest = crawl(f"{site.url}/events", private=(site.host,), limits=Limits(delay=0, bytes=2_000_000))
    assert harvest.sightings == ()
    assert re.search(says, harvest.coverage.flaw)
    assert f"{site.url}/events" in harvest.coverage.flaw or "Location" in str(answer)
    assert harvest.coverage.reach == ()
    assert harvest.pages_failed == 1


def test_paging_goes_on_to_the_end(site: Any, crawl: Any) -> None:
    for number in range(1, 4):
        more = f'<a rel="next" href="/events?page={number + 1}">Next</a>' if number < 3 else ""
        path = "/events" if number == 1 else f"/events?page={number}"
        site.page(path, listing(f"/talks/{number}", more=more))
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1", "Talk 2", "Talk 3"]
    assert harvest.coverage.reach == ((f"{site.url}/events", date(2026, 4, 3)),)
    assert harvest.coverage.flaw == ""


def test_an_endless_calendar_is_left_after_its_depth(site: Any, crawl: Any) -> None:
    def month(asked: Any) -> Any:
        number = int(asked.path.partition("=")[2] or 1)
        link = f'<a rel="next" href="/events?page={number + 1}">Next</a>'
        return site.Answer(listing(f"/talks/{(number * 7) % 27 + 1}", more=link))

    for number in range(1, 1000):
        site.pages[f"/events?page={number}"] = month
    site.pages["/events"] = month
    for number in range(1, 28):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events", limits=Limits(delay=0, depth=3))
    assert [path for path in site.paths() if path.startswith("/events")] == [
        "/events",
        "/events?page=2",
        "/events?page=3",
        "/events?page=4",
    ]
    assert harvest.coverage.reach == ()  # 8, 15, 22, 2 April: in no order, so nothing is proved
    assert harvest.coverage.flaw == ""


def test_a_later_page_of_a_listing_that_fails_is_a_flaw(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", more='<a rel="next" href="/events?page=2">Next</a>'))
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.flaw == f"{site.url}/events?page=2 answers 404 (Not Found)"
    assert harvest.coverage.reach == ()


def test_a_feed_leads_to_the_pages_it_announces(site: Any, crawl: Any) -> None:
    date = "<pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate>"
    entry = f"<item><title>Talk 1</title><link>{site.url}/talks/1</link>{date}</item>"
    rss = f'<rss version="2.0"><channel><title>Seminars</title><link>{site.url}</link>{entry}</channel></rss>'
    site.page("/feed", rss, headers={"Content-Type": "application/rss+xml"})
    site.page("/talks/1", talk(1))
    harvest = crawl(f"{site.url}/feed", follow=None)
    assert site.paths() == ["/feed", "/talks/1"]
    assert any(sighting.own_page for sighting in harvest.sightings)


def test_the_budget_of_pages_is_kept_and_listings_come_first(site: Any, crawl: Any) -> None:
    site.page("/a", listing(*(f"/talks/{number}" for number in range(1, 10))))
    site.page("/b", listing("/talks/20"))
    for number in range(1, 21):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/a", f"{site.url}/b", limits=Limits(delay=0, pages=5))
    assert len(site.paths()) == 5
    assert {"/a", "/b"} <= set(site.paths())
    assert any("budget of 5 pages" in problem for problem in harvest.problems)


def test_an_empty_listing_that_says_so_vouches_for_it(site: Any, crawl: Any) -> None:
    site.page("/events", "<html><p>No upcoming\n events&nbsp;at this time.</p></html>")
    harvest = crawl(f"{site.url}/events", empty="no upcoming events")
    assert harvest.coverage.vouched
    assert harvest.coverage.flaw == ""


def test_an_empty_phrase_beside_coming_talks_vouches_for_nothing(site: Any, crawl: Any) -> None:
    page = "<p>No upcoming events</p>"
    site.page("/events", listing(more=page + event("Talk 1", "2026-04-01T15:00")))
    assert not crawl(f"{site.url}/events", empty="no upcoming events").coverage.vouched
    site.page("/events", listing(more=page + event("Talk 1", "2025-04-01T15:00")))
    assert crawl(f"{site.url}/events", empty="no upcoming events").coverage.vouched


JUNK = {
    "closes at once": b"",
    "no http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
    "broken chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "long header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\nhello",
    "split header": b"HTTP/1.1 200 OK\r\nLocation: a\x00b\r\n\r\nhello",
    "false gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "odd status": b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n",
    "odd place": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", JUNK)
def test_a_server_that_speaks_nonsense_is_one_sentence(crawl: Any, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = server.accept()
                    with contextlib.suppress(OSError), peer:
                        asked = peer.recv(65536)
                        peer.sendall(b"HTTP/1.1 404 No\r\n\r\n" if b"robots.txt" in asked else JUNK[name])

        threading.Thread(target=speak, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/events"
        harvest = crawl(url)
        server.shutdown(socket.SHUT_RDWR)
    assert harvest.sightings == ()
    assert harvest.coverage.flaw.startswith(url)
    assert "\n" not in harvest.coverage.flaw
    assert len(harvest.coverage.flaw) < 500


def test_a_long_header_is_no_obstacle(site: Any, crawl: Any) -> None:
    site.page("/events", talk(1), headers={"Content-Security-Policy": "default-src https://a.example " * 1000})
    assert titles(crawl(f"{site.url}/events")) == ["Talk 1"]


def test_a_page_that_breaks_the_reader_costs_that_page(site: Any, crawl: Any, monkeypatch: Any) -> None:
    import crawler.spiders.source as spider

    real = spider.extract

    def brittle(page: Any, source: Any) -> Any:
        if page.url.endswith("/talks/1"):
            raise ZeroDivisionError("a mistake of ours")
        return real(page, source)

    monkeypatch.setattr(spider, "extract", brittle)
    site.page("/events", listing("/talks/1", "/talks/2"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    harvest = crawl(f"{site.url}/events")
    assert titles(harvest) == ["Talk 2"]
    assert any("/talks/1 could not be read: a mistake of ours" in problem for problem in harvest.problems)


def test_a_crawl_out_of_time_says_so_and_keeps_what_it_has(site: Any, crawl: Any) -> None:
    site.page("/events", listing(*(f"/talks/{number}" for number in range(1, 10))))
    for number in range(1, 10):
        site.page(f"/talks/{number}", talk(number), wait_s=0.3)
    harvest = crawl(f"{site.url}/events", deadline_s=1.2)
    assert 0 < len(titles(harvest)) < 9
    assert "was not crawled to its end within" in harvest.coverage.flaw


def test_a_talk_page_that_answers_with_its_listing_announces_nothing_anew(site: Any, crawl: Any) -> None:
    numbers = range(1, 5)
    cards = "".join(
        f'<li class="event"><a href="/talks/{n}">The Life of Number {n}</a> <span>{n} June 2027, 15:00</span></li>'
        for n in numbers
    )
    page = f"<html><body><h1>Events</h1><ul>{cards}</ul></body></html>"
    site.page("/events", page)
    for number in numbers:
        site.page(f"/talks/{number}", page)
    harvest = crawl(f"{site.url}/events")
    assert all("answers with its listing" in problem for problem in harvest.problems)
    assert len(harvest.problems) == 4
    assert {sighting.page_url for sighting in harvest.sightings} == {f"{site.url}/events"}


def test_a_picture_in_place_of_a_page_is_told_and_yields_no_talk(site: Any, crawl: Any) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40 + b"\n12 March 2027, 15:00\nA talk\n"
    site.page("/events", picture, headers={"Content-Type": "image/png"})
    harvest = crawl(f"{site.url}/events")
    assert harvest.sightings == ()
    assert "is no page but image/png" in harvest.coverage.flaw


def test_the_day_of_a_posting_behind_a_news_listing_is_no_talk(site: Any, crawl: Any) -> None:
    teasers = "".join(
        f'<li class="teaser"><a href="/n/{n}">Prize {n} goes to the laboratory</a> <span>{n} March 2026</span></li>'
        for n in range(1, 7)
    )
    site.page("/news", f"<html><body><h1>News</h1><ul>{teasers}</ul></body></html>")
    harvest = crawl(f"{site.url}/news", kind="news")
    assert [sighting for sighting in harvest.sightings if sighting.kind == "talk"] == []


def test_a_page_that_quotes_a_calendar_keeps_its_talks() -> None:
    from crawler.extract import decode

    quoted = "<html><body><h1>Talk</h1><pre>\nBEGIN:VEVENT\nSUMMARY:Injected\nEND:VEVENT\n</pre></body></html>"
    assert decode.kind_of(quoted) == "html"
    assert decode.kind_of("BEGIN:VCALENDAR\nEND:VCALENDAR") == "ics"


# ── How far it saw ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_coming_talk_that_no_listing_shows_is_asked_for_itself(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    known = (*(f"{site.url}/talks/{number}" for number in (1, 2, 3)), "https://elsewhere.example/talks/4")
    harvest = crawl(f"{site.url}/events", expected=known)
    assert titles(harvest) == ["Talk 1", "Talk 2"]  # paged away, and still there
    assert harvest.coverage.gone == (f"{site.url}/talks/3",)
    assert harvest.coverage.reach == (
        (f"{site.url}/events", date(2026, 4, 1)),
    )  # the listing shows no more than before
    assert site.paths().count("/talks/1") == 1
    assert harvest.coverage.flaw == ""


def test_a_talk_on_no_listing_whose_page_is_down_was_not_seen(site: Any, crawl: Any) -> None:
    """What its page once said counts only while a listing leads to it: else a talk would be seen for ever."""
    memory, known = Memory(), (f"{site.url}/talks/2",)
    site.page("/events", listing("/talks/1", "/talks/2"))
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(number))
    crawl(f"{site.url}/events", archive=memory)
    site.page("/talks/2", "<html><body><h1>Page not found</h1></body></html>")
    assert titles(crawl(f"{site.url}/events", archive=memory, expected=known)) == ["Talk 1", "Talk 2"]
    site.page("/events", listing("/talks/1"))
    harvest = crawl(f"{site.url}/events", archive=memory, expected=known)
    assert titles(harvest) == ["Talk 1"]
    assert harvest.coverage.down == (f"{site.url}/talks/2",)


def test_a_blind_run_asks_for_no_more(site: Any, crawl: Any) -> None:
    site.page("/events", "", status=503)
    site.page("/talks/2", talk(2))
    crawl(f"{site.url}/events", expected=(f"{site.url}/talks/2",))
    assert "/talks/2" not in site.paths()


def test_talk_pages_that_could_not_be_read_are_told_apart(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", "/talks/2", "/talks/3"))
    site.page("/talks/1", talk(1))
    site.page("/talks/2", "", status=500)
    harvest = crawl(f"{site.url}/events")
    assert harvest.coverage.unread == harvest.coverage.down == (f"{site.url}/talks/2",)
    assert harvest.coverage.gone == (f"{site.url}/talks/3",)
    assert harvest.coverage.flaw == ""


def test_a_listing_cut_off_in_the_middle_is_a_flaw(site: Any, crawl: Any) -> None:
    memory, whole = Memory(), listing("/talks/1") + "</body></html>"
    site.page("/talks/1", talk(1))
    site.page("/events", whole)
    assert crawl(f"{site.url}/events", archive=memory).coverage.flaw == ""
    site.page("/events", whole[: whole.index("</ul>")])
    harvest = crawl(f"{site.url}/events", archive=memory)
    assert "breaks off in the middle" in harvest.coverage.flaw
    site.page("/events", whole)
    assert crawl(f"{site.url}/events", archive=memory).coverage.flaw == ""


def test_a_listing_under_changing_bytes_in_place_of_a_talk_announces_nothing_anew(site: Any, crawl: Any) -> None:
    cards = "".join(
        f"<li><h3>On the Nature of Talk {n}</h3><p>Tuesday, April {n}, 2026, 3:00 pm</p><p>Speaker: Ada Byron</p></li>"
        for n in (7, 14, 21)
    )
    served = iter(range(1000))

    def answer(asked: Any) -> Any:
        return site.Answer(
            f"<html><head><meta name=nonce content={next(served)}></head><body><h1>Talks</h1><ul>{cards}</ul>"
            '<a href="/talks/1">More</a></body></html>'
        )

    site.pages["/events"] = site.pages["/talks/1"] = answer
    harvest = crawl(f"{site.url}/events")
    assert {sighting.page_url for sighting in harvest.sightings} == {f"{site.url}/events"}
    assert harvest.coverage.unread == (f"{site.url}/talks/1",)
    assert "answers with its listing" in harvest.problems[0]


def test_a_talk_that_a_redirect_leads_to_is_known_by_both_addresses(site: Any, crawl: Any) -> None:
    cards = "".join(
        f'<li><h3><a href="/talks/{n}">Talk {n} of Many</a></h3><p>Wednesday, April {n}, 2026, 3:00 pm</p></li>'
        for n in (1, 8, 15)
    )
    site.page("/events", listing(more=f"<ul>{cards}</ul>"))
    site.page("/talks/8", talk(8))
    site.page("/talks/15", talk(15))
    site.page("/talks/1", "", status=301, headers={"Location": "/new/one"})
    site.page("/new/one", talk(1))
    harvest = crawl(f"{site.url}/events")
    pooled = [one for one in gather(harvest.sightings) if one.kind == "talk"]
    assert [one.url for one in pooled].count(f"{site.url}/talks/1") == 0
    (moved,) = (one for one in pooled if one.url == f"{site.url}/new/one")
    assert len(pooled) == 3
    assert any(key.endswith("/talks/1") for key in moved.keys)


def test_a_row_that_cannot_be_read_still_tells_its_title(site: Any, crawl: Any) -> None:
    site.page("/events", listing("/talks/1", more="<p>3 April or so (new room!): Soap Films</p>"))
    site.page("/talks/1", talk(1))
    assert crawl(f"{site.url}/events", titles=("Soap Films", "Knots")).coverage.told == ("soap films",)

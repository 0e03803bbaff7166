"""A page is parsed once, knows what it is from its bytes, and re-reads any place to the same text."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.sources import Source
from crawler.extract import extract
from crawler.extract.decode import MAX_BYTES, charset, front_matter, parse_json, parse_loose_json
from crawler.extract.page import LONGEST, LONGEST_TEXT, Page
from crawler.extract.seen import plain

HTML = b"""<!DOCTYPE html><html lang="en-GB"><head><title> A &amp; B \xe2\x80\x93 Talks </title>
<link rel="canonical" href="/talks/a"><meta property="og:image" content="/a.png"><base href="/talks/"></head><body>
<h1>Tides of <em>memory</em></h1><p>Monday<br>3 pm<script>var x</script></p>
<ul><li><a href="b#x">B\n talk</a> <time datetime="2026-03-04">4 March</time></li>
<li>second <a href="javascript:no()">x</a></li></ul>
<pre>one
two</pre></body></html>"""


def page(body: bytes, url: str = "https://institute.example/talks/?p=1", **more: object) -> Page:
    return Page(url, body, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (HTML, "html"),
        (b"<p>just a <b>piece</b> of markup</p>", "html"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "xml"),
        (b'{"events": []}', "json"),
        (b"[1, 2]", "json"),
        (b'callback({"events": []});', "json"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics"),
        (b"---\ntitle: x\n---\n\ntext", "markdown"),
        (b"# A talk\n\nby [Ada](https://institute.example/ada)", "markdown"),
        (b"[Ada](https://institute.example/ada) speaks", "markdown"),
        (b"Monday, 3 pm\n\nA talk", "text"),
        (b"", "text"),
        (b"{ not json", "text"),
    ],
)
def test_a_document_is_known_by_its_content(body: bytes, kind: str) -> None:
    assert page(body).kind == kind
    assert page(gzip.compress(body)).kind == kind


def test_the_text_is_what_people_see_a_line_per_block() -> None:
    text = page(HTML).text_at("")
    assert text == "Tides of memory\nMonday\n3 pm\nB talk 4 March\nsecond x\none\ntwo"


def test_what_a_page_says_of_itself() -> None:
    it = page(HTML)
    assert it.title == "A & B – Talks"
    assert it.language == "en-GB"
    assert it.canonical == "https://institute.example/talks/a"
    assert it.meta("og:image") == "/a.png"
    assert [link.url for link in it.links] == ["https://institute.example/talks/b#x"]
    assert it.links[0].text == "B talk"


def test_a_canonical_address_copied_from_the_front_page_is_none() -> None:
    body = b'<html><head><link rel=canonical href="https://institute.example/"></head><body><p>x</p></body></html>'
    assert page(body).canonical == ""
    assert page(body, "https://institute.example/").canonical == "https://institute.example/"


def test_selectors_find_text_attributes_and_stretches_of_text() -> None:
    it = page(HTML)
    assert it.text("h1") == "Tides of memory"
    assert it.text("time::attr(datetime)") == "2026-03-04"
    assert it.text("h1::text") == "Tides of"
    assert it.text(".nothing") == ""


def test_each_claim_is_read_again_where_it_stood() -> None:
    it = page(HTML)
    for css in ("h1", "h1::text", "time", "time::attr(datetime)", "li", "pre", "a"):
        for claim in it.claims("title", css, by="test:css"):
            text = it.text_at(claim.at.path)
            assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text != ""
            assert claim.at.page == it.sha256


def test_names_that_are_none_in_xpath_are_found_again() -> None:
    it = page(b"<html><body><p>x</p><div><o:p>one</o:p><o:p>two <b>bold</b></o:p></div></body></html>")
    claim = next(it.claims("title", "b", by="test:css"))
    assert it.text_at(claim.at.path) == "bold"
    assert it.document is not None
    odd = [element for element in it.document.iter() if element.tag == "o:p"]
    assert [it.text_at(it.at(element).path) for element in odd] == ["one", "two bold"]


def test_a_card_is_a_page_of_its_own_with_places_of_the_whole() -> None:
    first, second = page(HTML).cut("li")
    assert first.tree is not first.document
    assert first.text("*") == "B talk 4 March"
    assert [len(first.links), len(second.links)] == [1, 0]
    claim = first.claim("when", "time", by="test:css")
    assert page(HTML).text_at(claim.at.path) == "4 March"
    assert first.title == "A & B – Talks"


def test_front_matter_gives_address_title_and_the_day_of_saving() -> None:
    head = b"---\ntitle: 'Tides: a talk'\noriginal_url: https://institute.example/t\ndate: 2025-05-04\n---\n\n"
    body = head + b"# Tides\n\nlast\nline"
    it = Page(None, body)
    assert (it.url, it.title, it.retrieved) == ("https://institute.example/t", "Tides: a talk", date(2025, 5, 4))
    assert it.text_at("") == "Tides\nlast\nline"
    assert Page("https://other.example/", body, date(2026, 1, 1)).retrieved == date(2026, 1, 1)


def test_a_rule_in_a_text_is_no_front_matter() -> None:
    assert front_matter("---\nno keys here\n---\ntext") == ({}, "---\nno keys here\n---\ntext")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Müller – “x”".encode(), None, "Müller – “x”"),
        ("Müller".encode("cp1252"), None, "Müller"),
        ("Müller".encode(), "text/html; charset=iso-8859-1", "Müller"),
        ("Łódź".encode("iso-8859-2"), "text/plain; charset=ISO-8859-2", "Łódź"),
        ("東京大学".encode("shift_jis"), "text/html; charset=Shift_JIS", "東京大学"),
        ("Müller".encode("utf-16"), None, "Müller"),
        ("Muller".encode("utf-16-le"), None, "Muller"),
        (b"a\0b", None, "ab"),
    ],
)
def test_charsets_are_found(body: bytes, content_type: str | None, text: str) -> None:
    assert page(b"<p>" + body + b"</p>" if b"\0" not in body and body[:2] != b"\xff\xfe" else body,
                content_type=content_type).text_at("") == text  # fmt: skip


def test_a_declaration_in_the_page_counts_where_the_bytes_are_not_utf8() -> None:
    assert charset(b'<meta charset="windows-1251">' + "Привет".encode("cp1251")) == "cp1251"
    assert charset(b'<meta charset="nonsense">' + "Müller".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "x\ny"}', {"a": "x\ny"}),
        ('<!--{"a": [1, 2,],}-->', {"a": [1, 2]}),
        ('//<![CDATA[\n{"a": "http://x"}\n//]]>', {"a": "http://x"}),
        ("{&quot;a&quot;: 1}", {"a": 1}),
        ('{"a": 1, // one\n /* two */ "b": 2};', {"a": 1, "b": 2}),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": "not, ]a comma // x"}', {"a": "not, ]a comma // x"}),
        ("no json", None),
    ],
)
def test_json_is_read_as_people_write_it(text: str, value: object) -> None:
    assert parse_loose_json(text) == value


def test_jsonp_is_unwrapped() -> None:
    assert parse_json('/**/ cal.events["x"]( {"a": 1} );') == {"a": 1}


@pytest.mark.parametrize(
    ("given_text", "seen"),
    [("Q&amp;A &lt;now&gt;", "Q&A <now>"), ("a < b and c > d", "a < b and c > d"), ("<p>one</p><p>two</p>", "one\ntwo"),
     ("&lt;p&gt;one&lt;/p&gt;", "<p>one</p>")],
)  # fmt: skip
def test_markup_in_values_becomes_text(given_text: str, seen: str) -> None:
    assert plain(given_text) == seen


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&b;&f; x</title></item></channel></rss>'
    )
    it = page(bomb)
    assert it.document is not None
    assert "root:" not in it.text_at("")
    assert "aaaa" not in it.text_at("")


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 10_000 + b"deep",
        b"<b>" * 100_000 + b"deep",
        b"x" * 5_000_000,
        b"<p>" + b"word " * 1_000_000,
        b"[" * 100_000,
        b"{" * 100_000,
        b'{"a":' * 100_000,
        b"> " * 50_000,
        b"[" * 50_000 + b"](x)",
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>x</p>",
        b"<!--" * 50_000,
        b"<rss>" + b"<item>" * 20_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 50_000,
        b"\x1f\x8b\x08\0garbage",
        b"---\n" + b"a: b\n" * 5_000,
        bytes(range(256)) * 100,
        b"# " * 100_000,
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_hostile_pages_cost_little_and_raise_nothing(body: bytes, in_no_time: Any) -> None:
    with in_no_time():
        it = page(body)
        it.text_at("")
        extract(it, Source(id="", name="", timezone=""))


def test_a_bomb_is_cut() -> None:
    bomb = b"BEGIN:VCALENDAR\n" + b"a" * MAX_BYTES
    assert len(page(gzip.compress(bomb)).content) == MAX_BYTES, "a feed is read whole, up to what is fetched"
    assert len(page(gzip.compress(b"a" * MAX_BYTES)).content) == LONGEST_TEXT, "of what people read, the beginning"
    assert len(page(gzip.compress(b"<html>" + b"a" * MAX_BYTES)).content) == LONGEST


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "text/html; charset=utf-7", "application/json"]))
def test_any_bytes_are_a_page(body: bytes, content_type: str) -> None:
    it = page(body, content_type=content_type)
    assert isinstance(it.text_at(""), str)
    extract(it, Source(id="", name="", timezone=""))


@pytest.mark.parametrize(
    ("declared", "tag"),
    [("en-us", "en-US"), ("EN_gb", "en-GB"), ("zh-hans-cn", "zh-Hans-CN"), ("de-CH-1996", "de-CH"), ("x", None)],
)
def test_the_language_is_written_as_sources_write_it(declared: str, tag: str | None) -> None:
    body = f'<html lang="{declared}"><p>Text</p></html>'.encode()
    assert Page("", body).language == tag

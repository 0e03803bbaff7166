"""Articles: what belongs to the text and what does not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from config.sources import Source
from crawler.extract import extract
from crawler.extract.article import article
from crawler.extract.page import Page
from pipeline.talk import Sighting

FOUR = "Whoever wants to try the old wheel may do so every Saturday, as long as the keeper has a hand to spare. "
SOURCE = Source(id="a", name="A", timezone="Europe/London")
ONE = "The rope walk on the northern quay was built when the harbour still smelt of tar, and few now remember it. "
TWO = "“We did not expect so many visitors,” says the keeper, who has worked there for thirty years and more. "
THREE = "It will stay open until the end of the summer, after which the roof has to be repaired before the storms. "


def read(html: str, head: str = "", url: str = "https://a.example.org/news/rope") -> Sighting:
    page = Page(url, f"<html lang='en'><head>{head}</head><body>{html}</body></html>".encode(), date(2024, 9, 1))
    (found,) = article(page, SOURCE)
    for claim in found.claims:
        if claim.layer == "visible" and claim.by not in ("visible:address", "script:date"):
            text = page.text_at(claim.at.path)
            assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text
    return found


def body(found: Sighting) -> str:
    return "\n".join(claim.text for claim in found.of("body"))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_headings_inside_the_text_belong_to_it() -> None:
    found = read(
        f"<main><h1>Rope walk opens</h1>{paragraphs(ONE, TWO)}<h2>Until autumn</h2>{paragraphs(THREE, ONE)}</main>"
    )
    assert body(found).split("\n")[2] == "Until autumn"
    assert found.of("title")[0].text == "Rope walk opens"


def test_a_label_that_comes_again_marks_boxes_of_others() -> None:
    box = "<p>More from elsewhere: {}</p>"
    found = read(
        f"<main><h1>Rope walk opens</h1>{paragraphs(ONE)}{box.format('Ten ropes you should know')}{paragraphs(TWO)}"
        f"{box.format('A sail for every wind')}{paragraphs(THREE)}</main>"
    )
    assert "elsewhere" not in body(found)
    assert "sail" not in body(found)
    assert body(found).count("\n") == 2


def test_a_label_before_sentences_is_kept() -> None:
    asked = ("Q: Who built it, and when was that exactly, do you know?", "A: " + ONE, "Q: And why is it open now?")
    found = read(f"<main><h1>Questions to the keeper</h1>{paragraphs(*asked, 'A: ' + TWO, THREE)}</main>")
    assert "A: The rope walk" in body(found)


def test_titles_of_lost_boxes_and_share_lines_are_left_out() -> None:
    lost = "<p>Latest News</p><p>Similar Posts</p>"
    found = read(f"<main><h1>Rope walk opens</h1><p>Share</p>{paragraphs(ONE, TWO, THREE)}{lost}</main>")
    assert body(found).split("\n")[-1] == THREE.strip()
    assert "Share" not in body(found)


def test_the_day_comes_from_metadata_time_elements_or_the_dateline() -> None:
    text = f"<main><h1>Rope walk opens</h1><p class='date'>3 May 2024</p>{paragraphs(ONE, TWO, THREE)}</main>"
    assert [claim.text for claim in read(text).of("published")] == ["3 May 2024"]
    meta = '<meta property="article:published_time" content="2024-05-02T10:00:00Z">'
    assert read(text, meta).of("published")[0].by == "meta:article:published_time"
    timed = text.replace("3 May 2024", '<time datetime="2024-05-03">yesterday</time>')
    assert read(timed).of("published")[0].text == "2024-05-03"


@pytest.mark.parametrize(
    ("before", "behind", "address", "expected"),
    [
        ("<p>Posted on May 3, 2024 by Peter Marsh</p>", "", "/rope", "May 3, 2024"),
        ("", "<p>Last change: 9 May 2024</p><p>Published: 3 May 2024</p>", "/rope", "3 May 2024"),
        ("<p>Leeuwarden, 3 May 2024 – " + ONE + "</p>", "", "/rope", "3 May 2024"),
        ('<span class="entry-updated" title="2024-05-03T10:00:00+02:00"> </span>', "", "/rope", "2024-05-03T10:00:00"),
        ('<script>page = {"datePublished": "2024-05-03"}</script>', "", "/rope", "2024-05-03"),
        ("", "", "/news/2024/5/03/rope", "2024-05-03"),
        ("", "", "/news/rope-20240503", "2024-05-03"),
        ("", "", "/news/03-05-2024/rope", "2024-05-03"),
        ("", "<p>The harbour was built in May 1824.</p>", "/news/2024-1234-5", None),
        ("<p>Press release of 3 May 2024</p>", "", "/rope", "3 May 2024"),
        ("<p>Pressemitteilung Nr. 12 vom 3. Mai 2024</p>", "", "/rope", "3. Mai 2024"),
        ("<p>Member since: 3 May 2008</p><p class='author'>Peter » 9 May 2024</p>", "", "/rope", "9 May 2024"),
        ("<figcaption>The quay on 3 May 2024</figcaption>", "", "/rope", None),
        ("<p>Last modified: 9 May 2024</p>", "", "/rope", None),
        (
            "<time class='updated' datetime='2024-05-09'>x</time><p class='date'>3 May 2024</p>",
            "",
            "/rope",
            "3 May 2024",
        ),
        ("<time class='entry-date published updated' datetime='2024-05-03'>x</time>", "", "/rope", "2024-05-03"),
    ],
)
def test_the_day_is_found_wherever_a_page_says_it(before: str, behind: str, address: str, expected: str | None) -> None:
    html = f"<main><h1>Rope walk opens</h1>{before}{paragraphs(ONE, TWO, THREE)}{behind}</main>"
    claims = read(html, url="https://a.example.org" + address).of("published")
    if expected is None:
        assert claims == ()
    else:
        assert claims[0].text.startswith(expected)


def test_a_text_in_pieces_is_one_text() -> None:
    piece = "<div class='story'>{}</div>"
    first, second = piece.format(paragraphs(ONE, TWO)), piece.format(paragraphs(THREE, FOUR))
    found = read(f"<main><h1>Rope walk opens</h1>{first}<aside>Subscribe now</aside>{second}</main>")
    assert body(found).split("\n") == [ONE.strip(), TWO.strip(), THREE.strip(), FOUR.strip()]


def test_figures_in_a_table_belong_to_the_text_and_galleries_do_not() -> None:
    rows = "".join(f"<tr><td>Rope {n}</td><td>{n}2 m</td><td>{n}</td></tr>" for n in range(1, 6))
    picture = "<div>The northern quay on a misty morning, seen from the lighthouse.</div>"
    text = f"{paragraphs(ONE, TWO)}<table>{rows}</table>{picture}{picture}{paragraphs(THREE)}"
    found = read(f"<main><h1>Rope walk opens</h1>{text}</main>")
    assert "Rope 4" in body(found)
    assert "misty" not in body(found)


def test_lines_that_lead_elsewhere_and_credits_are_left_out() -> None:
    lost = "<p>Related: The last sail maker of the coast</p><p>The quay at noon. (Photo: Maria Stone)</p>"
    found = read(f"<main><h1>Rope walk opens</h1>{paragraphs(ONE, TWO)}{lost}{paragraphs(THREE)}</main>")
    assert body(found).split("\n") == [ONE.strip(), TWO.strip(), THREE.strip()]


def test_a_list_of_teasers_is_no_article_and_teasers_below_a_text_are_not_its_own() -> None:
    boxes = "".join(f"<article><h2><a href='/n/{n}'>Story {n}</a></h2><p>{ONE}{TWO}</p></article>" for n in range(3))
    page = Page("https://a.example.org/news/", f"<html><body><main><h1>News</h1>{boxes}</main></body></html>".encode())
    assert article(page, SOURCE) == []
    found = read(f"<main><h1>Rope walk opens</h1>{paragraphs(THREE, FOUR, THREE + FOUR)}{boxes}</main>")
    assert "Story" not in body(found)
    assert ONE.strip() not in body(found)


def test_a_short_notice_is_an_article_where_the_page_says_so() -> None:
    html = f"<main><h1>Rope walk opens</h1><p>{ONE}</p></main>"
    assert body(read(html, '<meta property="og:type" content="article">'))
    page = Page("https://a.example.org/rope", f"<html><body>{html}</body></html>".encode())
    assert article(page, SOURCE) == []


def test_the_author_comes_from_a_byline_never_from_the_text() -> None:
    text = "<main><h1>Rope walk opens</h1>{}" + paragraphs(ONE, TWO + "Maria Stone told us so.", THREE) + "</main>"
    assert [claim.text for claim in read(text.format("<p>By Peter Marsh</p>")).of("author")] == ["Peter Marsh"]
    assert read(text.format("")).of("author") == ()


def test_the_original_is_named_by_the_canonical_link() -> None:
    found = read(
        f"<main><h1>Rope</h1>{paragraphs(ONE, TWO, THREE)}</main>",
        '<link rel="canonical" href="https://b.example.org/r">',
    )
    assert found.of("canonical_url")[0].url == "https://b.example.org/r"


def test_a_page_without_prose_is_no_article() -> None:
    page = Page(
        "https://a.example.org/", b"<html><body><h1>Links</h1><ul><li><a href='/a'>A</a></li></ul></body></html>"
    )
    assert article(page, SOURCE) == []


def test_what_is_set_small_behind_a_headline_is_no_part_of_it() -> None:
    found = read(
        f"<main><h1>Rope walk opens<br><small>3 May 2024 • Press</small></h1>{paragraphs(ONE, TWO, THREE)}</main>"
    )
    assert found.of("title")[0].text == "Rope walk opens"
    assert found.of("published")[0].text == "3 May 2024"


def test_the_days_a_headline_names_are_what_the_text_is_about() -> None:
    html = f"<main><h1>The week of 14–20 January 2024</h1>{paragraphs(ONE, TWO, THREE)}</main>"
    assert read(html, url="https://a.example.org/week").of("published") == ()


def test_the_day_that_a_description_tells_is_cited_where_it_stands() -> None:
    html = f"<main><h1>Rope walk opens</h1>{paragraphs(ONE, TWO, THREE)}</main>"
    found = read(
        html,
        '<meta name="description" content="Rope walk opens (Notizia del 14 gennaio 2024)">',
        "https://a.example.org/r",
    )
    (claim,) = found.of("published")
    assert claim.text == "14 gennaio 2024"


@pytest.mark.parametrize("line", ["<p>3 May 2024 by Peter Marsh</p>", "<span class='byline-author'>Peter Marsh</span>"])
def test_the_author_stands_behind_the_day_or_in_a_slot_for_authors(line: str) -> None:
    found = read(f"<main><h1>Rope walk opens</h1><div>{line}</div>{paragraphs(ONE, TWO, THREE)}</main>")
    assert [claim.text for claim in found.of("author")] == ["Peter Marsh"]


def test_minutes_of_a_meeting_are_no_list_of_the_days_spoken_of() -> None:
    texts = (ONE, TWO, THREE, FOUR, ONE + TWO)
    days = "".join(
        f"<li>{day} May 2024: Forum of rope makers, Basel</li><li>{text}</li>" for day, text in enumerate(texts, 3)
    )
    page = Page(
        "https://a.example.org/p",
        f"<html><body><main><h1>Minutes of the board of 2 May 2024</h1><ul>{days}</ul></main></body></html>".encode(),
    )
    assert [one.kind for one in extract(page, SOURCE)] == ["article"]


def test_a_document_within_a_noscript_that_was_never_closed_is_read() -> None:
    text = f"<noscript><div></noscript><main><h1>Rope walk opens</h1>{paragraphs(ONE, TWO, THREE)}</main>"
    assert body(read(text)).startswith("The rope walk")


def test_events_of_a_box_that_only_machines_are_told_are_left_to_their_own_pages() -> None:
    told = [
        {
            "@type": "Event",
            "name": f"Knots {day}",
            "startDate": f"2024-06-0{day}",
            "url": f"https://a.example.org/e/{day}",
        }
        for day in (1, 2, 3)
    ]
    box = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    html = f"<main><h1>Rope walk opens</h1>{paragraphs(ONE, TWO, THREE, FOUR)}</main>{box}"
    page = Page("https://a.example.org/news/rope", f"<html><body>{html}</body></html>".encode())
    assert [one.kind for one in extract(page, SOURCE)] == ["article"]

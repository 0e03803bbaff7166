"""Articles: what belongs to the text and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from config.sources import Source
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

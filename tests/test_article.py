"""Articles: what belongs to the text and what does not."""

from __future__ import annotations

from datetime import date

from config.sources import Source
from crawler.extract.article import article
from crawler.extract.page import Page
from pipeline.talk import Sighting

SOURCE = Source(id="a", name="A", timezone="Europe/London")
ONE = "The rope walk on the northern quay was built when the harbour still smelt of tar, and few now remember it. "
TWO = "“We did not expect so many visitors,” says the keeper, who has worked there for thirty years and more. "
THREE = "It will stay open until the end of the summer, after which the roof has to be repaired before the storms. "


def read(html: str, head: str = "", url: str = "https://a.example.org/news/rope") -> Sighting:
    page = Page(url, f"<html lang='en'><head>{head}</head><body>{html}</body></html>".encode(), date(2024, 9, 1))
    (found,) = article(page, SOURCE)
    for claim in found.claims:
        if claim.layer == "visible" and claim.by != "visible:address":
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

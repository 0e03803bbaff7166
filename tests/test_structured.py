"""What pages say to machines is read as it is met, and what several layers say of one talk is one sighting."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.sources import Source
from crawler.extract import extract
from crawler.extract.merge import merge
from crawler.extract.page import Page
from crawler.extract.structured import structured
from pipeline.talk import At, Claim, Layer, Sighting

SOURCE = Source(id="", name="", timezone="America/Chicago")
HERE = "https://institute.example/events/tides/"

TALK = {
    "@context": "https://schema.org",
    "@type": ["EducationEvent", "Event"],
    "name": "Tides of Memory",
    "url": HERE,
    "startDate": "2026-03-04T16:00:00-06:00",
    "endDate": "2026-03-04T17:30:00-06:00",
    "eventStatus": "https://schema.org/EventPostponed",
    "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
    "location": [
        {"@type": "Place", "name": "Hall of Letters", "address": {
            "@type": "PostalAddress", "streetAddress": "1 Quay", "addressLocality": "Port",
            "addressCountry": {"name": "Land"}}},
        {"@type": "VirtualLocation", "url": "https://meet.example/tides"},
    ],
    "performer": [{"@type": "Person", "name": "Ada Marsh", "affiliation": {"name": "Delta University"}}, "Bo Reed"],
    "organizer": {"@type": "Organization", "name": "Institute of Shores", "url": "https://institute.example/"},
    "offers": {"url": "https://tickets.example/77"},
    "description": "<p>On &amp; off.</p><p>Twice a day.</p>",
    "image": [{"url": "/tides.jpg"}],
    "keywords": "tides, memory",
}  # fmt: skip


def script(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{v if isinstance(v, str) else json.dumps(v)}</script>' for v in values
    )


def page(markup: str, url: str = HERE) -> Page:
    return Page(
        url, f"<!DOCTYPE html><html><head></head><body>{markup}</body></html>".encode(), None, None, "America/Chicago"
    )


def said(sighting: Sighting, *fields: str) -> list[str]:
    return [claim.text for claim in sighting.of(*fields)]


def read(markup: str) -> list[Sighting]:
    return structured(page(markup), SOURCE)


def test_json_ld_says_all_there_is_to_say() -> None:
    (talk,) = read(script(TALK))
    assert said(talk, "title", "when", "end") == ["Tides of Memory", TALK["startDate"], TALK["endDate"]]
    assert said(talk, "status") == ["Postponed"]
    assert said(talk, "attendance_mode") == ["Mixed"]
    assert said(talk, "venue", "address") == ["Hall of Letters", "1 Quay, Port, Land"]
    assert talk.of("online_url")[0].url == "https://meet.example/tides"
    assert said(talk, "speaker") == ["Ada Marsh (Delta University)", "Bo Reed"]
    assert said(talk, "host") == ["Institute of Shores"]
    assert talk.of("registration_url")[0].url == "https://tickets.example/77"
    assert said(talk, "abstract") == ["On & off.\nTwice a day."]
    assert talk.of("image")[0].url == "https://institute.example/tides.jpg"
    assert said(talk, "topic") == ["tides", "memory"]
    assert talk.own_page
    assert {claim.by.partition(":")[0] for claim in talk.claims} == {"jsonld"}


def test_each_claim_of_json_ld_is_read_again_where_it_stood() -> None:
    it = page(script(TALK))
    for claim in structured(it, SOURCE)[0].claims:
        text = it.text_at(claim.at.path)
        assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text, claim


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@graph": [{"@type": "WebPage", "name": "no"}, TALK]},
        [TALK],
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TALK}]},
        {"@type": "Organization", "event": [TALK]},
        {**TALK, "@type": "http://schema.org/LectureEvent"},
        json.dumps(TALK).replace("Tides of", "Tides\nof").replace("}]", "},]") + ";",
        "<!-- " + json.dumps(TALK) + " -->",
    ],
    ids=["graph", "list", "item list", "property", "subtype with address", "broken", "comment"],
)
def test_wrappings_do_not_matter(wrapped: object) -> None:
    (talk,) = read(script(wrapped))
    assert said(talk, "title")[0].split() == ["Tides", "of", "Memory"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-04T00:00:00-06:00", "2026-03-04T23:59:59-06:00", ["2026-03-04"]),
        ("2026-03-04T00:00", "2026-03-06T00:00", ["2026-03-04", "2026-03-06"]),
        ("2026-03-04", "2026-03-04", ["2026-03-04"]),
        ("2026-03-04T16:00", "2026-03-04T16:00", ["2026-03-04T16:00"]),
        ("2026-03-04T16:00", "2026-03-04T00:00", ["2026-03-04T16:00"]),
        ("2026-03-04T16:00", "2026-03-04T23:59", ["2026-03-04T16:00"]),
        ("2026-03-04T16:00", "2026-03-03T17:00", ["2026-03-04T16:00"]),
        ("2026-03-04T16:00", "2026-03-05", ["2026-03-04T16:00"]),
        ("2026-03-05T00:00:00Z", None, ["2026-03-05T00:00:00Z"]),
    ],
)
def test_no_hour_and_no_end_is_invented(start: str, end: str | None, expected: list[str]) -> None:
    (talk,) = read(script({**TALK, "startDate": start, "endDate": end}))
    assert said(talk, "when", "end") == expected


def test_an_occasion_of_a_course_bears_the_courses_name() -> None:
    course = {
        "@type": "Course",
        "name": "Tides",
        "hasCourseInstance": {"@type": "CourseInstance", "startDate": "2026-03-04"},
    }
    (talk,) = read(script(course))
    assert said(talk, "title", "when", "kind") == ["Tides", "2026-03-04", "course"]


def test_constants_of_software_are_no_people_and_no_places() -> None:
    event = {**TALK, "performer": "Organization", "location": {"name": "No location set", "address": "No address set"}}
    (talk,) = read(script(event))
    assert said(talk, "speaker", "venue", "address") == []


def test_who_organises_and_performs_hosts() -> None:
    (talk,) = read(script({**TALK, "performer": {"name": "Institute of Shores"}}))
    assert (said(talk, "speaker"), said(talk, "host")) == ([], ["Institute of Shores"])


MICRODATA = """
<div itemscope itemtype="https://schema.org/Event">
<a itemprop="url" href="/events/tides/"><b itemprop="name">Tides of Memory</b></a>
<time itemprop="startDate" datetime="2026-03-04T16:00">4 pm</time>
<div itemprop="location" itemscope itemtype="https://schema.org/Place"><span itemprop="name">Hall of Letters</span>
<p itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<i itemprop="streetAddress">1 Quay</i></p></div>
<p itemprop="performer" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ada Marsh</span></p>
<link itemprop="eventStatus" href="https://schema.org/EventCancelled"></div>"""
RDFA = (
    MICRODATA.replace("itemscope ", "").replace("itemtype=", "typeof=").replace("itemprop=", "property=")
).replace("https://schema.org/Event\"", "schema:Event\"")  # fmt: skip
H_EVENT = """<div class="h-event"><a class="p-name u-url" href="/events/tides/">Tides of Memory</a>
<time class="dt-start" datetime="2026-03-04T16:00">4 pm</time>
<span class="p-location h-card"><b class="p-name">Hall of Letters</b></span>
<i class="p-speaker">Ada Marsh</i></div>"""
HCALENDAR = """<div class="vevent"><a class="summary url" href="/events/tides/">Tides of Memory</a>
<span class="dtstart"><abbr class="value" title="2026-03-04">Wed</abbr> at <b class="value">4:00 pm</b></span>
<span class="location">Hall of Letters</span></div>"""


@pytest.mark.parametrize(
    "markup", [MICRODATA, RDFA, H_EVENT, HCALENDAR], ids=["microdata", "rdfa", "h-event", "hcalendar"]
)
def test_four_syntaxes_say_the_same(markup: str) -> None:
    (talk,) = read(markup)
    assert said(talk, "title", "when") == ["Tides of Memory", "2026-03-04T16:00"]
    assert said(talk, "venue", "where") == ["Hall of Letters"]
    assert talk.url == HERE
    if "Ada" in markup:
        assert said(talk, "speaker") == ["Ada Marsh"]
    if "Cancelled" in markup:
        assert said(talk, "status") == ["Cancelled"]


def test_articles_are_read_too() -> None:
    article = {
        "@type": "NewsArticle",
        "headline": "Sea rises",
        "datePublished": "2026-01-02",
        "author": [{"name": "Cy Rill"}],
    }
    (found,) = read(script({**article, "mainEntityOfPage": {"@type": "WebPage", "@id": HERE}}))
    assert found.kind == "article"
    assert said(found, "title", "published", "author") == ["Sea rises", "2026-01-02", "Cy Rill"]


# ── Several layers, one talk ──────────────────────────────────────────────────────────────────────────────────────────


def seen(title: str, when: str, by: str = "visible:title", url: str = HERE, own: bool = False) -> Sighting:
    at = At("0")
    claims = (Claim("title", title, Layer.VISIBLE, by, at), Claim("when", when, Layer.VISIBLE, by, at))
    return Sighting("talk", HERE, url, claims, own_page=own)


def test_json_ld_widget_and_visible_text_of_a_talks_page_are_one_sighting() -> None:
    widget = (
        '<div class="addeventatc">Add<span class="start">03/04/2026 04:00 PM</span>'
        '<span class="end">03/04/2026 05:30 PM</span>'
        '<span class="title">Tides of Memory</span></div>'
    )
    words = "<p>Wednesday, March 4, 2026, 4:00 pm</p><p>Speaker: Ada Marsh</p>"
    markup = f"{script(TALK)}<h1>Tides of Memory</h1>{widget}{words}{widget}"
    talks = [s for s in extract(page(markup), SOURCE) if s.kind == "talk"]
    assert len(talks) == 1
    assert {"jsonld", "addevent"} <= {claim.by.partition(":")[0] for claim in talks[0].claims}
    assert talks[0].own_page
    assert [c.text for c in talks[0].claims if c.by == "addevent:start"] == ["2026-03-04T16:00"]


def test_events_of_related_cards_are_other_pages_talks() -> None:
    other = {**TALK, "name": "Sands of Time", "url": "https://institute.example/events/sands/"}
    (talk,) = extract(page(script(other, TALK) + "<h1>Tides of Memory</h1>"), SOURCE)
    assert said(talk, "title")[0] == "Tides of Memory"


def test_a_listing_keeps_each_of_its_talks_once() -> None:
    listed = [
        {
            **TALK,
            "name": f"Talk number {n}",
            "startDate": f"2026-03-0{n}T16:00",
            "url": f"https://institute.example/e/{n}",
        }
        for n in (1, 2, 3)
    ]
    found = extract(page(script(listed, listed), "https://institute.example/events/"), SOURCE)
    assert [said(talk, "title")[0] for talk in found] == ["Talk number 1", "Talk number 2", "Talk number 3"]
    assert not any(talk.own_page for talk in found)


def test_one_title_on_two_days_stays_two() -> None:
    told = [seen("Reading group", f"2026-03-{day}T16:00", "jsonld:name") for day in ("04", "11")]
    shown = [seen("Reading group", f"{day} March 2026, 4 pm") for day in ("11", "4")]
    found = merge(page(""), {"structured": told, "visible": shown})
    assert [sorted(claim.text for claim in talk.of("when")) for talk in found] == [
        ["2026-03-04T16:00", "4 March 2026, 4 pm"],
        ["11 March 2026, 4 pm", "2026-03-11T16:00"],
    ]


def test_different_titles_at_one_hour_stay_two() -> None:
    found = merge(page(""), {"structured": [seen("Tides of Memory", "2026-03-04T16:00", "jsonld:name")],
                             "visible": [seen("Sands of Time", "4 March 2026, 4 pm")]})  # fmt: skip
    assert len(found) == 2


def test_a_card_shown_twice_joins_its_like_and_no_neighbour() -> None:
    told = [seen("North regular board meeting", "2026-03-04T15:00", "jsonld:name"),
            seen("West regular meeting", "2026-03-04T16:00", "jsonld:name")]  # fmt: skip
    twice = [seen("North regular board meeting", f"{day}, 3 pm") for day in ("4 March 2026", "March 4, 2026")]
    found = merge(page(""), {"structured": told, "visible": twice})
    assert [{claim.text for claim in talk.of("title")} for talk in found] == [
        {"North regular board meeting"},
        {"West regular meeting"},
    ]


def test_a_headline_with_the_speaker_is_the_same_talk() -> None:
    found = merge(page(""), {"structured": [seen("Tides of Memory", "2026-03-04T16:00", "jsonld:name")],
                             "visible": [seen("Ada Marsh (Delta): Tides of Memory", "4 March 2026")]})  # fmt: skip
    assert len(found) == 1


def test_dates_in_an_article_that_says_it_is_one_are_no_talks() -> None:
    at = At("0")
    claims = (
        Claim("title", "Sea rises", Layer.STRUCTURED, "jsonld:headline", at),
        Claim("published", "2026-03-04T08:00:00Z", Layer.STRUCTURED, "jsonld:datePublished", at),
    )
    news = Sighting("article", HERE, HERE, claims, own_page=True)
    cards = [seen("A storm", "4 March 2026"), seen("Another", "5 March 2026")]
    assert [s.kind for s in merge(page(""), {"structured": [news], "visible": cards})] == ["article"]
    dateline, announced = seen("Sea rises", "4 March 2026", own=True), seen("Sea rises", "9 April 2026, 4 pm", own=True)
    assert [s.kind for s in merge(page(""), {"structured": [news], "visible": [dateline]})] == ["article"]
    assert [s.kind for s in merge(page(""), {"structured": [news], "visible": [announced]})] == ["talk"]


WIDGETS = '<p class="addeventatc"><span class="start">03/04/2026 04:00 PM</span><span class="title">Tides</span></p>'
WHOLE = page(script(TALK) + MICRODATA + RDFA + H_EVENT + HCALENDAR + WIDGETS + "<h1>Tides of Memory</h1>").body


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(WHOLE)), st.integers(0, 60), st.sampled_from([b"", b"\0", b'"', b"<", b"{", b"\xff", b"0" * 30])
)
def test_a_mutated_page_raises_nothing_and_its_claims_have_places(start: int, length: int, put: bytes) -> None:
    it = Page(HERE, WHOLE[:start] + put + WHOLE[start + length :], None, None, "America/Chicago")
    for sighting in extract(it, SOURCE):
        for claim in sighting.claims:
            assert claim.text
            assert it.text_at(claim.at.path)

"""An institute's own feeds: times as they are meant, one broken entry costs one, nothing invented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.sources import Source
from crawler.extract import extract, ics
from crawler.extract.page import Page
from pipeline.talk import Sighting

SOURCE = Source(id="", name="", timezone="Europe/Berlin")
URL = "https://institute.example/feed"


def page(body: str | bytes, zone: str = "Europe/Berlin") -> Page:
    return Page(URL, body.encode() if isinstance(body, str) else body, None, None, zone)


def calendar(*events: str, head: str = "") -> Page:
    bodies = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return page(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{bodies}END:VCALENDAR\r\n")


def read(it: Page) -> list[Sighting]:
    return extract(it, SOURCE)


def said(sighting: Sighting, *fields: str) -> list[str]:
    return [claim.text for claim in sighting.of(*fields)]


TALK = "UID:7@institute.example\r\nSUMMARY:Tides\\, sands\r\nDTSTART:20260304T150000Z\r\n"


def test_a_vevent_says_all_it_says() -> None:
    (talk,) = read(calendar(
        TALK + "DTEND:20260304T160000Z\r\nLOCATION:Hall of\r\n  Letters\r\nURL:/talks/7\r\nSTATUS:CANCELLED\r\n"
        "CATEGORIES:Tides\\, general,Sands\r\nDESCRIPTION:Speakers: Ada Marsh (Delta)\\nOn tides.\r\n"
        "CONFERENCE;VALUE=URI:https://meet.example/7\r\nORGANIZER;CN=\"Bo Reed\":mailto:x@y.example"))  # fmt: skip
    assert said(talk, "title", "when", "end") == [
        "Tides, sands",
        "2026-03-04T16:00:00+01:00",
        "2026-03-04T17:00:00+01:00",
    ]
    assert [said(talk, field) for field in ("where", "status", "timezone")] == [
        ["Hall of Letters"],
        ["CANCELLED"],
        ["Europe/Berlin"],
    ]
    assert said(talk, "topic") == ["Tides, general", "Sands"]
    assert [said(talk, "speaker"), said(talk, "host")] == [["Ada Marsh (Delta)"], ["Bo Reed"]]
    assert said(talk, "abstract") == ["Speakers: Ada Marsh (Delta)\nOn tides."]
    assert talk.of("online_url")[0].url == "https://meet.example/7"
    assert talk.url == "https://institute.example/talks/7"
    assert talk.keys == ("ics:7@institute.example",)


def test_each_claim_of_a_calendar_is_read_again_where_it_stood() -> None:
    it = calendar(
        TALK, TALK + "DURATION:PT45M\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nDESCRIPTION:Host: Bo Reed\r\nCATEGORIES:a,b"
    )
    for claim in (claim for talk in read(it) for claim in talk.claims):
        text = it.text_at(claim.at.path)
        assert (text[claim.at.start : claim.at.end] if claim.at.end else text) == claim.text, claim


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART;TZID=America/New_York:20260304T160000", ["2026-03-04T16:00:00-05:00", "America/New_York"]),
        ("DTSTART;TZID=W. Europe Standard Time:20260704T160000", ["2026-07-04T16:00:00+02:00", "Europe/Berlin"]),
        ("DTSTART;TZID=/vendor.example/2008/Europe/Rome:20260304T160000", ["2026-03-04T16:00:00+01:00", "Europe/Rome"]),
        ('DTSTART;TZID="Europe/Rome":20260304T160000', ["2026-03-04T16:00:00+01:00", "Europe/Rome"]),
        ("DTSTART;TZID=Our Zone:20260304T160000", ["2026-03-04T16:00:00+01:00", "Europe/Berlin"]),
        ("DTSTART:20260304T160000", ["2026-03-04T16:00:00+01:00", "Europe/Berlin"]),
        ("DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305", ["2026-03-04"]),
        ("DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260307", ["2026-03-04", "2026-03-06"]),
        ("DTSTART:20260304T000000\r\nDTEND:20260305T000000", ["2026-03-04", "Europe/Berlin"]),
        ("DTSTART:20260304T160000Z\r\nDURATION:PT1H30M",
         ["2026-03-04T17:00:00+01:00", "2026-03-04T18:30:00+01:00", "Europe/Berlin"]),
        ("DTSTART:20260304T160000Z\r\nDTEND:20260304T160000Z", ["2026-03-04T17:00:00+01:00", "Europe/Berlin"]),
        ("DTSTART:20260304T160000Z\r\nDTEND:20260304T150000Z", ["2026-03-04T17:00:00+01:00", "Europe/Berlin"]),
        ("DTSTART:20260231T160000Z", []),
        ("DTSTART:soon", []),
    ],
)  # fmt: skip
def test_times_of_calendars(lines: str, expected: list[str]) -> None:
    (talk,) = read(calendar(f"SUMMARY:x\r\n{lines}"))
    assert [t for field in ("when", "end", "timezone") for t in said(talk, field)] == expected


def test_instants_are_shown_in_the_calendars_own_zone() -> None:
    (talk,) = read(calendar(TALK, head="X-WR-TIMEZONE:Asia/Tokyo\r\n"))
    assert said(talk, "when") == ["2026-03-05T00:00:00+09:00"]
    (talk,) = read(calendar(TALK, head="X-WR-TIMEZONE:UTC\r\n"))
    assert said(talk, "when") == ["2026-03-04T16:00:00+01:00"]


def test_a_zone_of_its_own_with_one_offset_is_that_offset() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Campus\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\n"
        "TZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    (talk,) = read(calendar("SUMMARY:x\r\nDTSTART;TZID=Campus:20260304T160000", head=zone))
    assert said(talk, "when") == ["2026-03-04T16:00:00+09:00"]


def test_a_series_is_one_talk_and_its_override_another() -> None:
    zone = ";TZID=Europe/Berlin:"
    series = f"UID:s\r\nSUMMARY:x\r\nDTSTART{zone}20260304T160000\r\nRRULE:FREQ=WEEKLY;COUNT=4"
    series += f"\r\nEXDATE{zone}20260311T160000"
    moved = f"UID:s\r\nSUMMARY:x moved\r\nDTSTART{zone}20260319T160000\r\nRECURRENCE-ID{zone}20260318T160000"
    first, second = read(calendar(series, moved))
    assert said(first, "recurrence") == ["RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:2026-03-11T16:00,2026-03-18T16:00"]
    assert (first.keys, second.keys) == (("ics:s",), ("ics:s#2026-03-18T16:00",))


@pytest.mark.parametrize(
    ("start", "again", "left_out"),
    [
        (";TZID=Europe/Berlin:20260304T160000", ";TZID=Europe/Berlin:20260318T160000", "2026-03-18T16:00"),
        (";TZID=Europe/Berlin:20260304T160000", ":20260318T150000Z", "2026-03-18T16:00"),
        (";TZID=Asia/Tokyo:20260304T080000", ":20260317T230000Z", "2026-03-18T08:00"),
        (";VALUE=DATE:20260304", ";VALUE=DATE:20260318", "2026-03-18"),
        (";VALUE=DATE:20260304", ":20260318T000000", "2026-03-18"),
    ],
)
def test_a_series_leaves_out_what_an_override_replaces(start: str, again: str, left_out: str) -> None:
    series = f"UID:s\r\nSUMMARY:x\r\nDTSTART{start}\r\nRRULE:FREQ=WEEKLY;COUNT=4"
    moved = f"UID:s\r\nSUMMARY:x moved\r\nDTSTART:20260319T100000Z\r\nRECURRENCE-ID{again}"
    for events in ((series, moved), (moved, series)):
        (kept,) = [one for one in read(calendar(*events)) if said(one, "recurrence")]
        assert said(kept, "recurrence") == [f"RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:{left_out}"]
        assert said(kept, "title") == ["x"]


def test_an_override_without_a_time_or_of_another_series_leaves_nothing_out() -> None:
    series = "UID:s\r\nSUMMARY:x\r\nDTSTART:20260304T160000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4"
    for event in (
        "UID:s\r\nSUMMARY:x\r\nRECURRENCE-ID:20260318T160000Z",
        "UID:t\r\nSUMMARY:x\r\nDTSTART:20260319T160000Z\r\nRECURRENCE-ID:20260318T160000Z",
        "UID:s\r\nSUMMARY:x\r\nDTSTART:20260319T160000Z\r\nRECURRENCE-ID:some day",
    ):
        first = read(calendar(series, event))[0]
        assert said(first, "recurrence") == ["RRULE:FREQ=WEEKLY;COUNT=4"]


def test_a_rule_nobody_can_follow_is_left_out() -> None:
    (talk,) = read(calendar(TALK + "RRULE:FREQ=SOMETIMES"))
    assert said(talk, "recurrence") == []


def test_a_uid_made_of_the_time_is_no_identity() -> None:
    (talk,) = read(calendar("UID:99-1641200000-1641203600@wp.example\r\nSUMMARY:x\r\nDTSTART:20260304T160000Z"))
    assert talk.keys == ("tec:99@wp.example",)


def test_one_broken_vevent_costs_one() -> None:
    broken = "SUMMARY\r\nDTSTART;=;:x\r\nDESCRIPTION:\r\n\x01\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    assert [said(talk, "title") for talk in read(calendar(TALK, broken, TALK.replace("sands", "dunes")))] == [
        ["Tides, sands"],
        ["Tides, dunes"],
    ]


def test_a_calendar_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics, "MAX_EVENTS", 5)
    assert len(ics.read(calendar(*[TALK] * 50).content).events) == 5


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>x</title><link>https://institute.example/</link><lastBuildDate>Mon, 02 Mar 2026 08:00:00 +0100</lastBuildDate>
{}</channel></rss>"""


def item(inner: str, title: str = "Tides &amp;amp; sands") -> str:
    told = "<link>https://institute.example/7</link><description>&lt;p&gt;On tides&lt;/p&gt;</description>"
    return f"<item><title>{title}</title>{told}{inner}</item>"


def test_the_event_module_gives_start_end_and_place() -> None:
    (talk,) = read(page(RSS.format(item(
        "<ev:startdate>2026-03-04T16:00:00</ev:startdate><ev:enddate>2026-03-04T17:00:00</ev:enddate>"
        "<ev:location>Hall</ev:location><pubDate>Sun, 01 Mar 2026 08:00:00 +0100</pubDate>"))))  # fmt: skip
    assert talk.kind == "talk"
    assert said(talk, "title", "abstract") == ["Tides & sands", "On tides"]
    assert [said(talk, f) for f in ("when", "end", "where")] == [
        ["2026-03-04T16:00:00"],
        ["2026-03-04T17:00:00"],
        ["Hall"],
    ]
    assert talk.url == "https://institute.example/7"


def test_a_publication_date_that_is_a_range_is_the_events_time() -> None:
    (talk,) = read(page(RSS.format(item(
        "<pubDate>Wed, 04 Mar 2026 16:00:00 +0100 - Wed, 04 Mar 2026 17:30:00 +0100</pubDate>"))))  # fmt: skip
    assert said(talk, "when", "end") == ["2026-03-04T16:00:00+01:00", "2026-03-04T17:30:00+01:00"]


def test_publication_dates_in_the_future_are_the_events_times() -> None:
    ahead = [item(f"<pubDate>Wed, 0{n} Apr 2026 16:00:00 +0200</pubDate>", f"Talk {n}") for n in (1, 2, 3)]
    assert [said(talk, "when") for talk in read(page(RSS.format("".join(ahead))))] == [
        [f"2026-04-0{n}T16:00:00+02:00"] for n in (1, 2, 3)
    ]


def test_news_are_articles_and_no_talks() -> None:
    body = (
        "<pubDate>Sun, 01 Mar 2026 08:00:00 +0100</pubDate><dc:creator>Cy Rill</dc:creator>"
        "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded>"
    )
    (news,) = read(page(RSS.format(item(body))))
    assert news.kind == "article"
    assert [said(news, "summary"), said(news, "body")] == [["On tides"], ["Long"]]
    assert said(news, "published") == ["2026-03-01T08:00:00+01:00"]
    assert said(news, "author") == ["Cy Rill"]


def test_atom_is_read() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:gd="http://schemas.google.com/g/2005">
    <entry><title>Tides</title>    <link rel="self" href="/self"/><link rel="alternate" href="/7"/>
    <published>2026-01-02T08:00:00Z</published>{}</entry></feed>"""
    (news,) = read(page(atom.format("")))
    assert (news.kind, news.url, said(news, "published")) == (
        "article",
        "https://institute.example/7",
        ["2026-01-02T08:00:00Z"],
    )
    (talk,) = read(page(atom.format('<gd:when startTime="2026-03-04T16:00:00Z" endTime="2026-03-04T17:00:00Z"/>')))
    assert said(talk, "when", "end") == ["2026-03-04T16:00:00Z", "2026-03-04T17:00:00Z"]


LOCALIST = {"events": [{"event": {
    "id": 5, "title": "Tides", "localist_url": "https://cal.example/event/tides", "url": "https://out.example/",
    "first_date": "2026-01-01", "location_name": "Hall", "room_number": "12", "address": "1 Quay",
    "experience": "hybrid",
    "stream_url": "https://meet.example/5", "ticket_url": "", "status": "canceled", "description_text": "On tides",
    "filters": {"departments": [{"name": "Shores"}]},
    "event_instances": [
        {"event_instance": {"id": 51, "start": "2026-03-04T16:00:00-06:00", "end": None, "all_day": False}},
        {"event_instance": {"id": 52, "start": "2026-03-05T00:00:00-06:00", "end": None, "all_day": True}},
    ]}}]}  # fmt: skip
LIVEWHALE = {
    "data": [
        {
            "id": 8,
            "title": "Tides",
            "url": "https://cal.example/live/8",
            "date_iso": "2026-03-04T16:00:00-06:00",
            "date_utc": "2026-03-04 22:00:00",
            "date2_iso": "2026-03-04T17:00:00-06:00",
            "is_all_day": None,
            "is_canceled": 1,
            "location": "Hall",
            "timezone": "America/Chicago",
        }
    ]
}
TEC = {
    "events": [
        {
            "id": 9,
            "global_id": "x",
            "title": "Tides &#8211; sands",
            "url": "https://wp.example/event/tides/",
            "start_date": "2026-03-04 16:00:00",
            "end_date": "2026-03-04 17:00:00",
            "utc_start_date": "2026-03-04 22:00:00",
            "timezone": "America/Chicago",
            "all_day": False,
            "status": "publish",
            "venue": {"venue": "Hall", "address": "1 Quay"},
            "organizer": [{"organizer": "Shores"}],
            "tags": [],
            "image": {"url": "https://wp.example/a.jpg"},
            "description": "<p>On tides</p>",
        }
    ]
}
INDICO = {
    "results": [
        {
            "id": "3",
            "title": "Tides",
            "url": "https://indico.example/event/3/",
            "startDate": {"date": "2026-03-04", "time": "16:00:00", "tz": "Europe/Zurich"},
            "endDate": {"date": "2026-03-04", "time": "17:00:00", "tz": "Europe/Zurich"},
            "timezone": "Asia/Tokyo",
            "roomFullname": "R-1",
            "categoryId": 4,
            "location": "Campus",
            "chairs": [{"fullName": "Marsh, Ada", "affiliation": "Delta"}],
        }
    ]
}
TRUMBA = [
    {
        "eventID": 4,
        "title": "Tides",
        "startDateTime": "2026-05-19T09:30:00",
        "startTimeZoneOffset": "-0700",
        "allDay": False,
        "endDateTime": "2026-05-19T10:30:00",
        "endTimeZoneOffset": "-0700",
        "permaLinkUrl": "https://cal.example/4",
        "canceled": False,
    }
]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (LIVEWHALE, {"title": "Tides", "when": "2026-03-04T16:00:00-06:00", "end": "2026-03-04T17:00:00-06:00",
                     "status": "cancelled",
                     "timezone": "America/Chicago", "where": "Hall"}),
        (TEC, {"title": "Tides – sands", "when": "2026-03-04 16:00:00", "timezone": "America/Chicago",
               "venue": "Hall", "host": "Shores",
               "abstract": "On tides", "image": "https://wp.example/a.jpg"}),
        (INDICO, {"when": "2026-03-04T16:00:00", "end": "2026-03-04T17:00:00", "timezone": "Europe/Zurich",
                  "host": "Marsh, Ada (Delta)"}),
        (TRUMBA, {"when": "2026-05-19T09:30:00-0700", "end": "2026-05-19T10:30:00-0700",
                  "url": "https://cal.example/4"}),
        ({"items": [{"summary": "Tides", "start": {"dateTime": "2026-03-04T16:00:00Z"}, "htmlLink": "https://g.example"}]},
         {"title": "Tides", "when": "2026-03-04T16:00:00Z"}),
        ([{"title": "Tides", "startDate": 1772640000000, "fullUrl": "/tides"}],
         {"when": "2026-03-04T16:00:00+00:00", "url": "/tides"}),
        ([{"name": "Tides", "start_date": "2026-03-04", "start_time": "16:00"}], {"when": "2026-03-04T16:00"}),
        ([{"MeetingName": "Tides", "MeetingDate": "2026-03-04", "MeetingTime": "4:00 PM", "MeetingLocation": "Hall"}],
         {"title": "Tides", "when": "2026-03-04 4:00 PM", "where": "Hall"}),
        ([{"name": "Tides", "start": "2026-03-04 00:00:00", "end": "2026-03-05 00:00:00"}],
         {"when": "2026-03-04", "end": "2026-03-05"}),
    ],
    ids=["livewhale", "tec", "indico", "trumba", "google", "squarespace", "parts", "prefixes",
         "midnights"],
)  # fmt: skip
def test_the_json_of_calendar_systems(document: object, expected: dict[str, str]) -> None:
    (talk,) = read(page(json.dumps(document)))
    assert {field: said(talk, field)[0] for field in expected} == expected
    if document is TEC:
        assert said(talk, "status") == []
        assert talk.keys == ("tec:9@institute.example",)


def test_localist_lists_its_occasions() -> None:
    first, second = read(page(json.dumps(LOCALIST)))
    assert (said(first, "when"), said(second, "when")) == (["2026-03-04T16:00:00-06:00"], ["2026-03-05"])
    assert said(first, "venue", "room", "address", "status") == ["Hall", "12", "1 Quay", "canceled"]
    assert said(first, "attendance_mode") == ["hybrid"]
    assert first.of("online_url")[0].url == "https://meet.example/5"
    assert said(first, "registration_url") == []
    assert first.url == "https://cal.example/event/tides"
    assert first.keys == ("localist:5-51@institute.example",)


def test_jsonp_and_a_single_object_are_feeds_too() -> None:
    (talk,) = read(page('show({"title": "Tides", "start": "2026-03-04T16:00"});'))
    assert said(talk, "title", "when") == ["Tides", "2026-03-04T16:00"]


def test_a_plain_date_is_an_events_only_beside_a_place_or_an_hour() -> None:
    assert read(page('[{"title": "Sea rises", "date": "2026-03-04", "slug": "sea"}]')) == []
    (talk,) = read(page('[{"title": "Tides", "date": "2026-03-04", "room": "4"}]'))
    assert said(talk, "when") == ["2026-03-04"]


def test_pieces_of_pages_in_json_are_pages() -> None:
    markup = "<ul>" + "".join(
        f'<li><h3><a href="/t/{n}">Talk {n}</a></h3><p>{n} March 2026, 4 pm</p></li>' for n in (1, 2, 3)
    )
    for body in (json.dumps([{"command": "insert", "data": markup}]), f"({json.dumps({'html': markup})})"):
        it = page(body)
        assert it.kind == "html"
        assert [link.url for link in it.links] == [f"https://institute.example/t/{n}" for n in (1, 2, 3)]
    talk = {"title": "Tides", "start": "2026-03-04T16:00", "description": "<p>x</p>" * 200}
    assert page(json.dumps([talk])).kind == "json"


def test_the_plain_xml_of_a_calendar_is_read() -> None:
    xml = """<?xml version="1.0"?><talks><talk><name>Tides</name><start><date format="iso">2026-03-04</date></start>
    <link>/t/1</link><parts><item><name>Welcome</name></item></parts></talk></talks>"""
    (talk,) = read(page(xml))
    assert [said(talk, "title"), said(talk, "when"), talk.url] == [
        ["Tides"],
        ["2026-03-04"],
        "https://institute.example/t/1",
    ]


def one(**values: object) -> list[str]:
    """Title and start of an event that is all a document holds."""
    (talk,) = read(page(json.dumps([values])))
    return said(talk, "title", "when")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": "Tides", "date": "1772640000"}, ["Tides", "2026-03-04T16:00:00+00:00"]),  # seconds in a string
        ({"title": "Tides", "date": "2026-03-04T16:00:00"}, ["Tides", "2026-03-04T16:00:00"]),
        ({"name": "Tides", "numberdate": "20260304"}, ["Tides", "20260304"]),
        (
            {"EventBodyName": "Sands Committee", "EventDate": "2026-03-04T16:00"},
            ["Sands Committee", "2026-03-04T16:00"],
        ),
        ({"title": "Notice", "talkTitle": "Tides", "start": "2026-03-04"}, ["Tides", "2026-03-04"]),
        ({"title": "Sands Day - Mar 4 2026", "start": "2026-03-04"}, ["Sands Day", "2026-03-04"]),
        ({"title": "Sands - Part 4", "start": "2026-03-04"}, ["Sands - Part 4", "2026-03-04"]),
    ],
)
def test_keys_nobody_has_heard_of_are_read_by_the_shape_of_their_values(
    values: dict[str, object], expected: list[str]
) -> None:
    assert one(**values) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Pier opens", "date": "2026-03-04T16:00:00", "author": "A. Reed"},
        {"title": "Pier opens", "date": "2026-03-04T16:03:27"},  # nobody meets at this second
        {"title": "Tides.pdf", "uploaddate": "2026-03-04"},
        {"name": "Tides", "expirydate": "20260304"},
    ],
)
def test_days_of_files_and_news_are_no_events(values: dict[str, object]) -> None:
    assert read(page(json.dumps([values]))) == []


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"location": "EVENT CANCELED, Hall"}, ["cancelled"]),
        ({"files": [{"id": 1, "name": "Agenda"}, {"id": 2, "name": "Notice of Cancellation"}]}, ["cancelled"]),
        ({"files": [{"name": "Policy on cancelled talks"}]}, []),
    ],
)
def test_a_notice_of_cancellation_cancels(more: dict[str, object], status: list[str]) -> None:
    (talk,) = read(page(json.dumps([{"title": "Tides", "start": "2026-03-04T16:00", **more}])))
    assert said(talk, "status") == status


@pytest.mark.parametrize(
    ("hours", "first"), [(("09:30", "10:00"), "2026-03-04T09:30:00"), (("17:30", "18:00"), "2026-03-04T17:30:00Z")]
)
def test_hours_that_would_be_at_night_are_wall_time_whatever_they_call_themselves(
    hours: tuple[str, str], first: str
) -> None:
    feed = [{"title": f"Tides {hour}", "start": f"2026-03-04T{hour}:00Z"} for hour in hours]
    assert said(read(page(json.dumps(feed), "America/Chicago"))[0], "when") == [first]


def test_the_hour_that_a_description_tells_in_prose_completes_a_day() -> None:
    xml = (
        "<?xml version='1.0'?>"
        "<events><event><title>Tides</title><start><date>2026-03-04</date></start><category id='1'><name>1. Roll"
        "</name></category><description>We meet on Wednesday, March 4, 2026, at 5:30 p.m. in the hall. The next talk is"
        " on March 11, 2026, at 6 p.m.</description></event></events>"
    )
    (talk,) = read(page(xml, "America/Chicago"))
    assert said(talk, "when")[0] == "Wednesday, March 4, 2026, at 5:30 p.m."
    assert said(talk, "topic") == []
    (other,) = read(page(xml.replace("2026-03-04<", "2026-03-18<"), "America/Chicago"))
    assert said(other, "when") == ["2026-03-18"]


def test_json_without_events_is_nothing() -> None:
    assert read(page('{"name": "settings", "value": [1, 2, {"title": "no date"}]}')) == []


def test_a_json_feed_is_articles() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"title": "Sea rises", "url": "https://institute.example/n", "date_published": "2026-01-02T08:00:00Z",
         "content_html": "<p>x</p>"}]}  # fmt: skip
    (news,) = read(page(json.dumps(feed)))
    assert (news.kind, said(news, "title", "published", "body")) == (
        "article",
        ["Sea rises", "2026-01-02T08:00:00Z", "x"],
    )


WHOLE = calendar(TALK + "RRULE:FREQ=DAILY\r\nEXDATE:20260305T150000Z\r\nDESCRIPTION:Speaker: A", TALK).body
FEEDS = [
    WHOLE,
    RSS.format(item("<ev:startdate>2026</ev:startdate>")).encode(),
    *(json.dumps(x).encode() for x in (LOCALIST, TEC, INDICO)),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FEEDS), st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=12))
def test_a_mutated_feed_raises_nothing(body: bytes, start: int, length: int, put: bytes) -> None:
    start %= len(body)
    it = page(body[:start] + put + body[start + length :])
    for sighting in read(it):
        for claim in sighting.claims:
            it.text_at(claim.at.path)

"""The JSON and XML that calendar systems answer with: by their shape, never by their name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feeds import RSS, TALK, calendar, item, page, read, said

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

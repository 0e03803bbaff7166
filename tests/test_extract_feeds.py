"""An institute's own feeds: times as they are meant, one broken entry costs one, nothing invented."""

from __future__ import annotations

import pytest

from crawler.extract import ics
from tests.feeds import RSS, TALK, calendar, item, page, read, said


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

"""Which parts of a page are talks."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.blocks import Zone, flatten
from crawler.extract.page import Page
from crawler.extract.segment import Outline, outline
from crawler.extract.zones import mark_zones
from pipeline.reading.times import Context


def outlined(html: str, url: str = "https://a.example.org/seminar/") -> Outline:
    page = Page(url, f"<html><body>{html}</body></html>".encode(), date(2024, 9, 1), timezone="Europe/Paris")
    return outline(page, Context(timezone="Europe/Paris", retrieved=date(2024, 9, 1)))


def texts(found: Outline) -> list[list[str]]:
    return [[block.text for block in found.blocks.all[card.first : card.end]] for card in found.cards]


def days(found: Outline) -> list[str]:
    return [card.anchors[0].day.isoformat() for card in found.cards]


def test_cards_side_by_side_are_told_apart_by_their_days() -> None:
    card = "<div><h3>{}</h3><p>{} October 2024, 15:00</p><p>Room 5</p></div>"
    found = outlined("<h1>Talks</h1>" + "".join(card.format(f"Topic number {n}", n) for n in (3, 10, 17)))
    assert found.talk is None
    assert texts(found)[1] == ["Topic number 10", "10 October 2024, 15:00", "Room 5"]
    assert days(found) == ["2024-10-03", "2024-10-10", "2024-10-17"]


def test_flat_runs_begin_at_their_headings() -> None:
    run = "<h3>On {0} things</h3><p>{1} October 2024</p><p>Speaker: Ada Lovelace</p>"
    found = outlined("<h1>Our seminar</h1>" + run.format("new", 3) + run.format("old", 10) + run.format("blue", 17))
    assert [lines[0] for lines in texts(found)] == ["On new things", "On old things", "On blue things"]
    assert all(len(lines) == 3 for lines in texts(found))


def test_flat_runs_may_begin_at_their_days() -> None:
    run = "<h4>{1} October 2024</h4><p>On {0} things and their names</p><p>Ada Lovelace</p>"
    found = outlined("<h1>Our seminar</h1>" + run.format("new", 3) + run.format("old", 10) + run.format("blue", 17))
    assert [lines[0] for lines in texts(found)] == ["3 October 2024", "10 October 2024", "17 October 2024"]
    assert texts(found)[2][1] == "On blue things and their names"


def test_rows_of_a_table_take_the_year_of_the_heading_above() -> None:
    row = "<tr><td>{} March</td><td>Ada Lovelace</td><td>On engines</td></tr>"
    found = outlined(
        "<h1>Seminar</h1><h2>2019</h2><table>" + row.format(4) + row.format(11) + "</table>"
        "<h2>2018</h2><table>" + row.format(5) + row.format(12) + "</table>"
    )
    assert days(found) == ["2019-03-04", "2019-03-11", "2018-03-05", "2018-03-12"]


def test_days_on_one_line_are_several_talks() -> None:
    found = outlined("<h1>Board dates</h1><p>10 January 2024, 12 February 2024, 14 March 2024</p>")
    assert days(found) == ["2024-01-10", "2024-02-12", "2024-03-14"]
    assert found.cards[0].piece == (0, 17)


def test_a_talk_page_is_one_talk_whatever_stands_in_its_side_column() -> None:
    side = "".join(f"<li><a href='/e/{n}'>Other talk {n}</a> {n} October 2024</li>" for n in range(1, 9))
    found = outlined(
        "<h1>On engines</h1><p>4 October 2024, 15:00-16:00</p><p>Speaker: Ada Lovelace</p>"
        f"<aside><h2>Upcoming events</h2><ul>{side}</ul></aside>",
        "https://a.example.org/events/on-engines",
    )
    assert found.talk is not None
    assert found.talk.anchors[0].text == "4 October 2024, 15:00-16:00"


def test_a_badge_in_pieces_is_one_day() -> None:
    card = "<li><span>{}</span><br><span>Oct</span><br><span>2024</span><h3>Topic {}</h3></li>"
    found = outlined("<h1>Events</h1><ul>" + card.format(3, "one") + card.format(10, "two") + "</ul>")
    assert days(found) == ["2024-10-03", "2024-10-10"]


def test_deadlines_and_posting_dates_are_no_talks() -> None:
    found = outlined("<h1>Call</h1><p>Posted 3 May 2024</p><p>Registration deadline: 7 May 2024</p>")
    assert found.anchors == []


def test_boxes_about_others_are_set_apart_but_never_the_only_content() -> None:
    blocks = flatten(Page("https://a.example.org/", _with_related.encode()).tree, "https://a.example.org/")
    mark_zones(blocks)
    zones = {block.text: block.zone for block in blocks.all}
    assert zones["Home"] is Zone.CHROME
    assert zones["A second story"] is Zone.FOREIGN
    assert zones["The engine is described here at some length, with all its wheels."] is Zone.MAIN
    only = flatten(Page("", b"<aside><p>Talks on 3 May 2024 and more on another day</p></aside>").tree, "")
    mark_zones(only)
    assert [block.zone for block in only.all] == [Zone.MAIN]


_with_related = """<html><body><nav><a href="/">Home</a></nav><main><h1>Engines</h1>
<p>The engine is described here at some length, with all its wheels.</p>
<h2>Related stories</h2><ul><li><a href="/b">A second story</a></li></ul></main></body></html>"""


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<div>", "</div>", "<td>", "<p>", "3 May 2024", "<br>", "<li>Ada", "</ul>", "\0", "<a href='//['>x"]
        ),
        max_size=40,
    )
)
def test_no_page_makes_it_stumble(pieces: list[str]) -> None:
    found = outlined("".join(pieces))
    for card in found.cards:
        assert 0 <= card.first < card.end <= len(found.blocks.all)


def test_deep_pages_are_read_without_recursion() -> None:
    found = outlined("<div>" * 5000 + "3 May 2024: On engines" + "</div>" * 5000)
    assert len(found.anchors) <= 1


def test_occurrences_far_apart_are_talks_of_their_own() -> None:
    dates = "".join(f"<li>{day} | 06:00 PM - 08:00 PM</li>" for day in ("October 2, 2024", "January 8, 2025"))
    found = outlined(f"<h1>Garden circle</h1><p>Next date: October 2, 2024 | 06:00 PM</p><h2>When</h2><ul>{dates}</ul>")
    assert days(found) == ["2024-10-02", "2025-01-08"]
    assert [[block.text for block in card.above] for card in found.cards] == [["Garden circle"]] * 2


def test_days_of_one_gathering_stay_one_talk() -> None:
    found = outlined(
        "<h1>Workshop on knots</h1><p>Monday 7 October 2024, 9:00-17:00</p><p>Tuesday 8 October 2024, 9:00-17:00</p>"
    )
    assert found.talk is not None


def test_cards_under_equal_headings_are_a_list_even_if_the_first_is_the_pages_heading() -> None:
    card = "<div><h3>{} meeting</h3><p>{} October 2024, 18:00</p></div>"
    found = outlined(card.format("Regular", 2) + card.format("Special", 16))
    assert found.talk is None
    assert days(found) == ["2024-10-02", "2024-10-16"]


def test_days_in_a_menu_are_read_where_nothing_else_states_any() -> None:
    menu = "<nav><ul>" + "".join(f"<li>Board, {day} October 2024</li>" for day in (1, 8, 15, 22, 29)) + "</ul></nav>"
    assert len(days(outlined(f"<h1>Welcome</h1>{menu}<p>We are glad that you are here.</p>"))) == 5
    assert days(outlined(f"<h1>On knots</h1><p>3 October 2024, 15:00</p>{menu}")) == []


def test_numbers_of_a_list_are_no_days() -> None:
    assert outlined("<h1>Rules</h1><div>1.</div><div>2.</div><p>Be kind to each other.</p>").anchors == []


def test_more_events_at_a_place_are_other_pages_talks() -> None:
    others = "".join(f"<div><h3>Story hour {n}</h3><p>{n} October 2024, 10:30</p></div>" for n in range(2, 20))
    box = f"<section><div><h2>More Events at Main Hall</h2><nav>All events</nav></div><div>{others}</div></section>"
    own = "<h1>Regular meeting</h1><p>Tuesday, 1 October 2024</p><p>1:30pm - 2:30pm</p>"
    found = outlined(f"{own}<p>{'The board meets in public. ' * 9}</p>{box}")
    assert found.talk is not None
    assert found.talk.anchors[0].day == date(2024, 10, 1)


def _grid(cell: str, month: str = "February 2024", heads: bool = True) -> str:
    """A calendar of February 2024 whose weeks begin on Sunday: `cell` says how a day is written."""
    names = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    numbers = [28, 29, 30, 31, *range(1, 30), 1, 2]
    cells = [
        f"<td>{cell.format(number, names[place % 7])}{'<p>Tide talk, 4 pm</p>' if place in (11, 33) else ''}</td>"
        for place, number in enumerate(numbers)
    ]
    rows = "".join(f"<tr>{''.join(cells[week : week + 7])}</tr>" for week in range(0, 35, 7))
    return f"<h1>Harbour calendar</h1><table><caption>{month}</caption>{rows}</table>"


def test_the_cells_of_a_calendar_take_month_and_year_from_its_caption() -> None:
    for cell in ("{0}", "<div>{0} {1}</div>", "<span>{1} {0}</span><br>"):
        found = outlined(_grid(cell))
        assert days(found) == ["2024-02-08", "2024-03-01"], cell
        assert texts(found)[0][-1] == "Tide talk, 4 pm"


def test_a_grid_that_is_no_months_calendar_states_no_day() -> None:
    assert outlined(_grid("{0}", "Our thirty rules")).anchors == []
    assert outlined(_grid("<div>{0} {1}</div>", "March 2023")).anchors == []  # other weekdays


def test_several_talks_in_one_cell_are_told_apart_by_their_hours() -> None:
    items = "<ul><li>Knot seminar<br>10:00 am</li><li>Rope colloquium<br>2:00 pm</li></ul>"
    found = outlined(_grid("{0}").replace("<p>Tide talk, 4 pm</p>", items))
    assert texts(found)[:2] == [["Knot seminar", "10:00 am"], ["Rope colloquium", "2:00 pm"]]
    assert days(found) == ["2024-02-08", "2024-02-08", "2024-03-01", "2024-03-01"]
    flat = outlined(_grid("{0}").replace("<p>Tide talk, 4 pm</p>", "<br>10:00 Knots<br>14:00 Ropes and sails"))
    assert texts(flat)[:2] == [["10:00 Knots"], ["14:00 Ropes and sails"]]


def test_a_list_beside_a_calendar_repeats_it() -> None:
    found = outlined(_grid("{0}") + "<ul><li><h3>Tide talk</h3>8 February 2024, 4 pm</li></ul>")
    assert days(found) == ["2024-03-01", "2024-02-08"]


def test_talks_under_a_heading_that_is_their_day() -> None:
    item = "<div><h3>On {} things</h3>{}</div>"
    day = f"<section><h2>{{}} October 2024</h2>{item.format('{}', '10:00')}{item.format('{}', '14:00')}</section>"
    found = outlined("<h1>Agenda</h1>" + day.format(3, "new", "old") + day.format(10, "red", "blue"))
    assert days(found) == ["2024-10-03", "2024-10-03", "2024-10-10", "2024-10-10"]
    assert [lines[0] for lines in texts(found)] == ["On new things", "On old things", "On red things", "On blue things"]


def test_talks_that_all_take_place_on_one_day() -> None:
    card = "<article><h3>{}</h3><p>The {} takes place on 3 October 2024 at {}.</p></article>"
    found = outlined("<h1>Next meetings</h1>" + card.format("Knot seminar", "seminar", "10:00")
                     + card.format("Rope colloquium", "colloquium", "14:30"))  # fmt: skip
    assert [lines[0] for lines in texts(found)] == ["Knot seminar", "Rope colloquium"]


def test_a_date_holds_for_all_rows_its_cell_spans() -> None:
    found = outlined(
        "<h1>Seminar</h1><table><tr><td rowspan='2'>3 October 2024</td><td>10:00</td><td>On new things</td></tr>"
        "<tr><td>14:00</td><td>On old things</td></tr><tr><td rowspan=2>10 October 2024</td><td>10:00</td>"
        "<td>On red things</td></tr><tr><td>14:00</td><td>On blue things</td></tr></table>"
    )
    assert days(found) == ["2024-10-03", "2024-10-03", "2024-10-10", "2024-10-10"]
    assert texts(found)[1] == ["14:00", "On old things"]


def test_days_in_numbers_keep_the_year_they_state() -> None:
    rows = "".join(f"<li>Meeting {month}.6.2013 of the knot committee</li>" for month in (2, 3, 5, 9))
    found = outlined(f"<h1>Meetings</h1><h2>2024</h2><ul>{rows}</ul>")
    assert days(found) == ["2013-06-02", "2013-06-03", "2013-06-05", "2013-06-09"]


ROWS = [("3 October 2024, 15:00", "Ida Holm (Oslo)", "Knots"), ("10 October 2024, 15:00", "Jo Field (Bath)", "Lines")]


def test_two_entries_under_the_name_of_a_series_are_two_talks() -> None:
    items = "".join(f"<li>{'<br>'.join(row)}</li>" for row in ROWS)
    assert days(outlined(f"<h1>Kolloquium</h1><ul>{items}</ul>")) == ["2024-10-03", "2024-10-10"]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    assert len(outlined(f"<h1>Seminario de lógica</h1><table>{cells}</table>").cards) == 2


def test_two_times_of_one_talk_are_one_talk() -> None:
    twice = "".join(f"<li>{row[0]}</li>" for row in ROWS)
    assert outlined(f"<h1>Kolloquium</h1><ul>{twice}</ul>").talk is not None
    both = "".join(f"<li>{'<br>'.join(row)}</li>" for row in ROWS)
    assert outlined(f"<h1>On knots and lines</h1><ul>{both}</ul>").talk is not None


def test_two_days_of_a_gathering_are_one_gathering() -> None:
    near = "<li>3 October 2024, 9:00<br>Talks by all guests</li><li>4 October 2024, 9:00<br>A walk to the sea</li>"
    assert outlined(f"<h1>Seminar on knots</h1><ul>{near}</ul>").talk is not None


def test_two_days_without_an_hour_under_the_name_of_a_series_are_two_talks() -> None:
    items = "".join(f"<p><b>{day.split(',')[0]}</b><br>{who}: {what}</p>" for day, who, what in ROWS)
    assert days(outlined(f"<h1>Seminar, autumn 2024</h1>{items}")) == ["2024-10-03", "2024-10-10"]
    assert len(outlined(f"<h1>Kolloquium</h1><p>Wednesdays 13:15 in Room 5</p>{items}").cards) == 2
    assert outlined(f"<h1>On knots and lines</h1>{items}").talk is not None

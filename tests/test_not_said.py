"""What is not said of a talk calls it off no more: hidden notices, states of other things, legends, talks beside it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipeline.talk import Status, Talk

Talks = Callable[..., list[Talk]]
PROSE = (
    "Random walks forget where they began, and we tell how long that takes on trees, on tori and in small worlds; no "
    "knowledge of probability is needed to follow."
)
OFF = (Status.CANCELLED, Status.POSTPONED)


def page(said: str, *, above: bool = False) -> str:
    own = (
        "<h1>Random walks</h1><p>Date: Tuesday, December 8, 2026, 16:00</p><p>Location: Hall B</p>"
        f"<p class='speaker'>Speaker: Ann Lee</p><p>{PROSE}</p>"
    )
    return f"<main>{said}{own}</main>" if above else f"<main>{own}{said}</main>"


def listed(said: str) -> str:
    """Three talks, the second of which says more."""
    rows = ((2, "Ann Lee (ETH Zurich)", "Tropical curves"), (9, "Bob Ray (TU Graz)", "Soap films"),
            (16, "Cy Roe (MIT)", "Knots and links"))  # fmt: skip
    cards = (
        f"<div class=ev><h3><a href=/e/{day}>{what}</a></h3><p>{day} December 2026, 16:15</p><p>{who}</p>"
        f"{said if day == 9 else ''}</div>"
        for day, who, what in rows
    )
    return f"<h1>Seminar</h1>{''.join(cards)}"


def state_of(found: list[Talk]) -> Status:
    (talk,) = found
    assert talk.title == "Random walks"
    return talk.status


HIDDEN = [
    "<div hidden>{}</div>", "<p style='display:none'>{}</p>", "<div style='margin: 0; DISPLAY : none'><p>{}</p></div>",
    "<p style='visibility:hidden'>{}</p>", "<span style='display:none'>{}</span>", "<p class='hidden'>{}</p>",
    "<p class='alert d-none'>{}</p>", "<p class='hide'>{}</p>", "<p class='is-hidden'>{}</p>",
    "<dialog>{}</dialog>",
    "<p v-if='e.off'>{}</p>", "<p ng-if='e.off'>{}</p>", "<div x-show='off' x-cloak>{}</div>",
    "<template><p>{}</p></template>", "<section hidden><h4>Notice</h4><p>{}</p><p>Write to us.</p></section>",
]  # fmt: skip
SEEN = [
    "<dialog open>{}</dialog>", "<div class='collapse'>{}</div>", "<span class='sr-only'>{}</span>",
    "<p class='visually-hidden'>{}</p>", "<div class='hidden md:block'>{}</div>",
    "<div class='d-none d-md-block'>{}</div>", "<p style='display: block'>{}</p>",
    "<a href='/x' aria-hidden='true' tabindex='-1'><span class='badge'>{}</span></a>",
    "<p><i class='icon' aria-hidden='true'></i> {}</p>", "<div hidden='until-found'><p>{}</p></div>",
    "<p aria-hidden='true' class='ribbon'>{}</p>",
    "<span aria-hidden='true'>{0}</span><span class='sr-only'>{0}</span>",
    "<span hidden itemprop='eventStatus'>{}</span>", "<details><summary>More</summary><p>{}</p></details>",
]  # fmt: skip
SAID = [
    "This event has been cancelled.", "Cancelled", "This event has been <b>cancelled</b>.", "Status: cancelled",
    "Der Vortrag <b>fällt</b> leider aus.", "The lecture on 8 December is cancelled.", "Postponed",
    "This talk is cancelled. We are sorry.",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_nobody_sees_calls_nothing_off(talks: Talks, hidden: str, said: str) -> None:
    for above in (True, False):
        assert state_of(talks(page(hidden.format(said), above=above), "/event/1")) is Status.CONFIRMED
    assert {talk.status for talk in talks(listed(hidden.format(said)))} == {Status.CONFIRMED}


@pytest.mark.parametrize("seen", SEEN)
def test_what_is_seen_or_heard_calls_off(talks: Talks, seen: str) -> None:
    assert state_of(talks(page(seen.format("Cancelled")), "/event/1")) is Status.CANCELLED


def test_a_badge_hidden_in_a_title_is_no_part_of_it(talks: Talks) -> None:
    badge = "Random walks <span class='badge' hidden>Cancelled</span></h1>"
    assert state_of(talks(page("").replace("Random walks</h1>", badge), "/event/1")) is Status.CONFIRMED


@pytest.mark.parametrize("panel", ["<div class='tab-pane' role='tabpanel' hidden>{}</div>",
                                   "<div style='display:none'>{}</div>",
                                   "<div aria-hidden='true'>{}</div>"])  # fmt: skip
def test_a_folded_panel_tells_of_its_talks_what_it_holds(talks: Talks, panel: str) -> None:
    found = talks(panel.format(listed("<span class='badge'>Cancelled</span>")))
    assert [talk.title for talk in found] == ["Tropical curves", "Soap films", "Knots and links"]
    assert [talk.status for talk in found] == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED]


def test_a_folded_abstract_stays_one(talks: Talks) -> None:
    (talk,) = talks(page(f"<div class='panel' hidden><h2>Abstract</h2><p>{PROSE * 2}</p></div>"), "/event/1")
    assert talk.abstract == PROSE * 2


PAIRS = [
    "<dl><dt>{0}</dt><dd>{1}</dd></dl>", "<dl><div><dt>{0}:</dt><dd><p>{1}</p></dd></div></dl>",
    "<table><tr><th>{0}</th><td>{1}</td></tr></table>", "<table><tr><td>{0}:</td><td>{1}</td></tr></table>",
    "<p><b>{0}</b><br>{1}</p>", "<p><strong>{0}:</strong></p><p>{1}</p>", "<h3>{0}</h3><p>{1}</p>",
    "<div class='field'><div class='field-label'>{0}</div><div class='field-item'>{1}</div></div>",
    "<div class='field'><div class='field__label'>{0}:&nbsp;</div><div><div class='field__item'>{1}</div></div></div>",
    "<div class='row'><div class='col label'>{0}</div><div class='col'>{1}</div></div>",
]  # fmt: skip
OTHERS = [
    ("Kosten", "entfällt"), ("Reception", "Cancelled"), ("Anmeldung", "Entfällt."), ("Lunch", "Cancelled"),
    ("Registration", "cancelled"), ("Coffee", "Postponed"), ("Conference dinner", "This event has been cancelled."),
    ("Reception, 8 December", "cancelled"),
]  # fmt: skip
NAMED = [("Live stream", "cancelled"), ("Teilnahmegebühr", "entfällt"), ("Nachsitzung", "fällt aus"), ("Pot", "annulé"),
         ("Registration deadline", "Cancelled"), ("Cena", "annullata"), ("Next talk", "cancelled")]  # fmt: skip
"""Labels that are known as such by their markup alone."""


@pytest.mark.parametrize(("label", "said"), OTHERS)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_state_under_a_label_of_something_else_is_not_the_talks(
    talks: Talks, pair: str, label: str, said: str
) -> None:
    for above in (True, False):
        assert state_of(talks(page(pair.format(label, said), above=above), "/event/1")) is Status.CONFIRMED
    assert {talk.status for talk in talks(listed(pair.format(label, said)))} == {Status.CONFIRMED}


@pytest.mark.parametrize(("label", "said"), NAMED)
@pytest.mark.parametrize("pair", [PAIRS[0], PAIRS[2], PAIRS[3], PAIRS[7]])
def test_markup_alone_makes_a_label(talks: Talks, pair: str, label: str, said: str) -> None:
    assert state_of(talks(page(pair.format(label, said)), "/event/1")) is Status.CONFIRMED


@pytest.mark.parametrize("label", ["Status", "Event status", "Note", "Hinweis", "Update", "Aktuelles", "Last update",
                                   "Important", "Date", "Speaker", "Random walks", "Ann Lee", "8 December 2026",
                                   "Title", "Veranstaltung", "What", "Announcement"])  # fmt: skip
@pytest.mark.parametrize("pair", PAIRS)
def test_a_state_under_a_label_of_the_talk_calls_it_off(talks: Talks, pair: str, label: str) -> None:
    assert state_of(talks(page(pair.format(label, "Cancelled")), "/event/1")) is Status.CANCELLED


@pytest.mark.parametrize("label", ["Talk", "Event"])
@pytest.mark.parametrize("pair", [pair for pair in PAIRS if "h3" not in pair])
def test_a_state_under_a_label_that_is_the_talk_calls_it_off(talks: Talks, pair: str, label: str) -> None:
    assert state_of(talks(page(pair.format(label, "Cancelled")), "/event/1")) is Status.CANCELLED


@pytest.mark.parametrize(
    "said",
    ["<h3>Registration</h3><p>This talk has been cancelled.</p>", "<p>Online</p><p>Cancelled</p>",
     "<h3>Tickets</h3><p>This event has been cancelled.</p>", "<h4>Hall B</h4><p>Cancelled</p>",
     "<div><div>Zoom</div><div>Cancelled</div></div>",
     "<div><span class='label'>Physics</span></div><div><span class='label'>Cancelled</span></div>",
     "<p><b>Bob Ray</b></p><p>Cancelled</p>", "<dl><dt>Room</dt><dd>Hall B</dd><dt>Status</dt><dd>Cancelled</dd></dl>",
     "<p>Moved to 10 December</p><p>Cancelled</p>",
     "<p>Rescheduled</p><p>Cancelled</p>", "<p>Postponed</p><p>Cancelled</p>",
     "<div hidden>Cancelled</div><p>Cancelled</p>"],
)  # fmt: skip
def test_a_state_below_what_is_no_label_calls_its_talk_off(talks: Talks, said: str) -> None:
    first, off, last = talks(listed(said))
    assert (first.status, off.title, off.status, last.status) == (
        Status.CONFIRMED, "Soap films", Status.CANCELLED, Status.CONFIRMED
    )  # fmt: skip


@pytest.mark.parametrize(
    "legend",
    ["<ul class=legend><li>Confirmed</li><li>Postponed</li><li>Cancelled</li></ul>",
     "<ul><li><i></i> bestätigt</li><li><i></i> verschoben</li><li><i></i> abgesagt</li></ul>",
     "<div class=tabs><a href=#a>All</a><a href=#b>Confirmed</a><a href=#c>Cancelled</a></div>",
     "<ul><li><a href=#a>All</a></li><li><a href=#c>Cancelled</a></li></ul>",
     "<select><option>Confirmed</option><option>Cancelled</option></select>",
     "<div><label><input type=radio>Confirmed</label><label><input type=radio>Cancelled</label></div>",
     "<div class=key><div>Postponed</div><div>Cancelled</div></div>", "<p>Confirmed</p><p>Cancelled</p>"],
)  # fmt: skip
def test_states_side_by_side_are_a_legend(talks: Talks, legend: str) -> None:
    for above in (True, False):
        assert state_of(talks(page(legend, above=above), "/event/1")) is Status.CONFIRMED


LEADS = ["Next talk: {}", "Previous talk: {}", "Upcoming talk: {}", "Last talk: {}", "Related talk: {}",
         "First talk: {}", "Second talk: {}", "Next seminar talk: {}", "Nächster Vortrag: {}", "Voriger Vortrag: {}",
         "Prochain exposé : {}", "Exposé suivant : {}", "Próxima charla: {}", "Prossimo seminario: {}",
         "<b>Next talk:</b> {}", "Our next talk: {}"]  # fmt: skip


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("title", ["<a href=/e/2>Soap films</a>", "Soap films", "CANCELLED: Soap films",
                                   "<a href=/e/2>Soap films</a> (cancelled)",
                                   "<a href=/e/2>Soap films</a> <b>Cancelled</b>"])  # fmt: skip
def test_a_talk_beside_one_is_not_its_title(talks: Talks, lead: str, title: str) -> None:
    for above in (True, False):
        found = talks(page(f"<p>{lead.format(title)}</p>", above=above), "/event/1")
        assert state_of(found) is Status.CONFIRMED


@pytest.mark.parametrize(
    "said",
    ["<h3>Next talk</h3><p><a href=/e/2>Soap films</a></p><p>Cancelled</p>", "<h3>Next talk</h3><p>Cancelled</p>",
     "<div><span>Nächster Vortrag</span><br><a href=/e/2>Soap films</a><br><b>Abgesagt</b></div>"],
)  # fmt: skip
def test_what_became_of_the_next_talk_is_not_said_of_this(talks: Talks, said: str) -> None:
    assert state_of(talks(page(said), "/event/1")) is Status.CONFIRMED


def test_under_the_name_of_a_series_the_next_talk_is_the_talk(talks: Talks) -> None:
    said = (
        "<main><h1>Geometry Seminar</h1><p>Next talk: Soap films</p><p>9 December 2026, 16:15</p><p>Room 7</p></main>"
    )
    (talk,) = talks(said)
    assert talk.title == "Soap films"


LEDS = [
    "« Previous event|Next event »", "Next talk", "Nächste Veranstaltung", "Événement précédent", "Evento siguiente",
    "Previous talk|All events|Next talk",
]  # fmt: skip
NOTICES = ["<p>This event has been cancelled.</p>", "<p><strong>CANCELLED</strong></p>", "<p>Cancelled</p>"]
HEADED = [
    "<nav>{nav}</nav><h1>Random walks</h1>{said}", "<nav>{nav}</nav>{said}<h1>Random walks</h1>",
    "<div>{nav}</div><h1>Random walks</h1>{said}", "<div>{nav}</div>{said}<h1>Random walks</h1>",
    "<ul>{items}</ul><h1>Random walks</h1>{said}", "<p>{nav}</p>{said}<h1>Random walks</h1>",
    "<div><a href=/l>All events</a></div>{said}<h1>Random walks</h1>",
    "<h1>Random walks</h1><p>{nav}</p>{said}",
]  # fmt: skip


@pytest.mark.parametrize("said", NOTICES)
@pytest.mark.parametrize("leads", LEDS)
@pytest.mark.parametrize("headed", HEADED)
def test_links_to_other_talks_hide_no_notice(talks: Talks, headed: str, leads: str, said: str) -> None:
    links = [f"<a href=/e/{at}>{name}</a>" for at, name in enumerate(leads.split("|"), 2)]
    top = headed.format(nav=" ".join(links), items="".join(f"<li>{one}</li>" for one in links), said=said)
    for body in (
        page("").replace("<h1>Random walks</h1>", top),
        page("").replace("<main><h1>Random walks</h1>", f"{top}<main>"),
    ):
        assert state_of(talks(body, "/event/1")) is Status.CANCELLED


@pytest.mark.parametrize("said", ["<p>All welcome</p><p>CANCELLED</p>",
                                  "<ul><li>All levels</li><li>Cancelled</li></ul>",
                                  "<ul><li>Alle Semester</li><li>Abgesagt</li></ul>",
                                  "<p>Tous publics</p><p>Annulé</p>",
                                  "<div><span>Tous publics</span><br><span>Annulé</span></div>"])  # fmt: skip
def test_who_is_welcome_makes_no_legend(talks: Talks, said: str) -> None:
    assert state_of(talks(page(said), "/event/1")) is Status.CANCELLED
    assert [talk.status for talk in talks(listed(said))] == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED]


@pytest.mark.parametrize(
    ("label", "said"),
    [("Bitte beachten", "Fällt aus"), ("NB", "Cancelled"), ("À noter", "Annulé"), ("Reminder", "Cancelled"),
     ("Kurzfristig", "Abgesagt"), ("Durchführung", "Entfällt"), ("Modus", "Abgesagt"), ("Format", "Cancelled"),
     ("Availability", "Cancelled"), ("Situation", "Annulé"),
     ("Audience", "Cancelled"), ("Moderation", "Fällt aus"), ("Location", "Cancelled"), ("Eintritt frei", "Fällt aus"),
     ("Free admission", "Cancelled"), ("Beitrag", "Entfällt"), ("All", "This event has been cancelled.")],
)  # fmt: skip
@pytest.mark.parametrize("pair", ["<dl><dt>{0}</dt><dd>{1}</dd></dl>",
                                  "<table><tr><td>{0}</td><td>{1}</td></tr></table>",
                                  "<table><tr><th>{0}:</th><td>{1}</td></tr></table>",
                                  "<p>{0}:</p><p><b>{1}</b></p>"])  # fmt: skip
def test_a_label_that_nobody_knows_silences_nothing(talks: Talks, pair: str, label: str, said: str) -> None:
    assert state_of(talks(page(pair.format(label, said)), "/event/1")) is Status.CANCELLED
    found = talks(listed(pair.format(label, said)))
    assert [talk.status for talk in found] == [Status.CONFIRMED, Status.CANCELLED, Status.CONFIRMED]


@pytest.mark.parametrize(
    ("label", "said"),
    [("Tutorium", "Fällt aus"), ("Übung", "entfällt"), ("Klausur", "Abgesagt"), ("Exam", "Cancelled"),
     ("Childcare", "Cancelled"), ("Kinderbetreuung", "entfällt"), ("Bus", "Cancelled"), ("Frais", "Annulés"),
     ("Inscription", "Annulée"), ("Coste", "Cancelado"), ("Concert", "Cancelled"), ("Party", "Cancelled")],
)  # fmt: skip
def test_labels_of_something_else_are_known(talks: Talks, label: str, said: str) -> None:
    assert state_of(talks(page(f"<dl><dt>{label}</dt><dd>{said}</dd></dl>"), "/event/1")) is Status.CONFIRMED


SHOWN = ["badge hidden xs:inline", "badge hidden tablet:inline", "badge hidden 3xl:block", "hidden min-[500px]:inline",
         "badge hidden lg:!flex", "hide show-for-medium", "badge d-none d-md-inline-block", "hidden md:inline-flex",
         "hidden lg:table-cell"]  # fmt: skip


@pytest.mark.parametrize("names", SHOWN)
def test_what_some_screens_show_calls_off(talks: Talks, names: str) -> None:
    for above in (True, False):
        said = f'<p class="{names}">Cancelled</p>'
        assert state_of(talks(page(said, above=above), "/event/1")) is Status.CANCELLED


@pytest.mark.parametrize("head", ["Department of Mathematics", "AG Geometrie", "Mathematics Day", "Prof. Dr. Bob Ray",
                                  "AG Topologie", "Institut für Physik", "Random walks on graphs"])  # fmt: skip
@pytest.mark.parametrize("lead", ["Nächster Vortrag", "Next talk", "First talk", "Prochain exposé"])
def test_the_next_talk_is_the_talk_where_the_page_has_no_other(talks: Talks, lead: str, head: str) -> None:
    said = f"<p>{lead}: Seifenhäute</p><p>Ann Lee (Bonn)</p><p>8. Dezember 2026, 16:00 Uhr, Hörsaal B</p>"
    (talk,) = talks(f"<main><h1>{head}</h1>{said}</main>")
    assert talk.title == "Seifenhäute"


def test_the_first_talk_of_a_day_and_the_second_are_talks(talks: Talks) -> None:
    found = talks(
        "<main><h1>Mathematics Day</h1><p>First talk: Soap films</p><p>Ann Lee</p><p>8 December 2026, 14:00, Hall B</p>"
        "<p>Second talk: Foams</p><p>Bob Ray</p><p>8 December 2026, 16:00, Hall B</p></main>"
    )
    assert found[0].title == "Soap films"


HOSTILE = {
    "in one another": "<div hidden>" * 250 + "Cancelled" + "</div>" * 250,
    "beside each other": "<div hidden>Cancelled</div>" * 20_000,
    "one line": f"<div hidden>{'<b>Cancelled</b>' * 20_000}</div>",
    "pairs": "<dl>" + "<dt>Kosten</dt><dd>entfällt</dd>" * 2_400 + "</dl>",
    "one term": "<dl><dt>Kosten</dt>" + "<dd>entfällt</dd>" * 4_900 + "</dl>",
    "one row": "<table><tr>" + "<td>entfällt</td>" * 4_900 + "</tr></table>",
}


@pytest.mark.parametrize("said", HOSTILE)
def test_states_without_end_are_read_in_no_time(talks: Talks, said: str) -> None:
    begun = time.process_time()
    talks(page(HOSTILE[said]), "/event/1")
    assert time.process_time() - begun < 3

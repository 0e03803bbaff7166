"""An entry that says where its talk moved is on the new day, with its title whole, and at no hour that nobody said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.talk import Talk

LINES = (
    "10 December 2026, 16:15: Bob Ray (TU Graz), Soap films",
    "17 December 2026, 16:15: Cy Roe (MIT), Knots and links",
)
CELLS = ("10 December 2026|16:15|Bob Ray (TU Graz)|Soap films", "17 December 2026|16:15|Cy Roe (MIT)|Knots and links")


def first_moved(found: list[Talk]) -> tuple[str, str]:
    """The talk that is not on its old day, as title and start; the others are as they were."""
    others = {("Soap films", "2026-12-10 16:15:00"), ("Knots and links", "2026-12-17 16:15:00")}
    (moved,) = {(talk.title, str(talk.when.start)) for talk in found} - others
    assert len(found) == 3
    return moved


@pytest.mark.parametrize(
    ("behind", "start"),
    [
        (" – moved to 15 December", "2026-12-15"),
        (" (moved to 15 December)", "2026-12-15"),
        (" (moved to 15 December, 14:00)", "2026-12-15 14:00:00"),
        (" - rescheduled to Tuesday 15 December", "2026-12-15"),
        (" – postponed to 15 December 2026, 16:15", "2026-12-15 16:15:00"),
        (" (verlegt auf den 15. Dezember)", "2026-12-15"),
        (" – spostato al 15 dicembre", "2026-12-15"),
        (" – reporté au 15 décembre", "2026-12-15"),
        (" [verplaatst naar 15 december]", "2026-12-15"),
        ("; a talk about the storm of 15 December", "2026-12-03 16:15:00"),
    ],
)
def test_a_line_that_ends_with_the_new_day(talks: Callable[..., list[Talk]], behind: str, start: str) -> None:
    row = f"3 December 2026, 16:15: Ann Lee (ETH Zurich), Tropical curves{behind}"
    rows = "".join(f"<li>{line}</li>" for line in (row, *LINES))
    title, when = first_moved(talks(f"<h1>Geometry Seminar</h1><p>Room 5</p><ul>{rows}</ul>"))
    assert (title[:15], when) == ("Tropical curves", start)


@pytest.mark.parametrize(
    "row",
    [
        "3 December 2026|16:15|Ann Lee (ETH Zurich)|Tropical curves – moved to 15 December",
        "3 December 2026|16:15|Ann Lee (ETH Zurich)|Tropical curves (postponed to 15 December)",
        "3 December 2026 moved to 15 December|16:15|Ann Lee (ETH Zurich)|Tropical curves",
    ],
)
def test_a_row_that_tells_the_new_day(talks: Callable[..., list[Talk]], row: str) -> None:
    cells = ("".join(f"<td>{cell}</td>" for cell in line.split("|")) for line in (row, *CELLS))
    rows = "".join(f"<tr>{line}</tr>" for line in cells)
    moved = first_moved(talks(f"<h1>Geometry Seminar</h1><table>{rows}</table>"))
    assert moved == ("Tropical curves", "2026-12-15 16:15:00")

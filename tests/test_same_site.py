"""A site's life over many days, really crawled and ingested: each talk keeps its UID through all of it.

The cases of `test_same_talk`, seen from further away: what servers do (redirects, sessions, pages that are gone, a
redesign), and what an operator does (another database engine).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from config.sources import Limits, Listing, Source
from crawler.batch import crawl_batch
from pipeline.harvest import read
from pipeline.ingest import ingest
from pipeline.query import Entry, TalkQuery
from pipeline.store import Store
from pipeline.store.transfer import move

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
TALKS = {"7": ("The Slow Tides of Inland Seas", "Ada Byron"), "14": ("Salt and the Memory of Lakes", "Emmy Noether")}


def page(day: str, title: str, speaker: str, *, room: str = "Room 12", more: str = "") -> str:
    return (
        f"<html><body><main><h1>{title}</h1><p>Tuesday, April {day}, 2026, 3:00 pm</p><p>Speaker: {speaker}</p>"
        f"<p>Location: {room}</p><h2>Abstract</h2><p>What we know of the subject of this talk, and how we came to know "
        f"it, told for everybody who likes water.</p>{more}</main></body></html>"
    )


def card(day: str, title: str, address: str) -> str:
    return f'<li><h3><a href="{address}">{title}</a></h3><p>Tuesday, April {day}, 2026, 3:00 pm</p></li>'


class Institute:
    """A site, crawled once a day into a store."""

    def __init__(self, site: Any, store: Store, folder: Path) -> None:
        self.site, self.store, self.folder, self.now = site, store, folder, NOW
        self.source = Source(
            id="lakes",
            name="Institute of Lakes",
            timezone="Europe/Berlin",
            listing=(Listing(url=f"{site.url}/talks"),),
            limits=Limits(delay=0),
        )

    def shows(self, pages: Mapping[str, str], cards: Mapping[str, tuple[str, str]]) -> None:
        """From now on the site has these talk pages, and a listing with these cards: address → day and title."""
        self.site.pages.clear()
        for path, text in pages.items():
            self.site.page(path, text)
        listed = "".join(card(day, title, address) for address, (day, title) in cards.items())
        self.site.page("/talks", f"<html><body><h1>Talks</h1><ul>{listed}</ul></body></html>")

    def crawl(self) -> dict[str, Entry]:
        """The talks by the day of April, after a crawl on the next morning; crawled again, nothing changes."""
        for _ in range(2):
            self.now += timedelta(days=1)
            settings = Settings(private_hosts=("127.0.0.1",), contact="mail@example.org")
            done = crawl_batch(
                [self.source],
                settings,
                archive=None,
                harvest_dir=self.folder,
                now=self.now,
                deadline_s=20,
                expected=lambda source: self.store.expected(source, self.now),
            )
            path = asyncio.run(done)["lakes"]
            assert isinstance(path, Path), path
            report = ingest(self.store, self.source, read(path), now=self.now)
        assert (report.announced, report.changed, report.withdrawn) == (0, 0, 0), report.lines
        return {str(entry.talk.when.day.day): entry for entry in self.store.find(TalkQuery()) if entry.talk.when.day}


@pytest.fixture
def institute(site: Any, store: Store, tmp_path: Path) -> Institute:
    made = Institute(site, store, tmp_path / "harvests")
    (tmp_path / "harvests").mkdir()
    made.shows(
        {f"/talks/{day}": page(day, *said) for day, said in TALKS.items()},
        {f"/talks/{day}": (day, title) for day, (title, _) in TALKS.items()},
    )
    return made


def uids(entries: Mapping[str, Entry]) -> dict[str, str]:
    return {day: entry.uid for day, entry in entries.items()}


def test_slugs_sessions_redirects_and_a_redesign(institute: Institute, site: Any) -> None:
    institute.shows(
        {"/talks/tba": page("7", "TBA", "Ada Byron"), "/talks/14": page("14", *TALKS["14"])},
        {"/talks/tba": ("7", "TBA"), "/talks/14": ("14", TALKS["14"][0])},
    )
    first = institute.crawl()
    assert set(first) == {"7", "14"}
    ways: tuple[Callable[[str], str], ...] = (
        lambda day: "/talks/" + TALKS[day][0].lower().replace(" ", "-"),  # the slug follows the title
        lambda day: f"/event.php?id={day}&PHPSESSID=a{day}",
        lambda day: f"/event.php?PHPSESSID=b{day}&id={day}",
        lambda day: f"/en/events/2026/{day}",
    )
    for way in ways:
        institute.shows(
            {way(day): page(day, *said) for day, said in TALKS.items()},
            {way(day): (day, title) for day, (title, _) in TALKS.items()},
        )
        assert uids(institute.crawl()) == uids(first), way("7")
    for day in TALKS:  # the old links lead to the new pages, where title and hour are new too
        site.page(f"/en/events/2026/{day}", "", status=301, headers={"Location": f"/2026/{day}"})
        site.page(f"/2026/{day}", page(day, "Of Ice", TALKS[day][1]).replace("3:00 pm", "5:00 pm"))
    after = institute.crawl()
    assert uids(after) == uids(first)
    assert after["7"].talk.title == "Of Ice"
    assert after["7"].sequence > 0


def test_a_page_that_is_gone_or_down_while_its_card_stays_empties_nothing(institute: Institute, site: Any) -> None:
    first = institute.crawl()
    assert (first["7"].talk.place.room, first["7"].talk.speakers[0].name) == ("Room 12", "Ada Byron")
    notice = (
        "<html><body><h1>Back soon</h1><p>We are working on this page. Please come back tomorrow.</p></body></html>"
    )
    for status, body in ((404, ""), (503, ""), (200, "<html><body></body></html>"), (200, notice)):
        site.page("/talks/7", body, status=status)
        assert institute.crawl()["7"].talk == first["7"].talk, (status, body)
    site.page("/talks/7", page("7", *TALKS["7"], room="Room 99"))
    after = institute.crawl()["7"]
    assert (after.uid, after.talk.place.room) == (first["7"].uid, "Room 99")


def test_an_address_used_again_is_a_new_talk(institute: Institute) -> None:
    institute.shows({"/talks/next": page("7", *TALKS["7"])}, {"/talks/next": ("7", TALKS["7"][0])})
    first = institute.crawl()
    institute.shows({"/talks/next": page("14", *TALKS["14"])}, {"/talks/next": ("14", TALKS["14"][0])})
    after = institute.crawl()
    assert uids(after)["7"] == uids(first)["7"]
    assert len(set(uids(after).values())) == 2


def test_a_talk_beyond_what_paging_reaches_may_get_a_new_address(institute: Institute, site: Any) -> None:
    """Its old page is gone, its card stands on a page of the listing that is never read: nothing is known of it."""
    institute.source = institute.source.model_copy(update={"limits": Limits(delay=0, depth=1)})
    speakers = {"7": "Ada Byron", "8": "Emmy Sato", "14": "Lise Abel"}
    everything = {day: (f"Talk {day} of Water", speaker) for day, speaker in speakers.items()}
    pages = {f"/talks/{day}": page(day, *said) for day, said in everything.items()}
    institute.shows(pages, {f"/talks/{day}": (day, title) for day, (title, _) in everything.items()})
    first = institute.crawl()
    site.pages.pop("/talks/14")
    site.page("/talks/14-the-sea", page("14", "Of the Sea", "Lise Abel"))
    near = [card(day, everything[day][0], f"/talks/{day}") for day in ("7", "8")]
    for number, (path, one) in enumerate(zip(("/talks", "/talks?page=2"), near, strict=True), 2):
        further = f'<a rel="next" class="next" href="/talks?page={number}">Next</a>'
        site.page(path, f"<html><body><h1>Talks</h1><ul>{one}</ul>{further}</body></html>")
    for _ in range(2):
        assert uids(institute.crawl()) == uids(first)
        assert institute.store.find(TalkQuery())[-1].talk.status.value == "confirmed"
    rest = "".join(near) + card("14", "Of the Sea", "/talks/14-the-sea")
    site.page("/talks", f"<html><body><h1>Talks</h1><ul>{rest}</ul></body></html>")
    after = institute.crawl()
    assert (uids(after), after["14"].talk.title) == (uids(first), "Of the Sea")


def test_a_tiny_site_that_is_made_anew_loses_nothing(institute: Institute) -> None:
    """One of two talks is found at its new address, the other not yet; the old pages are gone."""
    first = institute.crawl()
    title, speaker = TALKS["7"]
    institute.shows({"/2026/7": page("7", title, speaker)}, {"/2026/7": ("7", title)})
    for _ in range(3):
        after = institute.crawl()
        assert uids(after) == uids(first)
        assert after["14"].talk.status.value == "confirmed"
    late = ("Salt, and what Lakes Remember", TALKS["14"][1])
    institute.shows(
        {"/2026/7": page("7", title, speaker), "/2026/14": page("14", *late)},
        {"/2026/7": ("7", title), "/2026/14": ("14", late[0])},
    )
    assert uids(institute.crawl()) == uids(first)


def test_another_engine_goes_on_where_this_one_stopped(
    institute: Institute, tmp_path: Path, open_store: Callable[[str], Store]
) -> None:
    """SQLite takes over from either engine: all UIDs are known, and the next crawl writes nothing."""
    first = institute.crawl()
    institute.site.page("/talks/7", page("7", "The Slow Tides of Inland Seas, Again", "Ada Byron"))
    changed = institute.crawl()
    move(institute.store, f"sqlite:///{tmp_path / 'there.db'}")
    institute.store = open_store(f"sqlite:///{tmp_path / 'there.db'}")
    assert institute.crawl() == changed
    assert uids(changed) == uids(first)

"""The survey: how far a run could see, noted page by page, summed up as Coverage. Pure; no network, no Scrapy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.page import Page
from pipeline.coverage import EVER
from pipeline.reading.text import fold
from pipeline.reading.times import Context, day_or_text, read_when
from pipeline.talk import Coverage, Sighting

FAR = timedelta(days=3 * 365)
"""A day further ahead than this is a misreading; it says nothing about how far a listing reaches."""


ROW = 120
"""Characters before and behind a title within which the day of its row stands."""

_NO_ROWS = frozenset(("nav", "aside", "footer", "script", "style", "template", "head"))


@dataclass
class View:
    """What was seen through one listing: the first days of its talks in the order found, on its own pages and `behind`
    them, on those it leads to; whether a page of it was read, failed, was left unread as paging is bounded, or says
    itself that nothing is coming."""

    days: list[date] = field(default_factory=list)
    behind: list[date] = field(default_factory=list)
    read: int = 0
    failed: bool = False
    cut: bool = False
    empty: bool = False


@dataclass
class Survey:
    """Notes of one run. `problems`: one sentence per page that failed; `gone`: talk pages that are no more; `unread`:
    those from which nothing was learnt about a talk of their own; `down`: those that could not be had; `told`: titles
    that stand on listings, folded, though no talk that was read there bears them."""

    views: dict[str, View] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    pages_ok: int = 0
    pages_failed: int = 0
    sightings: int = 0
    gone: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    down: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    changed: bool = False
    _hashes: dict[str, str] = field(default_factory=dict)

    def view(self, listing: str) -> View:
        return self.views.setdefault(listing, View())

    def page_read(self, url: str, sha256: str, *, unchanged: bool) -> None:
        """A page was read, from the wire or from the archive."""
        self.pages_ok += 1
        self.changed = self.changed or not unchanged
        self._hashes[url] = sha256

    def saw(self, listing: str, days: Iterable[date], *, behind: bool = False) -> None:
        """Talks on these days were seen on a listing or, `behind` it, on the pages it leads to."""
        view = self.view(listing)
        (view.behind if behind else view.days).extend(days)

    def tells(self, page: Page, sightings: Iterable[Sighting], titles: Iterable[str]) -> None:
        """A page of a listing was read: which of these titles stand on it beside a number, as in a row with its day,
        and were not read there as a talk's. A row that cannot be read is still a row; a menu is none."""
        if page.document is None:
            return
        read = [f" {fold(claim.text)} " for one in sightings for claim in one.of("title")]
        wanted = {f" {title} " for title in map(fold, titles) if title}
        wanted -= {title for title in wanted if any(title in one for one in read)}
        text = f" {fold(' '.join(_texts(page.document)))} " if wanted else ""
        self.told |= {title.strip() for title in wanted if _stands_in_row(title, text)}

    def failed(self, problem: str) -> None:
        """A page failed: a sentence that names it."""
        self.pages_failed += 1
        if problem not in self.problems:
            self.problems.append(problem)

    def listing_failed(self, listing: str, problem: str) -> None:
        """A page of a listing failed, so that nothing can be said about what this run did not see."""
        self.failed(problem)
        self.view(listing).failed = True
        self.flaw(problem)

    def flaw(self, sentence: str) -> None:
        """Why this run is not to be trusted about absences."""
        if sentence not in self.flaws:
            self.flaws.append(sentence)

    def coverage(self, listings: Sequence[str], today: date, *, news: Collection[str] = ()) -> Coverage:
        """The sum. `listings`: every address this run should have read; `news`: those that announce no talks."""
        for url in listings:
            if not self.view(url).read and not self.view(url).failed:
                self.flaw(f"{url} was not read")
        reach = ((url, reach_of(self.view(url), today)) for url in listings)
        return Coverage(
            flaw="; ".join(self.flaws[:3]),
            reach=tuple((url, last) for url, last in reach if last is not None),
            cut=tuple(url for url in listings if goes_on(self.view(url), today)),
            gone=tuple(sorted(set(self.gone))),
            unread=tuple(sorted(set(self.unread))),
            down=tuple(sorted(set(self.down))),
            told=tuple(sorted(self.told)),
            unchanged=bool(self._hashes) and not self.changed and not self.flaws and not self.pages_failed,
            vouched=not self.flaws and self._is_empty([url for url in listings if url not in news], today),
        )

    def _is_empty(self, listings: Sequence[str], today: date) -> bool:
        """Whether each of these listings says in its own words that nothing is coming."""
        return bool(listings) and all(reach_of(self.view(url), today) == EVER for url in listings)

    def fingerprint(self) -> str:
        """One hash over all pages read; equal for two runs that read the same bytes everywhere. "" for a flawed run."""
        if self.flaws or self.pages_failed:
            return ""
        lines = "".join(f"{url} {sha256}\n" for url, sha256 in sorted(self._hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


def reach_of(view: View, today: date) -> date | None:
    """The last day a listing provably covers; None where nothing is proved, EVER where it says that nothing is coming.

    Read to its end, it covers all up to its furthest talk; a long course reaches no further than its first day. Cut off
    by the bounds of paging, it does so only if it is in order: ascending, or descending down to the past.
    """
    days = credible([*view.days, *view.behind], today)
    if view.empty and not view.failed and not view.cut and not any(day >= today for day in days):
        return EVER
    if view.failed or not view.read or not days:
        return None
    if not view.cut:
        return max(days)
    order = in_order_of(view, today)
    if order == sorted(order, reverse=True) and order[-1] <= today:
        return max(days)
    return order[-1] if order == sorted(order) else None


def in_order_of(view: View, today: date) -> list[date]:
    """The days of a listing as it has them; as the pages behind it have them, where it tells none itself."""
    return credible(view.days, today) or credible(view.behind, today)


def credible(days: Iterable[date], today: date) -> list[date]:
    """The days that are no misreadings."""
    return [day for day in days if day <= today + FAR]


def goes_on(view: View, today: date) -> bool:
    """Whether a listing tells of later talks than were read: it is in order of time, and was cut off by the bounds of
    paging."""
    order = in_order_of(view, today)
    return view.cut and bool(order) and order == sorted(order) and order[-1] >= today


def days_of(sightings: Iterable[Sighting], context: Context) -> list[date]:
    """The first day of each talk, as far as a first look at its claims tells."""
    days = (next(filter(None, map(_day_reader(context), _whens(sighting))), None) for sighting in sightings)
    return [day for day in days if day is not None]


def _whens(sighting: Sighting) -> list[str]:
    return [day_or_text(claim) for claim in sighting.of("when")] if sighting.kind == "talk" else []


def _day_reader(context: Context) -> Callable[[str], date | None]:
    def read(text: str) -> date | None:
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            reading = read_when(text, context)
            return reading.span.day if reading else None

    return read


def says_empty(page: Page, phrase: str | None) -> bool:
    """Whether a listing says in its source's own words (`empty`) that nothing is coming."""
    return bool(phrase) and fold(phrase or "") in fold(page.text_at(""))


def _texts(document: HtmlElement) -> Iterator[str]:
    """The texts of a page, without those parts of it that list no talks."""
    walk = etree.iterwalk(document, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element.tag in _NO_ROWS:
            walk.skip_subtree()
        elif event == "start":
            yield element.text or ""
        else:
            yield element.tail or ""


def _stands_in_row(title: str, text: str) -> bool:
    """Whether a title stands in a text, both folded, with a number beside it."""
    places = (found.start() for found in re.finditer(re.escape(title), text))
    return any(re.search(r"\d", text[max(at - ROW, 0) : at + len(title) + ROW]) for at in places)

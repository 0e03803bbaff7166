"""Feeds as files that any web server can serve: only what changed is rendered and written, nothing bad replaces good.

Each talk's VEVENT is kept in a ledger with its revision; a calendar is a join of them. Bytes are validated before they
replace the last good ones, atomically. A feed that would be invalid stays as it was, and the ledger remembers why.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from calendar_export import FORMATS, atom, changes, ics, jsonfeed
from calendar_export.changes import Changes
from calendar_export.feed import Feed, News
from calendar_export.validate import check_form, validate
from pipeline.query import Entry

LARGE = 800_000  # octets; Google drops feeds of about a megabyte without a word
_FEED_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}\Z")


class Said(Protocol):
    """What a feed last said in one form: its entity tag without quotes, and since when (aware UTC)."""

    @property
    def etag(self) -> str: ...
    @property
    def last_modified(self) -> datetime: ...
    @property
    def problem(self) -> str | None: ...


class Ledger(Protocol):
    """What publishing remembers; `pipeline.store.ledger` keeps it in the database.

    `rendered` gives the kept bytes of those entries whose revision is still the kept one, by UID.
    """

    def rendered(self, form: str, entries: Sequence[Entry]) -> Mapping[str, bytes]: ...
    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None: ...
    def publication(self, feed_id: str, form: str) -> Said | None: ...
    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one feed in one form. `written`: the file changed. `problem`: why it did not, "" if all is well.

    `warning`: it was published, but somebody should know.
    """

    feed: str
    form: str
    path: Path
    etag: str
    last_modified: datetime
    size: int
    written: bool
    problem: str = ""
    warning: str = ""


def etag_of(content: bytes) -> str:
    """The strong entity tag of these bytes, without quotes."""
    return hashlib.sha256(content).hexdigest()[:32]


def calendar(feed: Feed, ledger: Ledger) -> tuple[bytes, list[str]]:
    """The feed as iCalendar, joined from the ledger's bytes, and what had to be left out, a sentence each.

    Only talks that changed are rendered, checked and then kept. A talk that would make the calendar invalid costs
    itself and no other. Otherwise the same bytes as `ics.render`.
    """
    kept: dict[str, bytes] = {}
    for form, entries in _by_form(feed).items():
        kept.update(ledger.rendered(form, entries))
    fresh = {entry.uid: (entry, ics.event_of(feed, entry)) for entry in feed.entries if entry.uid not in kept}
    spoilt = _spoilt(feed, list(fresh.values()))
    sound = {uid: event for uid, (_, event) in fresh.items() if uid not in spoilt}
    if sound:
        for form, entries in _by_form(feed).items():
            new = {entry.uid: (entry.revision, sound[entry.uid]) for entry in entries if entry.uid in sound}
            if new:
                ledger.keep(form, new)
    events = [kept.get(entry.uid) or sound.get(entry.uid) or b"" for entry in feed.entries]
    left_out = [f"talk {uid} is left out: {why}" for uid, why in spoilt.items()]
    return ics.render_calendar(feed, [event for event in events if event]), left_out


def _by_form(feed: Feed) -> dict[str, list[Entry]]:
    """The entries by the name under which the ledger keeps them.

    Talks without their text have a name of their own: where a source forbids to republish abstracts, the entry comes
    without it at the same revision, and must never be joined from bytes that were rendered with it. So do joined talks
    of which not all listings may be shown (`Entry.view`).
    """
    form = ics.form(feed)
    names: dict[str, list[Entry]] = {}
    for entry in feed.entries:
        bare = not (entry.talk.abstract or entry.talk.bio)
        name = f"{form}.bare" if bare else form
        names.setdefault(f"{name}.{entry.view}" if entry.view else name, []).append(entry)
    return names


def _spoilt(feed: Feed, rendered: Sequence[tuple[Entry, bytes]]) -> dict[str, str]:
    """Which of these fresh VEVENTs are invalid, and why. One check for all; one by one only when that finds fault."""
    pairs = [(entry, event) for entry, event in rendered if event]

    def wrong(pairs: Sequence[tuple[Entry, bytes]]) -> list[str]:
        only = replace(feed, entries=tuple(entry for entry, _ in pairs))
        return validate(ics.render_calendar(only, [event for _, event in pairs]))

    if not pairs or not wrong(pairs):
        return {}
    return {entry.uid: why[0] for entry, event in pairs if (why := wrong([(entry, event)]))}


def problems(content: bytes, form: str) -> list[str]:
    """What keeps these bytes from being published in this form; empty for forms without a check.

    The talks of a calendar were read back one by one when they were rendered (`calendar`).
    """
    if form == "ics":
        return check_form(content)
    try:
        if form in ("atom", "xcal"):
            ElementTree.fromstring(content)
        elif form in ("json", "jcal"):
            json.loads(content)
    except (ElementTree.ParseError, ValueError) as error:
        return [f"not well-formed: {error}"]
    return []


def publish(
    feeds: Iterable[Feed],
    ledger: Ledger,
    public_dir: Path,
    *,
    now: datetime,
    news: Iterable[News] = (),
    changed: Iterable[Changes] = (),
    forms: Sequence[str] = tuple(FORMATS),
) -> list[Published]:
    """Write `feeds/ID.FORM` below `public_dir` for every feed and form, where the bytes changed, and what changed in
    feeds as `feeds/ID/changes.atom`.

    `now` (aware) becomes the Last-Modified of what changed; what did not change keeps its own.
    """
    folder = public_dir / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    done = []
    for feed in feeds:
        if not _FEED_ID.match(feed.id):  # no path of ours is made from foreign text
            problem = f"{feed.id!r} is no feed id: small letters, digits, '.', '_' and '-' alone"
            done.append(Published(feed.id, "", folder, "", now, 0, written=False, problem=problem))
            continue
        done += _publish_feed(feed, forms, ledger, folder, now)
    for articles in news:
        for form, renderer in (("atom", atom.render_news), ("json", jsonfeed.render_news)):
            done.append(_publish(articles.id, form, renderer(articles), articles.updated, ledger, folder, now))
    for some in changed:
        if _FEED_ID.match(some.id):
            done.append(_publish(f"{some.id}/changes", "atom", changes.render(some), some.updated, ledger, folder, now))
    return done


def _publish_feed(feed: Feed, forms: Sequence[str], ledger: Ledger, folder: Path, now: datetime) -> Iterator[Published]:
    """One feed in all its forms. What is a calendar in other words follows the calendar: made again when that was. A
    feed that has ended is written once more, with its farewell, and then stays as it is."""
    there = (folder / f"{feed.id}.ics").is_file()
    if feed.ended and there and (said := ledger.publication(feed.id, "ics")) and said.last_modified >= feed.ended:
        return
    content, left_out = calendar(feed, ledger)
    stays = spoilt = False
    for form in forms:
        of, path = FORMATS[form].of, folder / f"{feed.id}.{form}"
        if of is not None and spoilt:
            continue
        if of is not None and stays and path.is_file() and (said := ledger.publication(feed.id, form)) is not None:
            yield Published(feed.id, form, path, said.etag, said.last_modified, path.stat().st_size, written=False)
            continue
        body = content if form == "ics" else of(content) if of is not None else FORMATS[form].render(feed)
        one = _publish(feed.id, form, body, feed.updated, ledger, folder, now)
        if form == "ics":
            stays, spoilt = not one.written, bool(one.problem)
            one = replace(one, warning="; ".join(filter(None, (one.warning, *left_out[:3]))))
        yield one


def _publish(
    feed_id: str, form: str, content: bytes, updated: datetime | None, ledger: Ledger, folder: Path, now: datetime
) -> Published:
    """One file: checked, compared with what is there, replaced."""
    path, etag, before = folder / f"{feed_id}.{form}", etag_of(content), ledger.publication(feed_id, form)
    there = etag_of(path.read_bytes()) if path.is_file() else ""
    if before is not None and before.etag == etag:
        since = before.last_modified
    else:
        since = now if before is not None else min(updated or now, now)
    if there != etag and (wrong := problems(content, form)):
        why = "; ".join(wrong[:3])
        if before is not None:
            ledger.published(feed_id, form, before.etag, before.last_modified, why)
        return Published(feed_id, form, path, there, since, 0, written=False, problem=why)
    if there != etag:
        write(path, content)
    if before is None or before.etag != etag or before.problem:
        ledger.published(feed_id, form, etag, since, "")
    warning = ""
    if form == "ics" and len(content) > LARGE:
        warning = f"{path.name} has {len(content):,} bytes; Google drops feeds of about 1,000,000: narrow its window"
    return Published(feed_id, form, path, etag, since, len(content), written=there != etag, warning=warning)


def write(path: Path, content: bytes) -> None:
    """Replace a file so that readers see the old or the new one, also after a loss of power."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)  # mkstemp's 0600 would hide it from the web server
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_pages(pages: Mapping[str, str], public_dir: Path) -> int:
    """Write pages by their path below `public_dir` where they changed; how many did."""
    written = 0
    for name, text in pages.items():
        path, content = public_dir / name, text.encode("utf-8", "replace")
        if not path.is_file() or path.read_bytes() != content:
            write(path, content)
            written += 1
    return written

"""SEQUENCE goes on from the feeds that lie there, whatever database is put under them: no calendar sees it fall.

A database that published a file knows its bytes. A file that it does not know was written by another one, or by this
one in a state that was lost; what that says is counted on from, once, before anything is put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from calendar_export import ics
from calendar_export.losing import told_in
from calendar_export.publish import EVERYTHING, etag_of
from config.errors import StoreError
from pipeline.store.resuming import Behind, Told, all_alike, resume
from talkfeed.permission import permitted
from talkfeed.wiring import App

COUNTED = "counted"
"""The form under which the ledger remembers what lay there when it was counted on from, and was published elsewhere."""

LARGEST = 10**9
"""A SEQUENCE beyond it is damage; RFC 5545 §3.3.8 knows none beyond twice as much."""

TOO_LARGE = 2**28
"""Octets beyond which a file is no calendar of ours."""

_TALK = re.compile(r"(?!ended-)[\x21-\x7e]{1,200}@talkfeed")
_NUMBER = re.compile(r"[0-9]+")

Tell = Callable[[str], None]
"""Told what is wrong with a file, and which."""


def unheard(_: str) -> None:
    """Nobody needs to know."""


def insisting(trouble: str) -> None:
    """Nothing is done before every file can be read."""
    raise StoreError(f"{trouble}: SEQUENCE goes on from the feeds that lie there; put it right or move it away")


def count_on(app: App, folder: Path) -> str:
    """Before feeds are written into this folder, have the database count on from those in it that it did not publish; a
    sentence where it was behind them, "" otherwise. Whoever calls holds the ledger's turn."""
    strange = _strange(app, folder)
    if not strange or not app.store.holding():  # a database without talks replaces no feed
        return ""
    troubles: list[str] = []
    behind = go_on_from(app, told(((path, content) for path, content, _ in strange), troubles.append))
    for path, _, etag in strange:
        app.ledger.published(path.stem, COUNTED, etag, app.clock())
    return "; ".join(filter(None, (sentence(behind, folder), *troubles)))


def catch_up(app: App) -> str:
    """Before anything is read into the database, or served from it, have it count on from the feeds in `public_dir`, as
    far as it must so that no SEQUENCE falls; `count_on` does the rest."""
    folder = app.settings.public_dir
    with app.ledger.turn():
        if not (strange := _strange(app, folder)):
            return ""
        published = told(((path, content) for path, content, _ in strange), unheard)
        return sentence(resume(app.store, published, app.clock(), all_alike, ahead=True), folder)


def _strange(app: App, folder: Path) -> list[tuple[Path, bytes, str]]:
    """The feeds in this folder that the database did not publish, and has not counted on from: where, what, etag."""
    known = {(one.feed_id, one.etag) for one in app.ledger.publications() if one.form in ("ics", COUNTED)}
    found = ((path, content, etag_of(content)) for path, content in contents(folder, unheard))
    return [one for one in found if (one[0].stem, one[2]) not in known]


def go_on_from(app: App, published: Mapping[str, Told]) -> Behind:
    """Have the database count on from what was published. How its talks are shown is asked only of those in doubt."""

    def alike(uids: Sequence[str]) -> dict[str, bool]:
        shown = permitted(app, app.ledger.entries(uids).values())
        events = (ics.render_event(one, cancelled=app.settings.cancelled) for one in shown)
        said = [one for event in events for one in told_in(event)]
        return {facts["UID"]: loud == published[facts["UID"]].loud for facts, loud in said}

    return resume(app.store, published, app.clock(), alike)


def sentence(behind: Behind, folder: Path) -> str:
    """What a person should know of a database that was behind its feeds; "" if it was not."""
    parts = (
        f"{_many(behind.talks)} published in a later state than it has" if behind.talks else "",
        f"{_many(behind.unknown)} published that it does not know" if behind.unknown else "",
    )
    if not (what := ", ".join(filter(None, parts))):
        return ""
    return f"the database is older than the feeds in {folder}, or another one: {what}; SEQUENCE counts on from there"


def _many(count: int) -> str:
    return f"{count} talks were" if count > 1 else "1 talk was"


# ── What lies there ───────────────────────────────────────────────────────────────────────────────────────────────────


def told_last(folder: Path, tell: Tell = unheard) -> dict[str, Told]:
    """What the calendars in a published folder say of each talk, the latest of all of them."""
    return told(contents(folder, tell), tell)


def contents(folder: Path, tell: Tell) -> Iterator[tuple[Path, bytes]]:
    """The calendars in a published folder, that of all talks first; `tell` is told of those that cannot be read."""
    feeds = folder / "feeds"
    try:
        paths = [path for path in feeds.iterdir() if path.suffix == ".ics"]
    except FileNotFoundError:
        return
    except OSError as error:
        tell(f"{feeds} cannot be read ({_why(error)})")
        return
    for path in sorted(paths, key=lambda path: (path.stem != EVERYTHING, path.name)):
        try:
            yield path, _content(path)
        except (OSError, ValueError) as error:
            tell(f"{path} cannot be read ({_why(error)})")


def _content(path: Path) -> bytes:
    about = path.stat()
    if not S_ISREG(about.st_mode):
        raise ValueError("it is no file")
    if about.st_size > TOO_LARGE:
        raise ValueError("it is too large for a feed of Talkfeed")
    content = path.read_bytes()
    content.decode("utf-8")
    return content


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it leads to no file"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return (error.strerror or "").lower() if isinstance(error, OSError) else str(error)


def told(calendars: Iterable[tuple[Path, bytes]], tell: Tell) -> dict[str, Told]:
    """What these calendars say of each talk, the latest of all of them; `tell` is told of a SEQUENCE that is none."""
    found: dict[str, Told] = {}
    absurd = set[Path]()
    for path, content in calendars:
        for said, loud in told_in(content):
            uid, number = said.get("UID", ""), said.get("SEQUENCE", "")
            if not _TALK.fullmatch(uid) or not _NUMBER.fullmatch(number):  # no event of ours
                continue
            if len(number) > len(str(LARGEST)) or int(number) > LARGEST:
                if path not in absurd:
                    tell(f"{path} says the SEQUENCE {number[:30]}, to which nobody can have counted")
                absurd.add(path)
                continue
            try:
                moment = datetime.strptime(said.get("LAST-MODIFIED", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue
            one = Told(int(number), moment, loud)
            known = found.get(uid, one)
            latest = known if known.sequence >= one.sequence else one
            found[uid] = latest._replace(modified=max(known.modified, one.modified))
    return found

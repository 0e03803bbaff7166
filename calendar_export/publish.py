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
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from calendar_export import FORMATS, atom, changes, ics, jsonfeed
from calendar_export.assembling import Assembled, Kept, calendar
from calendar_export.changes import Changes
from calendar_export.draft import Draft, drafted
from calendar_export.feed import Feed, News
from calendar_export.joined import Joined, stamp_of, text_of
from calendar_export.losing import loss, shown
from calendar_export.validate import check_form

LARGE = 800_000  # octets; Google drops feeds of about a megabyte without a word
STATE = "state"
"""Beside the forms of a feed the ledger remembers what they were made from, and what somebody should know of them."""

FRONT = "index"

EVERYTHING = "all"
"""The feed of all talks: where its calendar must not be replaced, neither are news and the page beside the feeds."""

_FEED_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}\Z")


class Said(Protocol):
    """What a feed last said in one form: its entity tag without quotes, and since when (aware UTC)."""

    @property
    def etag(self) -> str: ...
    @property
    def last_modified(self) -> datetime: ...
    @property
    def problem(self) -> str | None: ...


class Ledger(Kept, Protocol):
    """What publishing remembers; `pipeline.store.ledger` keeps it in the database."""

    def publication(self, feed_id: str, form: str) -> Said | None: ...
    def published(self, feed_id: str, form: str, etag: str, last_modified: datetime, problem: str = "") -> None: ...
    def unheard_of(self, uids: Collection[str]) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class Later:
    """What changed in a feed, not looked up yet; `state`: the digest of all it is made from."""

    id: str
    state: str
    make: Callable[[], Changes]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one feed in one form. `written`: the file changed. `problem`: why it did not, "" if all is well.

    `warning`: it was published, but somebody should know. `kept`: the feed stays whole as it was, for the database has
    never heard of its talks.
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
    kept: bool = False


def etag_of(content: bytes) -> str:
    """The strong entity tag of these bytes, without quotes."""
    return hashlib.sha256(content).hexdigest()[:32]


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
    feeds: Iterable[Feed | Draft],
    ledger: Ledger,
    public_dir: Path,
    *,
    now: datetime,
    news: Iterable[News] = (),
    changed: Iterable[Later] = (),
    forms: Sequence[str] = tuple(FORMATS),
    lists: Path | None = None,
) -> list[Published]:
    """Write `feeds/ID.FORM` below `public_dir` for every feed and form, where the bytes changed, and what changed in
    feeds as `feeds/ID/changes.atom`.

    `now` (aware) becomes the Last-Modified of what changed; what did not change keeps its own. `lists`: the folder in
    which it is written down what calendars were joined from (`joined`), out of sight of web servers.
    """
    folder = public_dir / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    done = []
    for feed in feeds:
        draft = drafted(feed) if isinstance(feed, Feed) else feed
        name = draft.feed.id
        if not _FEED_ID.match(name):  # no path of ours is made from foreign text
            problem = f"{name!r} is no feed id: small letters, digits, '.', '_' and '-' alone"
            done.append(Published(name, "", folder, "", now, 0, written=False, problem=problem))
            continue
        done += _publish_feed(draft, forms, ledger, folder, now, lists)
    kept = {one.feed for one in done if one.kept}
    for articles in news if EVERYTHING not in kept else ():
        for form, renderer in (("atom", atom.render_news), ("json", jsonfeed.render_news)):
            done.append(
                _publish(
                    articles.id, form, renderer(articles), partial(getattr, articles, "updated"), ledger, folder, now
                )
            )
    wanted = (some for some in changed if _FEED_ID.match(some.id) and some.id not in kept)
    done += [_publish_changes(some, ledger, folder, now) for some in wanted]
    return done


def _publish_changes(some: Later, ledger: Ledger, folder: Path, now: datetime) -> Published:
    """What changed in a feed; not looked up while it is in the state in which it was published."""
    name = f"{some.id}/changes"
    if (before := standing(name, "atom", some.state, ledger, folder)) is not None:
        return before
    made = some.make()
    one = _publish(name, "atom", changes.render(made), lambda: made.updated, ledger, folder, now)
    if not one.problem:
        ledger.published(name, STATE, some.state, now)
    return one


def standing(name: str, form: str, state: str, ledger: Ledger, folder: Path) -> Published | None:
    """A file made from this state, if it is there as it was published."""
    said = ledger.publication(name, STATE)
    return _as_before(name, form, ledger, folder) if said is not None and said.etag == state else None


def _publish_feed(
    draft: Draft, forms: Sequence[str], ledger: Ledger, folder: Path, now: datetime, lists: Path | None
) -> list[Published]:
    """One feed in all its forms; nothing is read whole or rendered while it is in the state in which it was published.

    A feed that has ended is written once more, with its farewell, and then stays as it is.
    """
    feed, today = draft.feed, now.astimezone(UTC).date()
    there = (folder / f"{feed.id}.ics").is_file()
    if feed.ended and there and (said := ledger.publication(feed.id, "ics")) and said.last_modified >= feed.ended:
        return []
    state = etag_of(f"{draft.state()} {sorted(forms)}".encode())
    states = {False: state, True: etag_of(f"{state} {today}".encode())}  # what is too large changes with the day
    said = ledger.publication(feed.id, STATE)
    if said is not None and said.etag in states.values():
        same = [_as_before(feed.id, form, ledger, folder) for form in forms]
        if (whole := [one for one in same if one is not None]) == same:
            return [replace(one, warning=said.problem or "") if one.form == "ics" else one for one in whole]
    made = calendar(draft, ledger, today=today)
    done = list(_forms(draft, made, forms, ledger, folder, now))
    if lists is not None and draft.rows:
        for one in done:
            if one.form == "ics" and not one.problem:
                _keep(draft, made, one, lists / f"{feed.id}.json")
    again = bool(made.left_out) or any(one.problem for one in done)  # what went wrong is tried again
    told = ("" if again else states[bool(made.narrowed)], "; ".join(one.warning for one in done if one.warning))
    if said is None or (said.etag, said.problem or "") != told:
        ledger.published(feed.id, STATE, told[0], now, told[1])
    return done


def _forms(
    draft: Draft, made: Assembled, forms: Sequence[str], ledger: Ledger, folder: Path, now: datetime
) -> Iterator[Published]:
    """A feed's files. What is a calendar in other words follows the calendar: made again when that was."""
    name, whole = draft.feed.id, cache(lambda: draft.whole(made.uids))
    if "ics" in forms and (strange := _kept(name, made.content, ledger, folder, now)) is not None:
        yield strange
        return
    stays = spoilt = False
    for form in sorted(forms, key=lambda form: form != "ics"):
        of = FORMATS[form].of
        if of is not None and spoilt:
            continue
        if of is not None and stays and (before := _as_before(name, form, ledger, folder)) is not None:
            yield before
            continue
        body = made.content if form == "ics" else of(made.content) if of is not None else FORMATS[form].render(whole())
        fresh = made.fresh if form == "ics" else None
        one = _publish(name, form, body, lambda: whole().updated, ledger, folder, now, fresh)
        if form == "ics":
            stays, spoilt = not one.written, bool(one.problem)
            size = f"{one.path.name} {made.narrowed}" if made.narrowed else one.warning
            one = replace(one, warning="; ".join(filter(None, (size, *made.left_out[:3]))))
        yield one


def _kept(name: str, content: bytes, ledger: Ledger, folder: Path, now: datetime) -> Published | None:
    """The calendar that lies there, where this one must not replace it (`loss`). Looked into only where it is not the
    one that this database says it published last."""
    path, before = folder / f"{name}.ics", ledger.publication(name, "ics")
    if not path.is_file():
        return None
    old = path.read_bytes()
    etag, said = etag_of(old), before.etag if before is not None else ""
    if etag in (said, etag_of(content)):
        return None
    today = now.astimezone(UTC).date()
    if not (why := loss(path, shown(old, today), shown(content, today), ledger.unheard_of)):
        return None
    since = before.last_modified if before is not None else now
    ledger.published(name, "ics", said, since, why)
    return Published(name, "ics", path, etag, since, len(old), written=False, problem=why, kept=True)


def _keep(draft: Draft, made: Assembled, one: Published, listed: Path) -> None:
    """Write down what a calendar was joined from, where that is not written yet."""
    shown = made.events.keys() & set(made.uids)
    rows, lines = [], []
    for row, line in zip(draft.rows, draft.lines, strict=True):
        if line.uid in shown:
            rows.append(row)
            lines.append(line)
    before = draft.before
    if not one.written and before is not None and before.etag == one.etag and before.rows == rows:
        return
    sizes = [len(made.events[line.uid]) for line in lines]
    begin = len(made.content) - len(ics.end_of(draft.feed)) - sum(sizes)
    joined = Joined(one.path, draft.made, one.etag, stamp_of(str(one.path)), rows, lines, sizes, begin)
    write(listed, text_of(joined))


def _as_before(feed_id: str, form: str, ledger: Ledger, folder: Path) -> Published | None:
    """A file that holds what the ledger says it does; None if it does not."""
    path, said = folder / f"{feed_id}.{form}", ledger.publication(feed_id, form)
    if said is None or said.problem or not path.is_file() or etag_of(content := path.read_bytes()) != said.etag:
        return None
    return Published(feed_id, form, path, said.etag, said.last_modified, len(content), written=False)


def _publish(
    feed_id: str,
    form: str,
    content: bytes,
    updated: Callable[[], datetime | None],
    ledger: Ledger,
    folder: Path,
    now: datetime,
    fresh: bytes | None = None,
) -> Published:
    """One file: checked, compared with what is there, replaced. `updated` is asked when it is published first. `fresh`:
    what of it was not checked yet, in the same form; all of it if not given."""
    path, etag, before = folder / f"{feed_id}.{form}", etag_of(content), ledger.publication(feed_id, form)
    there = etag_of(path.read_bytes()) if path.is_file() else ""
    if before is not None and before.etag == etag:
        since = before.last_modified
    else:
        since = now if before is not None and before.etag else min(updated() or now, now)
    if there != etag and (wrong := problems(content if fresh is None else fresh, form)):
        why = "; ".join(wrong[:3])
        last = (before.etag, before.last_modified) if before is not None else ("", now)
        ledger.published(feed_id, form, *last, why)
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
    except BaseException as trouble:
        Path(name).unlink(missing_ok=True)
        if isinstance(trouble, OSError):
            trouble.filename = str(path)  # what was being written, for whoever tells it
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def publish_front(page: str, state: str, ledger: Ledger, public_dir: Path, now: datetime) -> Published:
    """The page beside the feeds, made from this state; written where it changed."""
    one = _publish(FRONT, "html", page.encode("utf-8", "replace"), lambda: now, ledger, public_dir, now)
    ledger.published(FRONT, STATE, state, now)
    return one

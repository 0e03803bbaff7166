"""The feeds: published ones from their files, any query rendered when asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from calendar_export import FORMATS
from calendar_export.alarms import LONGEST, with_alarms
from calendar_export.assembling import calendar
from calendar_export.changes import render as render_changes
from calendar_export.feed import Feed
from calendar_export.joined import Line, Stamp, stamp_of
from calendar_export.languages import N_
from calendar_export.web import Choice
from config.errors import QueryError
from pipeline.feeds import FeedSpec
from pipeline.query import TalkQuery
from pipeline.store.ledger import Ledger
from talkfeed.changing import changes, lately
from talkfeed.meant import checked
from talkfeed.publishing import feed, filled
from talkfeed.service.answers import answer, leading_on, tag_of, turn
from talkfeed.service.quick import Ready
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

SPECS_KEPT_S = 5
FIRST_ROUND_S = 30
NOT_YET = N_("The institutes are being visited for the first time; this will be there in a few minutes.")
NEWS_FORMS = {"atom": FORMATS["atom"].media_type, "json": FORMATS["json"].media_type}


@dataclass(frozen=True, slots=True)
class Kept:
    """A published file in memory: as long as the file is the same, so are its bytes and its tag."""

    stamp: Stamp
    body: bytes
    tag: str
    modified: datetime | None


def alarm_of(request: Request, form: str) -> int | None:
    """The minutes before a talk at which its calendar entry is to ring (`?alarm=15`); None: not at all. QueryError."""
    text = request.query_params.get("alarm", "")
    if not text:
        return None
    if form != "ics" and FORMATS[form].of is None:
        raise QueryError("alarm: a calendar can ring, .{form} cannot", form=form)
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LONGEST):
        raise QueryError("alarm: {value!r} is no number of minutes from 0 to {most}", value=text[:40], most=LONGEST)
    return int(text)


def rung(calendar: bytes, form: str, alarm: int | None) -> bytes:
    """A calendar in this form, ringing so many minutes before its talks."""
    of = FORMATS[form].of
    body = calendar if alarm is None else with_alarms(calendar, alarm)
    return body if of is None else of(body)


class Reading:
    """The ledger for those who only read: what visitors ask for is rendered and not kept."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rendered(self, form: str, talks: Sequence[Line]) -> Mapping[str, bytes]:
        return self._ledger.rendered(form, talks)

    def keep(self, form: str, rendered: Mapping[str, tuple[int, bytes]]) -> None:
        """Nothing."""


class FeedPages:
    """Answers requests for feeds. What is published answers from memory, checked against its file."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site
        self._kept: dict[str, Kept] = {}
        self._lock = Lock()
        self._known: list[FeedSpec] = []
        self._known_until = 0.0
        self.ready: dict[str, Ready] = {}

    def feed(self, request: Request) -> Response:
        """`/feeds/{id}.ics` and its other forms."""
        name, _, form = request.path_params["name"].rpartition(".")
        forms = NEWS_FORMS if name == "news" else {form: one.media_type for form, one in FORMATS.items()}
        if form not in forms:
            known = ", ".join(f".{one}" for one in forms)
            return self.site.message(
                request, 404, N_("No such form"), N_("A feed's address ends in {known}."), known=known
            )
        spec = self._spec(name)
        if spec is not None and spec.moved_to:
            asked = f"?{request.url.query}" if request.url.query else ""
            return leading_on(spec, f"/feeds/{spec.moved_to}.{form}{asked}")
        alarm = alarm_of(request, form)
        if (kept := self._published(name, form if alarm is None else "ics")) is not None:
            if alarm is None:
                self._set_ready(name, form, kept, forms[form])
            else:
                with turn():
                    body = rung(kept.body, form, alarm)
                return answer(request, body, forms[form], modified=kept.modified, name=f"{name}.{form}")
            return answer(request, kept.body, forms[form], modified=kept.modified, tag=kept.tag, name=f"{name}.{form}")
        if spec is None:
            return self._unknown(request, name, form)
        return self._fresh(request, feed(self.app, spec, self.app.clock()), form, name)

    def _set_ready(self, name: str, form: str, kept: Kept, media: str) -> None:
        """Next time this file is answered at once, until the database is asked again."""
        path = self.app.settings.public_dir / "feeds" / f"{name}.{form}"
        if kept.modified is not None:
            made = Ready.of(path, kept.stamp, self._known_until, kept.body, media, kept.tag, kept.modified)
            self.ready[f"/feeds/{name}.{form}"] = made

    def changes(self, request: Request) -> Response:
        """`/feeds/{id}/changes.atom`: what changed in a feed."""
        name = request.path_params["name"]
        spec = self._spec(name)
        if spec is None:
            return self._unknown(request, name, "atom")
        if spec.moved_to:
            return leading_on(spec, f"/feeds/{spec.moved_to}/changes.atom")
        media_type = FORMATS["atom"].media_type
        if (kept := self._published(f"{spec.id}/changes", "atom")) is not None:
            return answer(request, kept.body, media_type, modified=kept.modified, tag=kept.tag, name="changes.atom")
        with turn():
            made = changes(self.app, spec, lately(self.app, self.app.clock()))
            return answer(request, render_changes(made), media_type, modified=made.updated, name="changes.atom")

    def query(self, request: Request) -> Response:
        """`/talks.ics?q=…`: any question as a feed; nothing is stored for it."""
        form = request.path_params["form"]
        if form not in FORMATS:
            known = ", ".join(f"/talks.{one}" for one in FORMATS)
            return self.site.message(request, 404, N_("No such form"), N_("There are {known}."), known=known)
        asked = [(key, value) for key, value in request.query_params.multi_items() if key != "alarm"]
        query = checked(self.app, TalkQuery.from_params(asked))
        title = self.site.title(query)
        with turn():
            return self._fresh(request, filled(self.app, "", title, query, self.app.clock()), form, "talks")

    def talk(self, request: Request) -> Response:
        """`/talks/{uid}.ics`: one talk, to be added to a calendar."""
        if (entry := self.site.entry(request.path_params["uid"])) is None:
            return self.site.message(request, 404, N_("No such talk"), N_("There is no talk of this UID."))
        one = Feed(
            id="talk",
            title=entry.talk.title,
            entries=(entry,),
            url=f"{self.app.base_url}/talks/{entry.uid}",
            updated=entry.updated,
            passcodes=self.app.settings.passcodes,
            contact=self.app.settings.contact,
        )
        return self._fresh(request, one, "ics", "talk")

    def _fresh(self, request: Request, made: Feed, form: str, name: str) -> Response:
        """A feed that no file holds, made now; the calendar's events still come from the ledger.

        Known again by its tag alone: it also changes when a talk leaves, and no entry tells since when.
        """
        if not made.entries and self._is_first_round():
            raise HTTPException(503, NOT_YET, {"Retry-After": str(FIRST_ROUND_S)})
        how, alarm = FORMATS[form], alarm_of(request, form)
        if form == "ics" or how.of is not None:
            body = calendar(made, Reading(self.app.ledger), today=self.app.clock().astimezone(UTC).date()).content
            body = rung(body, form, alarm)
        else:
            body = how.render(made)
        return answer(request, body, how.media_type, name=f"{name}.{form}")

    def _is_first_round(self) -> bool:
        """Whether institutes are being visited for the first time: a calendar fetched now and found empty would stay
        so in its client until it asks again, with some tomorrow."""
        return not any((self.app.settings.public_dir / "feeds").glob("*.ics")) and bool(self.app.enabled())

    def _spec(self, name: str) -> FeedSpec | None:
        """The feed of this id. One that was saved or renamed a moment ago is there at once."""
        found = next((spec for spec in self._specs() if spec.id == name), None)
        if found is None and any(saved.id == name for saved in self.app.store.feeds()):
            self._known_until = 0.0
            found = next((spec for spec in self._specs() if spec.id == name), None)
        return found

    def _specs(self) -> list[FeedSpec]:
        """Which feeds there are, asked of the database every few seconds at most."""
        if time.monotonic() > self._known_until:
            self._known, self._known_until = self.app.feeds(), time.monotonic() + SPECS_KEPT_S
        return self._known

    def _published(self, name: str, form: str) -> Kept | None:
        """The published file, read again only when it changed. `name`: as the ledger has it, a feed's own or
        `ID/changes`; nothing else of an address leads below the folder."""
        file = f"{name}.{form}" if name.endswith("/changes") else Path(f"{name}.{form}").name
        path = self.app.settings.public_dir / "feeds" / file
        try:
            key, stamp = file, stamp_of(str(path))
        except (OSError, ValueError):  # ValueError: a NUL in the name
            return None
        kept = self._kept.get(key)
        if kept is None or kept.stamp != stamp or kept.modified is None:
            body = path.read_bytes()
            said, tag = self.app.ledger.publication(name, form), tag_of(body)
            # Between a file and its row in the ledger lies a moment: the row of other bytes says nothing of these.
            kept = Kept(stamp, body, tag, said.last_modified if said and said.etag == tag else None)
            with self._lock:
                self._kept[key] = kept
        return kept

    def _unknown(self, request: Request, name: str, form: str) -> Response:
        ids = [spec.id for spec in self._specs()]
        near = get_close_matches(name, ids, 3, 0.4) or ["all"]
        addresses = [f"/feeds/{one}.{form}" for one in near]
        return self.site.message(
            request,
            404,
            N_("No such feed"),
            N_("There is no feed {name}. Perhaps {known}?"),
            [Choice(one, address) for one, address in zip(near, addresses, strict=True)],
            name=repr(name),
            known=", ".join(addresses),
        )

"""The feeds: published ones from their files, any query rendered when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from calendar_export import FORMATS, publish
from calendar_export.feed import Feed
from calendar_export.web import Choice
from pipeline.query import TalkQuery
from talkfeed.publishing import feed, filled
from talkfeed.service.answers import answer, tag_of
from talkfeed.service.site import SitePages
from talkfeed.wiring import App

NEWS_FORMS = {"atom": FORMATS["atom"].media_type, "json": FORMATS["json"].media_type}


@dataclass(frozen=True, slots=True)
class Kept:
    """A published file in memory: as long as the file is the same, so are its bytes and its tag."""

    stamp: tuple[int, int, int]
    body: bytes
    tag: str
    modified: datetime | None


class FeedPages:
    """Answers requests for feeds. What is published answers from memory, checked against its file."""

    def __init__(self, app: App, site: SitePages) -> None:
        self.app = app
        self.site = site
        self._kept: dict[str, Kept] = {}
        self._lock = Lock()

    def feed(self, request: Request) -> Response:
        """`/feeds/{id}.ics` and its other forms."""
        name, _, form = request.path_params["name"].rpartition(".")
        forms = NEWS_FORMS if name == "news" else {form: one.media_type for form, one in FORMATS.items()}
        if form not in forms:
            known = ", ".join(f".{one}" for one in forms)
            return self.site.message(request, 404, "No such form", f"A feed's address ends in {known}.")
        spec = next((spec for spec in self.app.feeds() if spec.id == name), None)
        if spec is not None and spec.moved_to:
            return RedirectResponse(f"/feeds/{spec.moved_to}.{form}", 301)
        if (kept := self._published(name, form)) is not None:
            return answer(request, kept.body, forms[form], modified=kept.modified, tag=kept.tag, name=f"{name}.{form}")
        if spec is None:
            return self._unknown(request, name, form)
        return self._fresh(request, feed(self.app, spec, self.app.clock()), form, name)

    def query(self, request: Request) -> Response:
        """`/talks.ics?q=…`: any question as a feed; nothing is stored for it."""
        form = request.path_params["form"]
        if form not in FORMATS:
            known = ", ".join(f"/talks.{one}" for one in FORMATS)
            return self.site.message(request, 404, "No such form", f"There are {known}.")
        query = TalkQuery.from_params(request.query_params.multi_items())
        title = self.site.title(query)
        return self._fresh(request, filled(self.app, "", title, query, self.app.clock()), form, "talks")

    def talk(self, request: Request) -> Response:
        """`/talks/{uid}.ics`: one talk, to be added to a calendar."""
        if (entry := self.site.entry(request.path_params["uid"])) is None:
            return self.site.message(request, 404, "No such talk", "There is no talk of this UID.")
        one = Feed(
            id="talk",
            title=entry.talk.title,
            entries=(entry,),
            url=f"{self.app.base_url}/talks/{entry.uid}",
            updated=entry.updated,
            passcodes=self.app.settings.passcodes,
        )
        return self._fresh(request, one, "ics", "talk")

    def _fresh(self, request: Request, made: Feed, form: str, name: str) -> Response:
        """A feed that no file holds, made now; the calendar's events still come from the ledger.

        Known again by its tag alone: it also changes when a talk leaves, and no entry tells since when.
        """
        body = publish.calendar(made, self.app.ledger)[0] if form == "ics" else FORMATS[form].render(made)
        media_type = FORMATS[form].media_type
        return answer(request, body, media_type, name=f"{name}.{form}")

    def _published(self, name: str, form: str) -> Kept | None:
        """The published file, read again only when it changed."""
        path = self.app.settings.public_dir / "feeds" / Path(f"{name}.{form}").name
        try:
            state = path.stat()
        except OSError:
            return None
        key, stamp = path.name, (state.st_mtime_ns, state.st_size, state.st_ino)
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
        ids = [spec.id for spec in self.app.feeds()]
        near = get_close_matches(name, ids, 3, 0.4) or ["all"]
        said = f"There is no feed {name!r}. Perhaps {' or '.join(f'/feeds/{one}.{form}' for one in near)}?"
        return self.site.message(
            request, 404, "No such feed", said, [Choice(one, f"/feeds/{one}.{form}") for one in near]
        )

"""What a page object is: one method per field. `""` means "ask the next layer"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.talk import TALK_FIELDS, At, Claim, Layer

if TYPE_CHECKING:
    from crawler.extract.page import Page


class TalkPage:
    """A talk's page of one site. Subclasses say where a field stands where the other layers do not see it.

    Methods return text as the page has it, not yet understood: "Mon, Dec 6, 3–4 pm", not a date. They are given a page,
    from the wire, the archive or a test alike, and never fetch one.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def title(self) -> str:
        """The talk's title, without speaker, series or status."""
        return ""

    def series(self) -> str:
        """The series it belongs to."""
        return ""

    def kind(self) -> str:
        """What sort of talk: colloquium, defence …"""
        return ""

    def topic(self) -> str:
        """What it is about, in the site's own categories."""
        return ""

    def language(self) -> str:
        """The language it is held in."""
        return ""

    def image(self) -> str:
        """The address of its picture."""
        return ""

    def when(self) -> str:
        """Day and hour, as written; a whole range if that stands together."""
        return ""

    def end(self) -> str:
        """When it ends, if that stands apart."""
        return ""

    def timezone(self) -> str:
        """The zone of its times, an IANA name."""
        return ""

    def recurrence(self) -> str:
        """How it recurs, as iCalendar's lines (`pipeline.talk`)."""
        return ""

    def status(self) -> str:
        """Cancelled, postponed …: only what is said of this talk."""
        return ""

    def attendance_mode(self) -> str:
        """In person, online or both."""
        return ""

    def where(self) -> str:
        """Its place, not yet taken apart."""
        return ""

    def venue(self) -> str:
        """Its building or institution."""
        return ""

    def room(self) -> str:
        """Its room."""
        return ""

    def address(self) -> str:
        """Its postal address."""
        return ""

    def online_url(self) -> str:
        """Where to join online."""
        return ""

    def registration_url(self) -> str:
        """Where to register."""
        return ""

    def speaker(self) -> str:
        """Who speaks; several as the page has them."""
        return ""

    def affiliation(self) -> str:
        """Where the only speaker comes from."""
        return ""

    def host(self) -> str:
        """Who invites."""
        return ""

    def abstract(self) -> str:
        """What it will be about."""
        return ""

    def bio(self) -> str:
        """Who the speaker is."""
        return ""

    def url(self) -> str:
        """The address it calls its own."""
        return ""

    def claims(self) -> Iterator[Claim]:
        """A claim for each method that answers, `by` its name, `at` where its text stands on the page."""
        for field in TALK_FIELDS:
            text = getattr(self, field)().strip()
            if text:
                by = f"{type(self).__name__}.{field}"
                links = field in ("url", "image") or field.endswith("_url")
                url = self.page.absolute(text) if links else ""
                yield Claim(field, text, Layer.SITE, by, self.stands(text), url)

    def stands(self, text: str) -> At:
        """Where a text stands on the page; the page as a whole where it was put together from several places."""
        if self.page.tree is None:
            return self.page.at("")
        path = self.page.at(self.page.tree).path
        start = self.page.text_at(path).find(text)
        return self.page.at(path, start, start + len(text)) if start >= 0 else self.page.at("")

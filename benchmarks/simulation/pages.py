"""Sites as they are served: thirty institutes of five makes, and all the ways in which a site can be unable to show its
talks though they are there.

Every page has a head, a menu and a foot, as real ones have. `Site.answer` is what a server answers; a `Fault` stands
between it and whoever asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from benchmarks.simulation.institute import Told, stranger, title

MAKES = ("pages", "rows", "data", "calendar", "paged")
ON_A_PAGE = 4
ABOUT = "We look at what is known and what is not, with examples from the archives and room for questions at the end."


@dataclass(frozen=True)
class Reply:
    """What a server answers. `said`: the length it states, where that is not the body's; `silent`: it hangs up."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    said: int | None = None
    silent: bool = False


@dataclass
class Site:
    """One institute's site under `root`, of one make. `era`: how it is built; another one has other addresses."""

    make: str
    root: str
    talks: dict[int, Told]
    era: int = 0
    gone: set[int] = field(default_factory=set)

    @property
    def listing(self) -> str:
        return f"{self.root}/events.ics" if self.make == "calendar" else f"{self.root}/seminars"

    @property
    def has_pages(self) -> bool:
        return self.make in ("pages", "data", "paged")

    def shown(self) -> list[Told]:
        """What the listing shows, in order."""
        return sorted((told for told in self.talks.values() if told.listed), key=lambda told: told.when)

    def path(self, told: Told) -> str:
        return f"{self.root}/{'talks' if not self.era else f'lectures-{self.era}'}/{told.slug}"

    def answer(self, path: str) -> Reply:
        """A page of the site as it is meant to be."""
        place, _, number = path.partition("?page=")
        if place == self.listing:
            return self._calendar() if self.make == "calendar" else self._listing(int(number or 1))
        told = next((one for one in self.talks.values() if self.has_pages and self.path(one) == path), None)
        if told is None:
            return Reply(frame("404", "<h1>Page not found</h1>"), 404)
        return self._page(told)

    def _listing(self, number: int) -> Reply:
        talks, more = self.shown(), ""
        if self.make == "paged":
            rest, first = talks[number * ON_A_PAGE :], (number - 1) * ON_A_PAGE
            talks = talks[first : first + ON_A_PAGE]
            more = f'<p><a rel="next" href="{self.listing}?page={number + 1}">Next page</a></p>' if rest else ""
        if self.make == "rows":
            lines = "".join(row(told) for told in talks)
            return Reply(frame("Seminars", f"<h1>Seminars</h1><table><tr><th>Date</th>{HEADS}</tr>{lines}</table>"))
        cards = "".join(self._card(told) for told in talks)
        shape = "div" if self.era else "ul"
        return Reply(frame("Seminars", f'<h1>Seminars</h1><{shape} class="talks">{cards}</{shape}>{more}'))

    def _card(self, told: Told) -> str:
        link = f'<a href="{self.path(told)}">{shown(told)}</a>'
        when = f"{told.when:%A, %d %B %Y, %H:%M}"
        if self.era:
            return f'<article class="teaser"><p class="date">{when}</p><h2>{link}</h2><p>{told.room}</p></article>'
        return f'<li class="talk"><h3>{link}</h3><p class="when">{when}</p><p class="where">{told.room}</p></li>'

    def _page(self, told: Told) -> Reply:
        data = ""
        if self.make == "data":
            about = {"@context": "https://schema.org", "@type": "Event", "name": told.title}
            about |= {"startDate": f"{told.when:%Y-%m-%dT%H:%M}", "location": {"@type": "Place", "name": told.room}}
            about |= {"performer": {"@type": "Person", "name": told.speaker}}
            about |= {"eventStatus": "https://schema.org/EventCancelled"} if told.word else {}
            data = f'<script type="application/ld+json">{json.dumps(about)}</script>'
        lines = {"Speaker": told.speaker, "When": f"{told.when:%A, %d %B %Y, %H:%M}", "Where": told.room}
        facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in lines.items())
        body = f"<h1>{shown(told)}</h1><dl>{facts}</dl><h2>Abstract</h2><p>{ABOUT} Part {told.number}.</p>{data}"
        return Reply(frame(shown(told), body))

    def _calendar(self) -> Reply:
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//An Institute//Events//EN"]
        for told in self.shown():
            lines += ["BEGIN:VEVENT", f"UID:{told.number}@institute.example", "DTSTAMP:20260301T000000Z"]
            lines += [f"DTSTART;TZID=Europe/Berlin:{told.when:%Y%m%dT%H%M%S}", f"SUMMARY:{told.title}"]
            lines += [f"LOCATION:{told.room}", f"STATUS:{'CANCELLED' if told.word else 'CONFIRMED'}", "END:VEVENT"]
        return Reply("\r\n".join([*lines, "END:VCALENDAR", ""]), headers={"Content-Type": "text/calendar"})


HEADS = "<th>Speaker</th><th>Title</th><th>Room</th>"


def shown(told: Told) -> str:
    """The title as the page writes it."""
    return f"CANCELLED: {told.title}" if told.word else told.title


def row(told: Told) -> str:
    """A talk as a row of a table."""
    cells = (f"{told.when:%d %B %Y, %H:%M}", told.speaker, shown(told), told.room)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def frame(name: str, body: str) -> str:
    """A whole page around what it says."""
    menu = '<nav><a href="/">Home</a> <a href="/people">People</a> <a href="/contact">Contact</a></nav>'
    foot = "<footer><p>The Institute, 12 Mill Lane, Hull. We study what can be studied.</p></footer>"
    return (
        f"<!doctype html><html><head><title>{name} – The Institute</title></head>"
        f"<body>{menu}<main>{body}</main>{foot}</body></html>"
    )


def institute(number: int, lot: int, since: datetime) -> Site:
    """One of the thirty; another `lot` announces other talks at other addresses, all of them some days after `since`
    (naive)."""
    first = 1 + 10 * number + 400 * lot
    talks = {}
    for place in range(5 + number % 5):
        one = first + place
        when = since.replace(hour=9, minute=5 * (lot % 12)) + timedelta(
            days=9 + 8 * place + number % 7, hours=(number + place + lot) % 9
        )
        speaker = stranger(one)
        talks[one] = Told(one, title(one), when, f"t{one}", speaker, f"Room {100 + one % 90}")
    return Site(MAKES[number % len(MAKES)], f"/lot-{lot}", talks)


# ── Faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Fault = Callable[[Site, str, Reply, bool], Reply]
"""What is answered instead: the site, the path asked for, the answer as it should be, whether it was asked for
conditionally. None of them means that a talk is off."""


def everywhere(status: int, body: str = "") -> Fault:
    return lambda site, path, reply, known: Reply(body or frame("Error", f"<h1>Error {status}</h1>"), status)


def said(name: str, body: str) -> Fault:
    """A page of its own in place of every page, as if it were one."""
    return lambda site, path, reply, known: Reply(frame(name, body))


def without_talks(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """The template without its list; pages of talks are lost as well."""
    del known
    if not path.startswith(site.listing):
        return Reply(frame("404", "<h1>Page not found</h1>"), 404)
    return replace(reply, body=replace_talks(site))


def replace_talks(site: Site) -> str:
    return Site(site.make, site.root, {}, site.era).answer(site.listing).body


def half(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """Half of every page, as if it were whole."""
    del site, path, known
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def broken_off(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del site, path, known
    return replace(reply, body=reply.body[: len(reply.body) // 2], said=len(reply.body.encode()))


def to_login(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del reply, known
    if path.startswith(f"{site.root}/login"):
        return Reply(frame("Sign in", '<h1>Sign in</h1><form><input name="u"><input type="password" name="p"></form>'))
    return Reply("", 302, {"Location": f"{site.root}/login"})


def to_front_page(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del reply, known
    return (
        Reply(frame("Home", f"<h1>Welcome</h1><p>{ABOUT * 4}</p>"))
        if path == "/"
        else Reply("", 302, {"Location": "/"})
    )


def unchanged(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del site, path
    return Reply(status=304) if known else reply


def robots(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del site, known
    return Reply("User-agent: *\nDisallow: /\n") if path == "/robots.txt" else reply


def pages_lost(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """Pages of talks answer 404 while the listing stands."""
    del known
    return reply if path.startswith(site.listing) else Reply(frame("404", "<h1>Not found</h1>"), 404)


def pages_down(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    del known
    return reply if path.startswith(site.listing) else Reply("", 502)


def pages_listing(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """Pages of talks answer with the listing."""
    del known
    return reply if path.startswith(site.listing) or path == "/robots.txt" else site.answer(site.listing)


def paged_away(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """The listing shows the next two alone; of pages that stand nothing changes."""
    del known
    if not path.startswith(site.listing) or not site.has_pages:
        return reply
    some = {told.number: told for told in site.shown()[:2]}
    return Site("pages", site.root, some, site.era).answer(site.root + "/seminars")


def redesigned(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """Other markup and other addresses; what was there before is lost."""
    del reply, known
    return replace(site, era=1).answer(path)


def unreadable(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """A new design that shows its talks as pictures, under new addresses."""
    del reply, known
    if not path.startswith(site.listing):
        return Reply(frame("404", "<h1>Page not found</h1>"), 404)
    pictures = "".join(
        f'<a href="/show?talk={told.number}"><img src="/p/{told.number}.jpg"></a>' for told in site.shown()
    )
    return Reply(frame("Seminars", f"<h1>What is on</h1><p>{ABOUT * 5}</p>{pictures}"))


def archive_view(site: Site, path: str, reply: Reply, known: bool) -> Reply:
    """The listing shows what is over, by mistake."""
    del known
    if path != site.listing:
        return reply
    over = {
        number: replace(
            told, number=number, title=title(number), when=told.when - timedelta(days=300), slug=f"old-{number}"
        )
        for number, told in ((told.number + 200_000, told) for told in site.shown())
    }
    return Site(site.make, site.root, over, site.era).answer(path)


SCRIPT = (
    '<div id="app"></div><noscript>Please enable JavaScript to see our events.</noscript><script src="/a.js"></script>'
)

FAULTS: Mapping[str, Fault] = {
    "error 500": everywhere(500),
    "error 503": everywhere(503),
    "forbidden": everywhere(403),
    "gone 404": everywhere(404),
    "gone 410": everywhere(410),
    "hangs up": lambda site, path, reply, known: Reply(silent=True),
    "soft 404": said("Not found", "<h1>Page not found</h1><p>What you look for is not here any more.</p>"),
    "front page": to_front_page,
    "login, redirected": to_login,
    "login, in place": said("Sign in", '<h1>Sign in</h1><form><input type="password" name="p"></form>'),
    "captcha": said("Just a moment", "<h1>Just a moment…</h1><p>Verify that you are human.</p>"),
    "maintenance": said("Maintenance", "<h1>We will be right back</h1><p>The site is under maintenance.</p>"),
    "empty body": lambda site, path, reply, known: Reply(""),
    "empty list": without_talks,
    "script only": said("Events", SCRIPT),
    "redesign": redesigned,
    "redesign, unreadable": unreadable,
    "archive shown": archive_view,
    "cut in the middle": half,
    "broken off": broken_off,
    "robots change": robots,
    "304": unchanged,
    "paged away": paged_away,
    "pages lost": pages_lost,
    "pages down": pages_down,
    "pages show the list": pages_listing,
}
"""Every way to be blind, by name."""


def tag_of(reply: Reply) -> str:
    """The entity tag of an answer."""
    return f'"{hashlib.sha256(reply.body.encode()).hexdigest()[:16]}"'

"""The pages people see: talks by day, one talk, sources, news, status. Pure functions of what they are given.

Work without JavaScript; with it the reader's own time stands beside the institute's. Everything found on pages is text
here (escaped by the templates); addresses are http or https or not linked at all. Nothing is loaded from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any, Literal
from urllib.parse import quote, unquote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from calendar_export import ics
from calendar_export.changes import Changes
from calendar_export.jsonld import Organizer, script
from calendar_export.languages import N_, catalogue, known, languages
from calendar_export.links import report_url
from calendar_export.moments import moments
from calendar_export.sheet import Sheet
from calendar_export.showing import Day, day_of, filters
from calendar_export.weeks import Spark
from calendar_export.words import words
from pipeline.query import Entry
from pipeline.talk import Evidence, Person, Span

MEDIA_TYPE = "text/html; charset=utf-8"
LONGEST = 200
"""Characters of a calendar's whole address; programs cut longer ones, the strictest known at 256."""

State = Literal["well", "quiet", "doubted", "failing", "never run", "blocked", "drifting", "disabled"]


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share. `base_path` is where the site is mounted ("" or "/talks"), `base_url` how the world reaches
    it ("https://talks.example.org", with the path): calendars need whole addresses. `contact`: mail or address.

    `static`: pages written as files, with relative links and nothing that a plain web server cannot answer.
    `language`: a BCP 47 tag; `here`: the address of this page below the site's own, to be had in other languages.
    """

    title: str = "Talkfeed"
    base_path: str = ""
    base_url: str | None = None
    contact: str | None = None
    language: str = "en"
    static: bool = False
    here: str = ""

    def say(self, text: str) -> str:
        """An English text of ours in the language of the page."""
        return catalogue(self.language).gettext(text)

    def others(self) -> dict[str, tuple[str, str]]:
        """The other languages this page is offered in: code → (name, address)."""
        if not self.here:
            return {}
        mark = "&" if "?" in self.here else "?"
        offered = languages().items()
        return {code: (name, f"{self.here}{mark}lang={code}") for code, name in offered if code != known(self.language)}

    def path(self, *parts: str) -> str:
        """The address of a page of this site, its parts quoted: `path("talks", uid)`."""
        inner = "/".join(quote(part, safe="@:.") for part in parts)
        return (inner or "./") if self.static else f"{self.base_path}/{inner}"

    def whole(self, address: str) -> str:
        """An address of this site as calendars elsewhere need it; unchanged while nobody said how the world sees it."""
        if self.base_url is None or urlsplit(address).scheme:
            return address
        bare = address if self.static else address.removeprefix(self.base_path)
        return f"{self.base_url.rstrip('/')}/{bare.lstrip('/')}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter: where it leads and how many talks there are behind it."""

    label: str
    url: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A group of choices, such as the sources."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Lengthy:
    """An address that calendars may cut off: its `size` in characters; which filters take most of it, the longest
    first, each with how many values and characters; what the operator types to give it a short name, "" if nothing."""

    size: int
    parts: tuple[tuple[str, int, int], ...] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of talks. `feed_url` is the .ics of exactly what is shown; `sources` names the sources by id.

    `q` is what was searched for, `words` the same as people read it, `hidden` the other parameters a new search must
    keep, `now` (aware) the day to count from, `total` how many talks there are on all pages. `lengthy`: what is to be
    said of an address that is too long. `chips`: where (filter, value) of a talk leads. Where nothing is found:
    `begun`, the search with a last word that goes on; `following`, the day of the next talk, and where it is seen.
    """

    entries: tuple[Entry, ...]
    now: datetime
    title: str = N_("Upcoming talks")
    feed_url: str = "/feeds/all.ics"
    feed_title: str = ""
    q: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    filters: tuple[Filter, ...] = ()
    total: int | None = None
    newer_url: str = ""
    older_url: str = ""
    clear_url: str = ""
    views: tuple[Choice, ...] = ()
    lengthy: Lengthy | None = None
    words: str = ""
    chips: Mapping[tuple[str, str], str] = field(default_factory=dict)
    begun: Choice | None = None
    following: tuple[date, str] | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened to a talk: `kind` in INTERFACE's words, `diff` field by field before and after."""

    at: datetime
    kind: str
    diff: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TalkPage:
    """Everything known of one talk. `people`: the addresses of its speakers' pages, `series_url` that of its series;
    `homepage`: its source's own; `before`: when it was to take place until it was moved."""

    entry: Entry
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Past, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[Person, str] = field(default_factory=dict)
    series_url: str = ""
    homepage: str | None = None
    before: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source, for the pages `sources` and `status`. `sentence` says what `state` means here; instants are aware.
    `spark`: its talks per week, None without any."""

    id: str
    name: str
    homepage: str | None = None
    timezone: str = ""
    coming: int = 0
    state: State = "well"
    sentence: str = ""
    last_run: datetime | None = None
    next_run: datetime | None = None
    enabled: bool = True
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A way to subscribe; `note` says how often that calendar looks for changes."""

    label: str
    url: str
    note: str


def subscribe_links(ics_url: str, title: str, say: Callable[[str], str] = str) -> list[Link]:
    """How to subscribe to a calendar at this whole address. Refresh habits: docs, reports; nobody promises any."""
    webcal = "webcal:" + ics_url.partition(":")[2]
    named = urlencode({"url": ics_url, "name": title}, quote_via=quote)
    return [
        Link(
            "Google Calendar",
            f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}",
            say("every 4–24 h"),
        ),
        Link("Apple Calendar", webcal, say("as you set it, 5 min and up")),
        Link(
            say("Outlook (work, school)"),
            f"https://outlook.office.com/calendar/0/addfromweb?{named}",
            say("every 3–24 h"),
        ),
        Link(
            say("Outlook.com (private)"), f"https://outlook.live.com/calendar/0/addfromweb?{named}", say("every 3–24 h")
        ),
        Link(say("Thunderbird and others"), webcal, say("every 30 min")),
    ]


def is_local(url: str) -> bool:
    """Whether an address is good on this machine only, so that calendars in the cloud cannot subscribe."""
    host = urlsplit(url).hostname or ""
    return host in ("", "localhost", "::1") or host.startswith("127.")


def render_listing(site: Site, listing: Listing) -> str:
    """Talks by day, with search, filters and the ways to subscribe to exactly these."""
    days = [Day(day, tuple(entries), listing.now.date()) for day, entries in groupby(listing.entries, key=day_of)]
    return render("listing.html", site, listing=listing, days=days, subscription=subscription_of(site, listing))


def render_sheet(site: Site, listing: Listing, sheet: Sheet) -> str:
    """The talks of a week or a month on a sheet of days; `newer_url` leads to the sheet before, `older_url` after."""
    weeks = sheet.weeks(listing.entries, listing.now.date())
    subscription = subscription_of(site, listing)
    return render("sheet.html", site, listing=listing, sheet=sheet, weeks=weeks, subscription=subscription)


@dataclass(frozen=True, slots=True)
class Look:
    """How an embedded list looks: `theme` auto, light or dark; `accent` a colour of six hexadecimal digits or ""."""

    theme: str = "auto"
    accent: str = ""


def render_embed(site: Site, listing: Listing, look: Look) -> tuple[str, str]:
    """A short list of talks to stand within a page elsewhere, and the policy it needs: shown in anybody's frame, it
    loads nothing and runs nothing."""
    style = _environment("").get_template("embed.css").render(look=look)
    days = [Day(day, tuple(entries), listing.now.date()) for day, entries in groupby(listing.entries, key=day_of)]
    text = render("embed.html", site, listing=listing, days=days, style=Markup(style))  # our own file and six digits
    return text, f"default-src 'none'; style-src {_digest(style)}; base-uri 'none'"


def static_pages(site: Site, listing: Listing, feeds: Mapping[str, str]) -> dict[str, str]:
    """Pages for a folder behind any web server, by path: what is coming, and every calendar of `feeds` (title by id).

    The listing's own links are set here: relative, so that the folder may lie anywhere.
    """
    choices = tuple(Choice(title, f"feeds/{quote(feed)}.ics") for feed, title in feeds.items())
    here = replace(
        listing,
        feed_url="feeds/all.ics",
        q="",
        hidden=(),
        filters=(Filter(site.say("Calendars"), choices),) if choices else (),
        newer_url="",
        older_url="",
        clear_url="",
    )
    return {"index.html": render_listing(replace(site, static=True), here)}


def _others(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What was read and not believed, each text once; what says the same as the value that was is no other claim."""
    said = [(x.field, " ".join(x.claim.text.split()).casefold() if x.claim else "") for x in evidence]
    believed = {key for key, x in zip(said, evidence, strict=True) if x.chosen}
    others = {key: x for key, x in zip(reversed(said), reversed(evidence), strict=True) if not x.chosen}
    return [x for key, x in reversed(others.items()) if key not in believed]


def render_talk(site: Site, page: TalkPage) -> str:
    """One talk: everything known, what became of it, and where each value was read."""
    entry = page.entry
    evidence = sorted(page.evidence, key=lambda x: (not x.chosen, x.field))
    return render(
        "talk.html",
        site,
        page=page,
        entry=entry,
        talk=entry.talk,
        datable=moments(entry.talk.when) is not None,
        chosen=[x for x in evidence if x.chosen],
        others=_others(evidence),
        addresses=ics.addresses(entry.talk),
        jsonld=Markup(script(entry, Organizer(page.sources.get(entry.talk.source, ""), page.homepage), page.before)),
        report_url=report_url(site.contact, entry.uid, site.say("Mistake in talk")),
    )


def render_sources(site: Site, sources: Sequence[SourceLine]) -> str:
    """The institutes that are read, each with its feed."""
    return render("sources.html", site, sources=sources)


def render_changes(site: Site, changes: Changes, *, sources: Mapping[str, str]) -> str:
    """What happened to talks lately, day by day (UTC), the latest first."""
    days = [(day, list(steps)) for day, steps in groupby(changes.steps, key=lambda step: step.entry.updated.date())]
    return render("changes.html", site, changes=changes, days=days, sources=sources)


def render_status(site: Site, sources: Sequence[SourceLine], *, now: datetime, facts: Mapping[str, str]) -> str:
    """How each source does, the worst first. `facts`: label → value, what else an operator wants to see."""
    rank = ("failing", "blocked", "doubted", "drifting", "never run", "quiet", "well", "disabled")
    ordered = sorted(sources, key=lambda line: (rank.index(line.state), line.name.casefold()))
    return render("status.html", site, sources=ordered, now=now, facts=facts)


def render_mail(site: Site, mail: object, entries: Sequence[Entry], **said: str) -> str:
    """The HTML part of a digest mail (`calendar_export.digest`)."""
    days = [(day, list(some)) for day, some in groupby(entries, key=day_of)]
    return render("mail.html", site, mail=mail, days=days, **said)


def render_message(site: Site, title: str, sentence: str, near: Sequence[Choice] = ()) -> str:
    """A page that says one thing: not found, not understood, moved. `near`: what was perhaps meant."""
    return render("message.html", site, title=title, sentence=sentence, near=near)


def render_api(site: Site, document: Mapping[str, Any]) -> str:
    """The API for people: each address with its parameters and answers, from its OpenAPI description."""
    return render("api.html", site, api=document)


def content_security_policy() -> str:
    """The strictest policy under which these pages work: their own style and script, nothing else."""
    style, code = (_digest(_environment("").get_template(name).render()) for name in ("style.css", "script.js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {code}; connect-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def subscription_of(site: Site, listing: Listing) -> dict[str, object]:
    """The ways to subscribe to exactly what a listing shows, for `parts.subscribe`."""
    address = site.whole(listing.feed_url)
    title = listing.feed_title or site.say(listing.title)
    whole = bool(urlsplit(address).scheme)
    return {
        "address": address,
        "links": subscribe_links(address, title, site.say) if whole else [],
        "local": whole and is_local(address),
        "lengthy": listing.lengthy,
        "most": LONGEST,
        "title": title,
        "embed": _embed_code(site, listing.feed_url, title) if whole else "",
    }


def _embed_code(site: Site, feed_url: str, title: str) -> str:
    """What puts a feed's talks into any web page; "" for what is no feed of its own."""
    if site.static or not (found := re.fullmatch(r"/feeds/([^/?]+)\.ics", feed_url)):
        return ""
    address = site.whole(site.path("embed", unquote(found[1])))
    return str(Markup('<iframe src="{}" title="{}" width="100%" height="480"></iframe>').format(address, title))


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("calendar_export"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(filters(language))
    environment.globals["say"] = words(language)
    return environment


def render(template: str, site: Site, **values: object) -> str:
    """A page from its template, in the site's language."""
    return _environment(known(site.language)).get_template(template).render(site=site, **values)

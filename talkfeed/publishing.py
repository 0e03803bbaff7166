"""What is published, and how it reaches the files: feeds by their queries, within the window of INTERFACE §2."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files as files_of
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from calendar_export import joined
from calendar_export import publish as files
from calendar_export.changes import Changes
from calendar_export.draft import Draft, drafted, kept_as, line_of, with_entries
from calendar_export.feed import Feed, News
from calendar_export.ics import ABSENT
from calendar_export.joined import Line
from calendar_export.web import Listing, Site, static_pages
from config.settings import Settings
from pipeline.feeds import FeedSpec
from pipeline.query import Entry, NewsQuery, TalkQuery
from pipeline.store.ledger import MANY, Glance, uid_of
from talkfeed.changing import KEPT, Lately, changes, lately
from talkfeed.counting import count_on
from talkfeed.permission import asked, permitted, permitted_news, policy, share_of
from talkfeed.wiring import App

NEWS_KEPT = 100
QUERY_KEPT = 2000
PAGE_KEPT = 300
CALLED_OFF_KEPT = timedelta(days=7)
"""How long after its day a cancelled or withdrawn talk stays in the feeds, so that calendars take it back."""

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Publication:
    """What one publishing came to."""

    files: tuple[files.Published, ...]
    behind: str = ""
    """That the database was older than what it was to replace; "" if not."""

    @property
    def problems(self) -> list[str]:
        """A sentence for each feed that could not be published, or that somebody should look at."""
        return [self.behind] * bool(self.behind) + [
            f"feed {f'{x.feed}.{x.form}'.rstrip('.')}: {x.problem or x.warning}"
            for x in self.files
            if x.problem or x.warning
        ]

    def sentence(self) -> str:
        """What happened, for a person."""
        written = sum(one.written for one in self.files)
        return (
            f"{len({x.feed for x in self.files})} feeds; {written} files written, {len(self.files) - written} unchanged"
        )


def publish(app: App, out: Path | None = None) -> Publication:
    """Bring the published files up to the database. What did not change is not touched; corrections whose last day is
    over end first, unless this is but a look at how it would be (`out`). SEQUENCE goes on from what is replaced."""
    now = app.clock()
    if out is None:
        app.corrections.expire(now)
    folder = out or app.settings.public_dir
    with _one_at_a_time, app.ledger.turn():
        if behind := count_on(app, folder):
            shutil.rmtree(lists(app), ignore_errors=True)  # what feeds were joined from was another database
        specs, recent = app.feeds(), cache(lambda: lately(app, now))
        told = app.ledger.told(now - KEPT - timedelta(days=1))
        made = files.publish(
            (draft(app, spec, now, folder / "feeds") for spec in specs),
            app.ledger,
            folder,
            now=now,
            news=[news(app)],
            lists=lists(app),
            changed=(
                files.Later(spec.id, _state(app, spec, now, told), partial(_changes, app, spec, recent))
                for spec in specs
                if not (spec.moved_to or spec.ended)
            ),
        )
        if not any(one.kept and one.feed == files.EVERYTHING for one in made):
            _publish_front(app, specs, now, told, folder)
    return Publication(tuple(made), behind)


@joined.in_one_go()
def draft(app: App, spec: FeedSpec, now: datetime, folder: Path | None = None) -> Draft:
    """A feed with what must be known of its talks to see what changed; they are read whole when they are rendered.

    `folder`: where it is published as a calendar. Of talks that stand there as they are nothing else is read."""
    query = asked(app, within(spec.query, app.settings, now))
    if query.as_of is not None or query.undated:
        return drafted(feed(app, spec, now))
    head = _head(app, spec.id, spec.title, spec.query, spec.description, spec.language)
    head = head if spec.ended is None else _ended(app, head, spec.ended)

    def read(uids: Sequence[str]) -> dict[str, Entry]:
        entries = app.ledger.entries(uids)
        return {one.uid: one for one in permitted(app, entries.values())}

    rows = app.ledger.rows(query, now.astimezone(UTC).date() - CALLED_OFF_KEPT)
    made = _digest_but_talks(app, head)
    before = joined.read(folder / f"{spec.id}.ics", lists(app) / f"{spec.id}.json", made) if folder else None
    places = before.places(rows) if before else [None] * len(rows)
    fresh = [uid_of(row) for row, place in zip(rows, places, strict=True) if place is None]
    seen = app.ledger.glances(query) if len(fresh) > MANY else app.ledger.glances_at(fresh)
    new = _lines(app, head, now, seen, read)
    lines = [
        new.get(uid_of(row)) if place is None or before is None else before.lines[place]
        for row, place in zip(rows, places, strict=True)
    ]
    if None in lines:  # not to be shown, or gone by now
        shown = [number for number, line in enumerate(lines) if line is not None]
        rows, places = [rows[number] for number in shown], [places[number] for number in shown]
    known = tuple(line for line in lines if line is not None)
    if leading := app.ledger.leading():
        rows = ["" if uid_of(row) in leading else row for row in rows]
    return Draft(head, known, read, made_by(), made, before, places, rows)


def lists(app: App) -> Path:
    """Where it is written down what each calendar was joined from."""
    return app.settings.data_dir / "joined"


def _lines(
    app: App, head: Feed, now: datetime, seen: Sequence[Glance], read: Callable[[Sequence[str]], dict[str, Entry]]
) -> dict[str, Line]:
    """What joining needs to know of these talks, by UID; of those that may not be shown nothing."""
    names = {told: kept_as(head, described=told) for told in (False, True)}
    dropped = ABSENT if head.cancelled == "drop" else ()
    policies = {source: policy(app, source) for source in {one[2] for one in seen}}
    entries = read([one[0] for one in seen if one[-1]])
    lines = {}
    for uid, revision, source, timezone, start, end, last_day, status, again, described, leads in seen:
        if leads:
            if (entry := entries.get(uid)) is not None and not is_stale(entry, now):
                lines[uid] = line_of(head, entry)
            continue
        allowed = policies[source]
        if not allowed.talks:
            continue
        zone, first, last = "", 0, 0
        if start is not None and len(start) > len("2026-01-31") and status not in dropped:
            zone, first, last = timezone, int(start[:4]), int((end or start)[:4]) + again
        name = names[bool(described and allowed.abstracts)]
        lines[uid] = Line(uid, revision, name, zone, first, last, last_day or "")
    return lines


def _digest_but_talks(app: App, head: Feed) -> str:
    """Of all that decides on a calendar's bytes beside its talks: the program, the feed's own facts, what sources
    allow."""
    allowed = sorted((name, repr(policy(app, name))) for name in {*app.sources, *app.said_before})
    told = repr((made_by(), replace(head, entries=(), updated=None), app.settings.passcodes, allowed))
    return blake2b(told.encode(), digest_size=16).hexdigest()


@cache
def made_by() -> str:
    """The digest of the program that makes feeds of rows, and of its time zones: another one may say it otherwise."""
    digest = blake2b(version("tzdata").encode(), digest_size=8)
    for package in ("calendar_export", "pipeline", "talkfeed"):
        for file in sorted(Path(str(files_of(package))).rglob("*")):
            if file.suffix in (".py", ".po", ".html"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def feed(app: App, spec: FeedSpec, now: datetime, *, as_of: datetime | None = None) -> Feed:
    """A feed filled with its talks, within the window; with `as_of` (aware) as it was then."""
    made = filled(
        app, spec.id, spec.title, spec.query, now, description=spec.description, language=spec.language, as_of=as_of
    )
    return made if spec.ended is None else _ended(app, made, spec.ended)


def _ended(app: App, made: Feed, ended: datetime) -> Feed:
    return replace(made, ended=ended, url=f"{app.base_url}/")


def filled(
    app: App,
    name: str,
    title: str,
    query: TalkQuery,
    now: datetime,
    *,
    description: str = "",
    language: str = "en",
    as_of: datetime | None = None,
) -> Feed:
    """The talks that answer a query, within the window, as a feed. Its address is that of a saved or standing feed,
    or, for `name` "", of the query itself. `as_of` (aware): as it was then; also where the query says so."""
    as_of = as_of or query.as_of
    now = as_of or now
    whole = replace(asked(app, within(query, app.settings, now)), as_of=as_of)
    if not name:  # anybody may ask anything: the answer stays bounded
        whole = replace(whole, limit=min(whole.limit or QUERY_KEPT, QUERY_KEPT))
    entries = [entry for entry in permitted(app, app.store.find(whole)) if not is_stale(entry, now)]
    return with_entries(_head(app, name, title, query, description, language), entries)


def _head(app: App, name: str, title: str, query: TalkQuery, description: str, language: str) -> Feed:
    """A feed's own facts, without its talks."""
    spelling = query.spelling()
    return Feed(
        id=name or f"query:{blake2b(spelling.encode(), digest_size=8).hexdigest()}",
        title=title,
        entries=(),
        description=description,
        url=f"{app.base_url}/?{spelling}" if spelling else f"{app.base_url}/",
        self_url=f"{app.base_url}/feeds/{name}.ics" if name else f"{app.base_url}/talks.ics?{spelling}",
        language=language,
        cancelled=app.settings.cancelled,
        passcodes=app.settings.passcodes,
        contact=app.settings.contact,
    )


def is_stale(entry: Entry, now: datetime) -> bool:
    """Whether this talk was called off and its day is over for a week."""
    last = entry.talk.when.last_day
    return entry.talk.status in ABSENT and last is not None and last < now.astimezone(UTC).date() - CALLED_OFF_KEPT


def within(query: TalkQuery, settings: Settings, now: datetime) -> TalkQuery:
    """The query narrowed to the window, whose edges move at 00:00 UTC."""
    today = now.astimezone(UTC).date()
    first = today - timedelta(days=settings.window_past_days)
    last = today + timedelta(days=settings.window_future_days)
    return replace(query, since=_later(query.since, first), until=_earlier(query.until, last))


def _later(asked: date | None, edge: date) -> date:
    return max(asked, edge) if asked else edge


def _earlier(asked: date | None, edge: date) -> date:
    return min(asked, edge) if asked else edge


def news(app: App) -> News:
    """The feed of articles, newest first."""
    return news_of(app, NewsQuery(limit=NEWS_KEPT), "news", "Institute news")


def news_of(app: App, query: NewsQuery, name: str, title: str, address: str = "") -> News:
    """The articles that answer a query, as a feed. `address`: the query in an address, with its question mark; "" for
    the standing feed."""
    entries = tuple(permitted_news(app, app.store.news(query, shares=partial(share_of, app))))
    return News(
        id=name,
        title=title,
        entries=entries,
        description="News of the institutes followed here.",
        url=f"{app.base_url}/news{address}",
        self_url=f"{app.base_url}/news.atom{address}" if address else f"{app.base_url}/feeds/news.atom",
        updated=max((entry.updated for entry in entries), default=None),
        body=app.settings.article_body,
    )


def _changes(app: App, spec: FeedSpec, recent: Callable[[], Lately]) -> Changes:
    return changes(app, spec, recent())


def _state(app: App, spec: FeedSpec, now: datetime, told: str) -> str:
    """The digest of all that decides on what is told of the changes in a feed."""
    head = _head(app, spec.id, spec.title, spec.query, spec.description, spec.language)
    return files.etag_of(f"{_digest_but_talks(app, head)} {told} {now.astimezone(UTC).date()}".encode())


def _publish_front(app: App, specs: Sequence[FeedSpec], now: datetime, told: str, folder: Path) -> None:
    """The page beside the feeds, for those who serve the folder with any web server."""
    today = now.astimezone(UTC).date()
    names = {source.id: source.name for source in app.sources.values()}
    feeds = {spec.id: spec.title for spec in specs}
    site = Site(base_url=app.settings.base_url, contact=app.settings.contact)
    head = _head(app, files.FRONT, "", TalkQuery(), "", "en")
    known = repr((_digest_but_talks(app, head), told, today, site, names, feeds))
    state = files.etag_of(known.encode())
    if files.standing(files.FRONT, "html", state, app.ledger, folder) is not None:
        return
    entries = permitted(app, app.store.find(asked(app, TalkQuery(since=today, limit=PAGE_KEPT))))
    listing = Listing(tuple(entries), now, feed_title="Research talks", sources=names)
    page = static_pages(site, listing, feeds)
    files.publish_front(page["index.html"], state, app.ledger, folder, now)


def query_address(query: TalkQuery, form: str) -> str:
    """The address of a query as a feed, below the site's own."""
    spelling = query.spelling()
    return f"/talks.{form}?{spelling}" if spelling else f"/talks.{form}?{urlencode({'q': ''})}"

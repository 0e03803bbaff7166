"""A site that announces talks, and what a crawl of it brings home: sightings and how far it saw.

What is simulated is the web, not the pipeline: sightings are as `crawler.extract` makes them, coverage is summed up by
the crawler's own survey. A picture's address marks each talk, so that whoever looks on knows which talk a row is;
nothing in the pipeline looks at it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.sources import Listing, Source
from crawler.survey import Survey
from pipeline.harvest import Harvest
from pipeline.reading.addresses import canonical
from pipeline.talk import At, Claim, Layer, Sighting

PAGE = "ab" * 32
PICTURES = "https://pictures.example/"

WORDS = (
    "tides", "glaciers", "markets", "neurons", "quilts", "volcanoes", "ballads", "enzymes", "harbours", "lattices",
    "comets", "orchards", "fevers", "ledgers", "mirrors", "pigments", "rivers", "saddles", "theorems", "umbrellas",
    "viruses", "whales", "xylophones", "yeasts", "zeppelins", "anthems", "beetles", "copper", "deserts", "empires",
    "fungi", "gravity", "hymns", "islands", "jazz", "knots", "lanterns", "mosses", "nomads", "opals",
)  # fmt: skip
VERBS = ("Against", "Beyond", "Counting", "Drawing", "Forgetting", "Hearing", "Mending", "Naming", "Weighing", "Why")
PEOPLE = (
    "Ada Lovelace", "Emmy Noether", "Grace Hopper", "Katherine Johnson", "Lise Meitner", "Maryam Mirzakhani",
    "Rosalind Franklin", "Sofia Kovalevskaya", "Mary Cartwright", "Vera Rubin", "Wu Chien-Shiung", "Hypatia Theonos",
)  # fmt: skip
SURNAMES = (
    "Abel", "Borchers", "Castelnuovo", "Dedekind", "Eisenstein", "Fibonacci", "Gudermann", "Hurwitz", "Ivanova",
    "Jordan", "Kummer", "Lagrange", "Moreau", "Nilsson", "Okafor", "Petrov", "Quillen", "Riemann", "Sato", "Tarski",
)  # fmt: skip
TBA = "TBA"


def stranger(number: int) -> str:
    """The number-th of many people who speak once."""
    return f"{PEOPLE[number % 8].split()[0]} {SURNAMES[number // 8 % len(SURNAMES)]}"


def number_of(mark: str | None) -> int:
    """Which talk a picture marks."""
    return int((mark or "").removeprefix(PICTURES).removesuffix(".png"))


def title(number: int) -> str:
    """The number-th of many titles, no two of them spellings of one."""
    first, second = number % len(WORDS), (number * 7 + number // len(WORDS) + 3) % len(WORDS)
    return f"{VERBS[number % len(VERBS)]} {WORDS[first]} and {WORDS[second]} of {1700 + number}"


@dataclass(frozen=True)
class Told:
    """What a site says of one talk. `number` tells which talk it is; `when` is wall time in the site's zone. `was`: the
    address that now redirects to this one; `listed`: whether the listing still shows it; `timed`: whether its hour is
    said."""

    number: int
    title: str
    when: datetime
    slug: str
    speaker: str = ""
    room: str = ""
    word: str = ""
    was: str = ""
    listed: bool = True
    timed: bool = True

    @property
    def mark(self) -> str:
        """The address of its picture: which talk it is, whatever else is said of it."""
        return f"{PICTURES}{self.number}.png"

    @property
    def shown_title(self) -> str:
        """The title with the word before it that calls it off."""
        return f"{self.word}: {self.title}" if self.word else self.title


@dataclass(frozen=True)
class Sight:
    """How a crawl goes. `failed`: the listing cannot be read; `hidden`: numbers of the talks that it does not show
    though they are there; `unread`, `gone`: numbers of those whose own pages answer with an error, or with 404 though
    they are there; `cut`: it reads no further than so many talks."""

    failed: bool = False
    hidden: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    cut: int | None = None


@dataclass
class Institute:
    """One source's site. `has_pages`: talks have pages of their own; else they are cards of the listing, and nothing
    else is known of them. `mark`: what comes after the address of every page (a session id)."""

    id: str
    timezone: str = "America/Chicago"
    has_pages: bool = True
    talks: dict[int, Told] = field(default_factory=dict)
    design: int = 0
    session: str = ""

    @property
    def listing(self) -> str:
        return f"https://{self.id}.example/talks/"

    @property
    def source(self) -> Source:
        listing = Listing(url=self.listing)
        return Source(id=self.id, name=self.id.title(), timezone=self.timezone, listing=(listing,))

    def change(self, number: int, **what: object) -> None:
        """Say something else of a talk."""
        self.talks[number] = replace(self.talks[number], **what)  # type: ignore[arg-type]

    def url(self, told: Told) -> str:
        """The address of a talk; of a card what `crawler.extract` makes of it."""
        if not self.has_pages:
            return f"{self.listing}#{told.when:%Y-%m-%d}-{'-'.join(told.title.lower().split())}"
        return f"https://{self.id}.example/{'talks' if not self.design else f'v{self.design}'}/{told.slug}"

    def on(self, told: Told) -> datetime:
        """The instant at which a talk begins."""
        return told.when.replace(tzinfo=ZoneInfo(self.timezone))

    # ── Crawled ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def harvest(self, run: str, now: datetime, sight: Sight, expected: Sequence[str]) -> Harvest:
        """What a crawl brings home. `expected`: addresses of coming talks as the database knows them."""
        survey = Survey()
        found: list[Sighting] = []
        if sight.failed:
            survey.listing_failed(self.listing, f"{self.listing} answers 503 (Service Unavailable)")
        else:
            found = self._read(survey, now, sight, expected)
        coverage = survey.coverage([self.listing], now.date())
        after = now + timedelta(minutes=1)
        counts = {"pages_ok": survey.pages_ok, "pages_failed": survey.pages_failed}
        return Harvest(
            self.id, run, now, after, tuple(found), coverage=coverage, problems=tuple(survey.problems), **counts
        )

    def _read(self, survey: Survey, now: datetime, sight: Sight, expected: Sequence[str]) -> list[Sighting]:
        survey.page_read(self.listing, PAGE, unchanged=False)
        view = survey.view(self.listing)
        view.read += 1
        shown = [told for told in self.shown(now) if told.number not in sight.hidden]
        if sight.cut is not None and sight.cut < len(shown):
            shown, view.cut = shown[: sight.cut], True
        found = []
        for told in shown:
            found.append(self._sighting(told, own_page=False))
            survey.saw(self.listing, [told.when.date()])
            if self.has_pages:
                found += self._visit(survey, told, sight)
        return [*found, *self._missing(survey, found, sight, expected)] if self.has_pages else found

    def shown(self, now: datetime) -> list[Told]:
        """What the listing shows: what is still to come, in order."""
        coming = [told for told in self.talks.values() if told.listed and self.on(told).date() >= now.date()]
        return sorted(coming, key=lambda told: (told.when, told.number))

    def _visit(self, survey: Survey, told: Told, sight: Sight, asked: str = "") -> list[Sighting]:
        url = self.url(told)
        if told.number in sight.gone:
            survey.gone.append(asked or url)
        elif told.number in sight.unread:
            survey.failed(f"{url} answers 502 (Bad Gateway)")
            survey.unread.append(asked or url)
            survey.down.append(asked or url)
        else:
            survey.page_read(url, PAGE, unchanged=False)
            survey.saw(self.listing, [told.when.date()], behind=True)
            keys = (f"url:{canonical(asked)}",) if asked and canonical(asked) != canonical(url) else ()
            return [self._sighting(told, own_page=True, keys=keys)]
        return []

    def _missing(
        self, survey: Survey, found: Iterable[Sighting], sight: Sight, expected: Sequence[str]
    ) -> list[Sighting]:
        """The pages of talks that were expected and not seen, asked for as the crawler does."""
        met = {canonical(one.url) for one in found}
        at = {canonical(self.url(told)): told for told in self.talks.values()}
        at |= {canonical(told.was): told for told in self.talks.values() if told.was and canonical(told.was) not in at}
        more: list[Sighting] = []
        for url in expected:
            told = at.get(canonical(url))
            if canonical(url) in met:
                continue
            if told is None:
                survey.gone.append(url)
                survey.problems.append(f"{url} answers 404 (Not Found)")
            else:
                more += self._visit(survey, told, sight, url)
        return more

    def _sighting(self, told: Told, *, own_page: bool, keys: Collection[str] = ()) -> Sighting:
        url = self.url(told) + (f"?sid={self.session}" if self.session and self.has_pages else "")
        when = f"{told.when:%d %B %Y, %H:%M}" if told.timed else f"{told.when:%d %B %Y}"
        texts = {"title": told.shown_title, "when": when, "image": told.mark}
        if own_page or not self.has_pages:
            texts |= {"speaker": told.speaker, "room": told.room}
        claims = tuple(
            Claim(name, text, Layer.VISIBLE, f"visible:{name}", At(PAGE, "/html"))
            for name, text in texts.items()
            if text
        )
        return Sighting("talk", url if own_page else self.listing, url, claims, tuple(keys), own_page)

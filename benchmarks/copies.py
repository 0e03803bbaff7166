"""How surely pages that carry one article are told from other articles: labelled pairs, made by rules.

    python -m benchmarks copies [--pairs 20000] [--seed 1] [--json] [--show 3]

Half of the pairs are one article: edited, at a new address, syndicated under the site's own headline, as an excerpt,
with a dateline, boxes or credits around it, under a headline of the aggregator's own. The other half are two: a
column's next part, a yearly notice with other numbers, a prize told in the words of the last one, a round-up that
quotes a paragraph, the same event told by another reporter. Ends with status 1 where precision is below 0.999 or
recall below 0.9.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pairs.result import Result
from pipeline.joins import copies
from pipeline.talk import Article

PRECISION, RECALL = 0.999, 0.9

_NOUNS = """model protein harbour catalyst glacier lattice compiler neuron membrane archive orchard reactor satellite
    magnet bridge turbine sensor alloy river enzyme sediment telescope circuit habitat algorithm polymer battery forest
    engine crystal market vaccine robot laser dataset genome""".split()  # noqa: SIM905
_VERBS = """predicts slows reveals repairs survives measures reshapes stabilises carries divides absorbs outlives maps
    explains remembers cools joins steers resists learns""".split()  # noqa: SIM905
_ADJECTIVES = """quiet unlikely frozen cheap ancient soft invisible stubborn hidden warm tiny coastal synthetic slow
    hungry patient brittle bright""".split()  # noqa: SIM905
_GIVEN = "Ada Noor Ines Jonas Mireia Tomasz Hedwig Lim Amara Paulo Renske Emre Yael Kofi Saanvi Petru".split()  # noqa: SIM905
_FAMILY = "Okuosa Haddadin Falcao Brandt Casadevall Gryg Lautenbach Xuan Nwosu Teixeira Harosh".split()  # noqa: SIM905
_SITES = ("Northfield News", "Harbour University", "The Frontier Digest", "Lab Notes Daily", "Institute of Tides")
_COLUMNS = ("Photo of the week", "Five questions for our guests", "In memoriam", "Around campus this month")


@dataclass(frozen=True, slots=True)
class Case:
    """Two pages, whether they carry one article, and of which sort the pair is."""

    one: Article
    other: Article
    same: bool
    sort: str


def is_one(case: Case) -> bool:
    """Whether the store would take the second page for the first one's article."""
    looked_at = copies.signs(case.one) & copies.signs(case.other)
    return bool(looked_at) and copies.compare(case.one, case.other).points >= copies.ENOUGH


def judged(cases: Iterator[Case]) -> Result[Case]:
    """Every case decided and compared with its label."""
    result = Result[Case]()
    for case in cases:
        result.put(case, case.sort, same=case.same, said=is_one(case))
    return result


# ── Articles ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def sentence(pick: random.Random) -> str:
    """A sentence of ten to twenty-four words."""
    parts = []
    for _ in range(pick.randint(2, 4)):
        who = f"the {pick.choice(_ADJECTIVES)} {pick.choice(_NOUNS)}"
        parts.append(f"{who} {pick.choice(_VERBS)} a {pick.choice(_ADJECTIVES)} {pick.choice(_NOUNS)}")
    said = " while ".join(parts)
    if pick.random() < 0.2:
        said += f" in {pick.randint(2, 90)} of {pick.randint(100, 900)} trials"
    return f"{said[0].upper()}{said[1:]}."


def person(pick: random.Random) -> str:
    """A name."""
    return f"{pick.choice(_GIVEN)} {pick.choice(_FAMILY)}"


def text(pick: random.Random, least: int = 4, most: int = 14) -> list[str]:
    """Paragraphs of a sentence or two."""
    return [" ".join(sentence(pick) for _ in range(pick.randint(1, 2))) for _ in range(pick.randint(least, most))]


def headline(pick: random.Random) -> str:
    """A headline of five or six words."""
    return f"{pick.choice(_ADJECTIVES).capitalize()} {pick.choice(_NOUNS)} {pick.choice(_VERBS)} {pick.choice(_NOUNS)}s"


def article(pick: random.Random) -> Article:
    """An institute's article."""
    title = headline(pick)
    address = f"https://news.harbour.example/{pick.randint(2020, 2026)}/{'-'.join(title.lower().split())}"
    day = date(2026, 1, 1) + timedelta(days=pick.randint(0, 300))
    author = person(pick) if pick.random() < 0.6 else None
    return Article("harbour", address, title, day, author, "\n\n".join(text(pick)))


# ── One article ───────────────────────────────────────────────────────────────────────────────────────────────────────


def elsewhere(pick: random.Random, one: Article) -> Article:
    """The same on an aggregator's site: its address, its day, its name behind the headline."""
    day = one.published and one.published + timedelta(days=pick.choice((0, 0, 0, 1, 1, 2, 5)))
    site, mark = pick.choice(_SITES), pick.choice((" | ", " – ", " - ", " » "))
    title = f"{one.title}{mark}{site}" if pick.random() < 0.6 else f"{site}: {one.title}"
    return replace(
        one,
        source="digest",
        url=f"https://digest.example/{pick.randint(1, 10**6)}",
        title=title if pick.random() < 0.7 else one.title,
        published=day if pick.random() < 0.85 else None,
        author=one.author if pick.random() < 0.5 else None,
    )


def syndicated(pick: random.Random, one: Article) -> Article:
    """Whole, with a dateline before and a credit behind it."""
    body = f"HARBOUR, 3 March — {one.body}" if pick.random() < 0.4 else one.body
    credit = "\n\nOriginally published by the news office. Sign up for our letter and read more every morning."
    return replace(elsewhere(pick, one), body=body + (credit if pick.random() < 0.5 else ""))


def boxed(pick: random.Random, one: Article) -> Article:
    """Whole, with boxes about other articles between its paragraphs."""
    parts = one.body.split("\n\n")
    parts.insert(pick.randint(1, len(parts)), f"Read more: {headline(pick)}")
    return replace(elsewhere(pick, one), body="\n\n".join([*parts, f"Related: {headline(pick)}"]))


def excerpt(pick: random.Random, one: Article) -> Article:
    """The first paragraphs only."""
    parts = one.body.split("\n\n")
    return replace(elsewhere(pick, one), body="\n\n".join(parts[: max(2, len(parts) // 3)]))


def renamed(pick: random.Random, one: Article) -> Article:
    """Whole, under a headline of the aggregator's own."""
    copy = elsewhere(pick, one)
    return replace(copy, title=headline(pick), published=copy.published or one.published)


def linked(pick: random.Random, one: Article) -> Article:
    """Shortened and renamed, but it names its original."""
    return replace(excerpt(pick, one), title=headline(pick), canonical_url=f"{one.url}?utm_source=digest")


def moved(pick: random.Random, one: Article) -> Article:
    """At a new address of the same site, after a redesign, with a word corrected."""
    url = f"https://news.harbour.example/stories/{pick.randint(1, 9999)}"
    return replace(one, url=url, body=one.body.replace(" quiet ", " calm ", 1))


def edited(pick: random.Random, one: Article) -> Article:
    """Syndicated before the institute corrected a paragraph and added another."""
    copy, parts = elsewhere(pick, one), one.body.split("\n\n")
    parts[pick.randrange(len(parts))] = sentence(pick)
    return replace(copy, body="\n\n".join([*parts, sentence(pick)]))


# ── Two articles ──────────────────────────────────────────────────────────────────────────────────────────────────────


def column(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """Two parts of one column: one headline, a week between, other texts."""
    title = pick.choice(_COLUMNS)
    first, day = replace(one, title=title), one.published or date(2026, 1, 1)
    following = replace(elsewhere(pick, article(pick)), title=title, published=day + timedelta(days=7))
    return first, following


def yearly(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """A notice that comes each year in the same words, with another year and another number."""
    told = " ".join(sentence(pick) for _ in range(3))
    body = "The call for {0} is open until {1} March {0}, and {2} places are funded by the institute. " + told
    first = replace(one, title="Call for summer fellows 2025", body=body.format(2025, 3, 12))
    second = replace(one, title="Call for summer fellows 2026", body=body.format(2026, 9, 14))
    return first, replace(second, url=f"{one.url}-2026", published=date(2027, 1, 3))


def monthly(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """A notice under one headline whose text differs in its numbers alone."""
    body = "The library is closed on {0} May for {1} hours, and its {2} readers are asked to return what they borrowed."
    first = replace(one, title="Library closed for works", body=body.format(3, 5, 210))
    day = (one.published or date(2026, 1, 1)) + timedelta(days=pick.choice((3, 30, 40)))
    return first, replace(first, url=f"{one.url}-b", body=body.format(17, 4, 210), published=day)


def prize(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """Two people elected to one academy, told in the same words."""
    body = (
        "{0} has been elected a member of the national academy in recognition of distinguished and continuing work on "
        "{1}. {0} joins {2} colleagues of the institute. The ceremony takes place in spring."
    )
    names = [person(pick), person(pick) + "-Lind"]
    made = [
        replace(
            one,
            url=f"{one.url}-{number}",
            title=f"{name} elected to national academy",
            body=body.format(name, pick.choice(_NOUNS) + "s", number + 20),
        )
        for number, name in enumerate(names)
    ]
    return made[0], replace(made[1], source=pick.choice(("harbour", "digest")))


def roundup(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """A review of the week that quotes a paragraph."""
    quoted = [pick.choice(one.body.split("\n\n")), *text(pick, 6, 10)]
    pick.shuffle(quoted)
    return one, replace(elsewhere(pick, one), title="The week in research", body="\n\n".join(quoted))


def reported(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """The same news in another reporter's words, on the same day, under nearly the same headline."""
    return one, replace(elsewhere(pick, one), body="\n\n".join(text(pick)))


def teased(pick: random.Random, one: Article) -> tuple[Article, Article]:
    """Two short notices under one common headline, from two institutes on one day."""
    title = pick.choice(("Open day", "New doctoral students", "Season's greetings", "Summer party"))
    return replace(one, title=title, body=sentence(pick)), replace(
        elsewhere(pick, one), title=title, body=sentence(pick)
    )


ONE: tuple[Callable[[random.Random, Article], Article], ...] = (
    syndicated, boxed, excerpt, renamed, linked, moved, edited,
)  # fmt: skip
TWO: tuple[Callable[[random.Random, Article], tuple[Article, Article]], ...] = (
    column, yearly, monthly, prize, roundup, reported, teased,
)  # fmt: skip


def cases(pick: random.Random, count: int) -> Iterator[Case]:
    """As many pairs, half of them one article."""
    for number in range(count):
        made = article(pick)
        if number % 2:
            rule = ONE[number // 2 % len(ONE)]
            yield Case(made, rule(pick, made), True, f"one: {rule.__name__}")
        else:
            other = TWO[number // 2 % len(TWO)]
            yield Case(*other(pick, made), False, f"two: {other.__name__}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks copies", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=20_000, help="how many pairs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="failures shown of each sort")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = parser.parse_args()
    result = judged(cases(random.Random(asked.seed), asked.pairs))
    write = sys.stdout.write
    if asked.json:
        counts = {name: getattr(result, name) for name in ("right", "wrong", "missed", "apart", "precision", "recall")}
        write(json.dumps(counts) + "\n")
    else:
        write(f"{asked.pairs} pairs: precision {result.precision:.5f}, recall {result.recall:.4f}\n")
        for sort, count in sorted(result.sorts.items()):
            write(f"{sort:20} {count:6} {len(result.failed.get(sort, ())):5} wrong\n")
            for case in result.failed.get(sort, [])[: asked.show]:
                write(f"    {case.one.title} | {case.other.title}\n")
                for ground in copies.compare(case.one, case.other).grounds:
                    write(f"        {ground.weight:+5.1f} {ground.found} {ground.text[:80]}\n")
    sys.exit(result.precision < PRECISION or result.recall < RECALL)


if __name__ == "__main__":
    main()

"""Articles on the command line: `news`, and what became of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from calendar_export.jsonfeed import news_json
from calendar_export.telling import told
from pipeline.joins import Ground
from pipeline.query import NewsEntry, NewsQuery
from pipeline.store.people import People
from pipeline.talk import iso
from talkfeed.commands import filters
from talkfeed.commands.session import Session, counted
from talkfeed.meant import checked
from talkfeed.told import revision_json


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(news)


def news(
    context: typer.Context,
    words: filters.Words = None,
    source: filters.Source = None,
    person: list[str] = typer.Option([], "--person", help="Somebody the article names in full."),
    since: str | None = typer.Option(None, "--from", help="First day of publication, 2026-12-01."),
    until: str | None = typer.Option(None, "--to", help="Last day, included."),
    barred: filters.Barred = None,
    limit: int = typer.Option(50, "--limit", min=1, max=10_000, help="How many, newest first."),
) -> None:
    """Query the articles.

    Example: talkfeed news robot --person "Ada Lovelace" --limit 5
    """
    session: Session = context.obj
    asked = filters.pairs(words, barred, source=source, person=person)
    asked += [("from", since or ""), ("to", until or ""), ("limit", str(limit))]
    entries = session.app.store.news(checked(session.app, NewsQuery.from_params(asked)))
    if session.json:
        session.put([news_json(entry, "full") for entry in People(session.app.store).told(entries)])
        return
    rows = (
        [iso(x.article.published), x.article.title, x.article.author, x.article.source, x.article.url] for x in entries
    )
    session.table(counted(len(entries), "article"), ("published", "title", "author", "source", "address"), rows)


def article_named(session: Session, name: str) -> NewsEntry | None:
    """The article that stands at this address, now or before; None if there is none."""
    return session.app.store.article_at(name) if "://" in name else None


def tell(session: Session, entry: NewsEntry) -> None:
    """What became of an article: its steps, the pages that carry it and why that is believed, whom it names."""
    store = session.app.store
    steps, copies, named = store.article_history(entry.id), store.copies(entry), People(store).named(entry)
    if session.json:
        session.put(
            {
                "id": entry.id,
                "history": [revision_json(step) for step in steps],
                "copies": [
                    {
                        "source": one.listed.source,
                        "url": one.listed.url,
                        "score": one.score.value if one.score.grounds else None,
                        "grounds": [
                            {"field": x.field or None, "found": x.found, "weight": x.weight, "text": x.text or None}
                            for x in one.score.grounds
                        ],
                    }
                    for one in copies
                ],
                "speakers": [one.speaker.slug for one in named],
            }
        )
        return
    lines: list[str] = [entry.article.title or entry.article.url, entry.article.url, ""]
    for step in steps:
        lines.append(f"{step.changed_at:%Y-%m-%d %H:%M}  {step.kind}")
        lines += [f"{'':20}{name}  {before} → {after}" for name, before, after in told(step.diff)]
    for one in copies:
        lines += ["", f"also at {one.listed.url} ({one.listed.source})", *_grounds(one.score.grounds)]
    for mention in named:
        speaker = mention.speaker
        lines += ["", f"names {speaker.speaker.name}, who speaks: {speaker.slug}", *_grounds(mention.score.grounds)]
    for line in lines:
        session.out.print(line, markup=False, soft_wrap=True)


def _grounds(grounds: Iterable[Ground]) -> Iterator[str]:
    for one in grounds:
        yield f"    {one.weight:+5.1f}  {one.found}{f' ({one.text})' if one.text else ''}"

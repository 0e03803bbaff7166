"""A backup brought back where feeds were published since: what subscribers were told last is read from the files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipeline.store import transfer
from pipeline.store.resuming import Told
from talkfeed.counting import catch_up, go_on_from, insisting, told_last
from talkfeed.publishing import lists
from talkfeed.wiring import App


def restore(app: App, file: Path) -> tuple[dict[str, int], int]:
    """Bring a backup into the empty database of the settings, and count on from the feeds that lie in `public_dir`.
    Rows by table, and how many talks were behind what was published. StoreError, and nothing brought back, where the
    database is not empty, or one of those feeds cannot be read.

    Fetched pages that lie beside the backup come along where none are kept: what was kept meanwhile is later."""
    published = told_last(app.settings.public_dir, insisting)
    archive = app.archive if app.archive.is_empty() else None
    counts = transfer.restore(file, app.store, archive=archive, room=app.settings.data_dir)
    return counts, go_on(app, published)


def without_pages(app: App) -> str:
    """What a person should know of a database that came back where no fetched page is kept; "" where some are."""
    if not app.archive.is_empty():
        return ""
    lay = "" if app.archive_file else "in PostgreSQL the archive lies in the database and is lost with it; "
    return (
        f"the archive holds no page: {lay}'replay' cannot tell what came after the backup, 'talkfeed crawl' asks the "
        "institutes ('talkfeed db backup --with-archive' keeps the pages, too)"
    )


def go_on(app: App, published: Mapping[str, Told] | None = None) -> int:
    """Have a database that is not the one from which was published last count on from the feeds that lie in
    `public_dir`, or from what was read of them; how many talks were behind them."""
    _forget_lists(app)
    published = told_last(app.settings.public_dir) if published is None else published
    return go_on_from(app, published).talks


def before(app: App) -> list[str]:
    """What a person should know of the database before anything is crawled into it or served from it. SEQUENCE goes on
    from the feeds that lie in `public_dir`, whatever became of it."""
    said = [sentence for sentence in (lost(app), catch_up(app)) if sentence]
    if said:
        _forget_lists(app)
    return said


def _forget_lists(app: App) -> None:
    """What feeds were joined from was another database."""
    shutil.rmtree(lists(app), ignore_errors=True)


def lost(app: App) -> str:
    """What a person should know before a crawl: the archive holds runs, and the database knows of none, so it was lost;
    or of none so late. "" if not."""
    if any(row.last_run_at for row in app.store.source_rows()):
        return _behind(app)
    if not app.archive.runs():
        return ""
    return (
        "the database knows no crawl, and the archive does: it was lost, or is another one. Once it is crawled into, "
        "talks that were announced without a title or a link get new UIDs; 'talkfeed replay --apply' before that makes "
        "it again from the archive"
    )


def _behind(app: App) -> str:
    """That the archive holds runs later than all that the database knows of their source; "" if it does not."""
    known = {row.id: row.last_run_at for row in app.store.source_rows()}

    def is_later(source: str, when: datetime) -> bool:
        last = known.get(source)
        return source in app.sources and (last is None or when.replace(microsecond=0) > last)

    if not any(is_later(source, when) for source, when in app.archive.last().items()):
        return ""
    count = sum(is_later(source, when) for when, source in app.archive.runs())
    return (
        f"the archive holds {f'{count} runs' if count > 1 else '1 run'} later than what the database knows: an older "
        "backup was restored, or a crawl was cut off. 'talkfeed replay --apply' before the next crawl goes through "
        "what is missing; later it cannot, and --as-of a moment in between tells the state of the backup"
    )

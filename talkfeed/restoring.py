"""A backup brought back where feeds were published since: what subscribers were told last is read from the files."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from calendar_export.losing import events_in
from pipeline.store import transfer
from pipeline.store.resuming import resume
from talkfeed.publishing import lists
from talkfeed.wiring import App

Told = dict[str, tuple[int, datetime]]
"""UID → SEQUENCE and LAST-MODIFIED (aware), as a calendar was told."""


def restore(app: App, file: Path) -> tuple[dict[str, int], int]:
    """Bring a backup into the empty database of the settings, and count on from the feeds that lie in `public_dir`.
    Rows by table, and how many talks were behind what was published. StoreError where the database is not empty.

    Fetched pages that lie beside the backup come along where none are kept: what was kept meanwhile is later."""
    archive = app.archive if app.archive.is_empty() else None
    return transfer.restore(file, app.store, archive=archive, room=app.settings.data_dir), go_on(app)


def without_pages(app: App) -> str:
    """What a person should know of a database that came back where no fetched page is kept; "" where some are."""
    if not app.archive.is_empty():
        return ""
    lay = "" if app.archive_file else "in PostgreSQL the archive lies in the database and is lost with it; "
    return (
        f"the archive holds no page: {lay}'replay' cannot tell what came after the backup, 'talkfeed crawl' asks the "
        "institutes ('talkfeed db backup --with-archive' keeps the pages, too)"
    )


def go_on(app: App) -> int:
    """Have a database that is not the one from which was published last count on from the feeds that lie in
    `public_dir`; how many talks were behind them."""
    shutil.rmtree(lists(app), ignore_errors=True)  # what feeds were joined from was another database
    return resume(app.store, told_last(app.settings.public_dir), app.clock())


def lost(app: App) -> str:
    """What a person should know before a crawl: the archive holds runs, and the database knows of none, so it was lost;
    or of none so late. "" if not. SEQUENCE at least goes on from the feeds that lie in `public_dir`."""
    if any(row.last_run_at for row in app.store.source_rows()):
        return _behind(app)
    if not app.archive.runs():
        return ""
    go_on(app)
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


def told_last(folder: Path) -> Told:
    """What published calendars say of each talk, the latest of all of them."""
    found: Told = {}
    for path in sorted(folder.rglob("*.ics")):
        for said in events_in(path.read_bytes()):
            try:
                moment = datetime.strptime(said["LAST-MODIFIED"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                one = int(said["SEQUENCE"]), moment
            except (KeyError, ValueError):  # no calendar of ours
                continue
            uid = said.get("UID", "")
            known = found.get(uid, one)
            found[uid] = max(known[0], one[0]), max(known[1], one[1])
    return found

"""The schema's history, one file per step; run by `pipeline.store.schema`, forward only."""

from __future__ import annotations

from typing import Any


def ours(_object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether Alembic should compare it: not what is made by hand (the text index of either engine), nor the archive,
    which makes its own tables."""
    return not (name or "").startswith(("talk_fts", "ix_talk_text_words", "archive_", "ix_archive_"))

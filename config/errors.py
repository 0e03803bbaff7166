"""Every exception raised on purpose. Each says in one sentence what is wrong, where, and what to do about it.

The command line prints the sentence and ends with status 2; nothing else catches these. Imperfections of the world (an
unreadable date, a page that is no talk, a 503) are values, not exceptions.
"""

from __future__ import annotations

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the operating system answers where a disk, or one's share of it, is full."""

IN_THE_WAY = (errno.EISDIR, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS)
"""What it answers where a folder stands in a file's place, or somebody may not write."""


class TalkfeedError(Exception):
    """A mistake of whoever operates or extends Talkfeed, or something they must decide about."""


class SettingsError(TalkfeedError):
    """The settings are wrong: names file, line and key, and the nearest known key."""


class SourceError(TalkfeedError):
    """A source file is wrong: names file, line and key, and the remedy."""


class PageError(TalkfeedError):
    """A page that was asked for by name cannot be had or read: names it and says why."""


class GuardError(PageError):
    """An address that must not be asked: private, loopback or metadata, or neither http nor https."""


class HarvestError(TalkfeedError):
    """A harvest file is not whole or not a harvest."""


class StoreError(TalkfeedError):
    """The database cannot be used as it is: newer than this program, locked, not writable."""


class QueryError(TalkfeedError):
    """A query parameter has the wrong form: names it and shows a right one.

    `facts` stand in the sentence by their names in braces, so that it can be said in another language.
    """

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence.format(**facts) if facts else sentence)
        self.sentence, self.facts = sentence, facts


class UnknownSourceError(QueryError):
    """A question names a source that neither is nor was: `near` are the ids that were perhaps meant."""

    def __init__(self, name: str, near: tuple[str, ...] = ()) -> None:
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"no source is called {name[:40]!r}{meant}")
        self.name, self.near = name, near


class CorrectionError(TalkfeedError):
    """A correction cannot be meant: names the field and shows a right value."""


class ServeError(TalkfeedError):
    """The service cannot start: port in use, address not to be had."""


class MailError(TalkfeedError):
    """Mail cannot be sent: names the server, and why."""

"""What changed in a feed, as Atom (RFC 4287): an entry for each step in a talk's life, the latest first.

An entry tells the talk as it was shown after that step, so it never changes again; its id is made of UID and number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape as xml
from xml.sax.saxutils import quoteattr

from calendar_export import atom
from calendar_export.ics import place_text
from calendar_export.jsonfeed import when_text
from calendar_export.showing import Shown
from calendar_export.telling import Diff, steps
from pipeline.query import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: `kind` in INTERFACE's words, `entry` the talk as shown after it (`updated` is when it
    happened, `revision` its number), `diff` field → (before, after)."""

    kind: str
    entry: Entry
    diff: Diff
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the feed `id`, the latest first. `url`: the page for people; `self_url`: where this is."""

    id: str
    title: str
    steps: tuple[Step, ...]
    url: str | None = None
    self_url: str | None = None
    language: str = "en"

    @property
    def updated(self) -> datetime | None:
        """When the latest of them happened."""
        return max((step.entry.updated for step in self.steps), default=None)


def render(changes: Changes) -> bytes:
    """The feed of changes. Addresses of entries do not depend on where it is served."""
    shown = Shown(changes.language)
    about = shown.say("What is announced, moves, is called off or changes otherwise.")
    entries = ("<entry>\n" + "\n".join(_entry(step, shown)) + "\n</entry>" for step in changes.steps)
    return atom.document(
        f"{changes.id}:changes",
        shown.say("{title}: changes").format(title=changes.title),
        about,
        changes.url,
        changes.self_url,
        changes.updated,
        changes.language,
        entries,
    )


def _entry(step: Step, shown: Shown) -> Iterator[str]:
    entry, talk = step.entry, step.entry.talk
    kind = shown.changed(step.kind)
    kind = kind[:1].upper() + kind[1:]
    identity = f"urn:x-talkfeed:change:{entry.uid}:{entry.revision}"
    yield from atom.head(identity, f"{kind}: {talk.title}", talk.url, entry.updated, entry.updated)
    for word in step.kind.split(", "):
        yield f"<category term={quoteattr(word)}/>"
    lines = [f"{shown.field(name)}: {before} → {after}" for name, before, after in steps(step.diff)]
    lines += [shown.say("Corrected by a person.")] if step.by_person else []
    speakers = ", ".join(person.name for person in talk.speakers)
    facts = filter(None, (when_text(entry), place_text(talk), speakers))
    text = "\n".join([*lines, "", *facts]).strip()
    yield f'<content type="text">{xml(text)}</content>'

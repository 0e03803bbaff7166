"""What a page keeps taking back: reported, not published, until it has stood for some runs.

Two pages of one source that disagree, or a page that cannot make up its mind, would move a talk to and fro in
everybody's calendar. Pure: what was decided and what happened before in, what may be published out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.changes import LOUD, WHEN, Change, Diff, Verdict, change_to
from pipeline.known import Known
from pipeline.talk import Kind, Status, Talk

SETTLED = 3
"""How many runs in a row must say the same of a field that flaps before that is believed."""

FLAPPING = timedelta(days=30)
"""How far back changes count: a value that returns after a term is no flapping."""

RESTLESS = 6
"""Changes of one quiet field within FLAPPING after which the next must stand first: a counter, a link that is new with
every answer."""

PLACE = frozenset({"attendance_mode", "venue", "room", "address", "online_url"})

_UNSAID: Mapping[str, object] = {"series": None, "kind": Kind.TALK.value}
"""What fields are where their page says nothing of them."""

Past = Sequence[tuple[datetime, Diff]]
"""A talk's revisions, the first first: when, and field → (before, after)."""

State = Mapping[str, Mapping[str, Any]]
"""Field → `values`: what is published, then what else was said; `says`: what was said last; `stood`: in how many runs
in a row."""


def settle(
    verdict: Verdict, known: Iterable[Known], history: Mapping[str, Past], *, now: datetime, again: bool = False
) -> Verdict:
    """The verdict without the changes that flap. `history`: of each known talk that changed. `again`: this run counted
    before; what is held back stays so, and does not come nearer to being believed."""
    changes: list[Change] = []
    learnt = list(verdict.learnt)
    states: dict[str, State] = {}
    for change in verdict.changes:
        old = change.known
        if old is None or change.talk.status is Status.WITHDRAWN:
            changes.append(change)
            continue
        states[old.uid], held = weigh(change.fields, old.unsettled, history.get(old.uid, ()), now, int(not again))
        shown = change_to(hold(change.talk, old.talk, held), old, change.keys) if held else change
        if shown is not None:
            changes.append(shown)
        elif new := tuple(key for key in change.keys if key not in old.keys):
            learnt.append((old.uid, new))
    olds = {old.uid: old for old in known if old.unsettled or old.uid in states}
    for uid, old in olds.items():
        if uid in verdict.met and uid not in states:
            states[uid], _ = weigh({}, old.unsettled, (), now)
    sentences = [line for uid, state in sorted(states.items()) for line in told(olds[uid].talk, state)]
    return replace(
        verdict,
        changes=tuple(changes),
        learnt=tuple(learnt),
        unchanged=verdict.unchanged + len(verdict.changes) - len(changes),
        unsettled={} if again else {uid: state for uid, state in states.items() if state != olds[uid].unsettled},
        restless=tuple(sentences),
    )


def weigh(fields: Diff, before: State, past: Past, now: datetime, counts: int = 1) -> tuple[State, frozenset[str]]:
    """What is unsettled after a run that says this and counts as so many, and the fields of it that may not be
    published yet."""
    state: dict[str, Mapping[str, Any]] = {}
    for name, entry in before.items():
        says = fields[name][1] if name in fields else entry["values"][0]
        stood = entry["stood"] + counts if says == entry["says"] else 1
        if stood < SETTLED:
            values = entry["values"] if says in entry["values"] else [*entry["values"], says]
            state[name] = {"values": values, "says": says, "stood": stood}
    for name, (published, says) in fields.items():
        if name not in before and flaps(name, published, says, past, now):
            state[name] = {"values": [published, says], "says": says, "stood": 1}
    return state, frozenset(state).intersection(fields)


def flaps(name: str, published: object, says: object, past: Past, now: datetime) -> bool:
    """Whether this step of a field is one too many: A, B, A and now B again; or the next of many. A talk that is called
    off is always told at once: of its status only the way back can be taken back."""
    steps = [tuple(diff[name]) for at, diff in past if name in diff and now - at <= FLAPPING]
    if name == "status" and published not in (Status.CANCELLED, Status.POSTPONED):
        return False
    again = steps[-2:] == [(published, says), (says, published)]
    unsaid = name in _UNSAID and says == _UNSAID[name]
    return again or unsaid or (name not in LOUD and len(steps) >= RESTLESS)


def hold(talk: Talk, old: Talk, names: frozenset[str]) -> Talk:
    """The talk with these fields of the JSON form as they were; start, end and zone stay together."""
    own = {name: getattr(old, name) for name in names - PLACE - WHEN}
    place = replace(talk.place, **{name: getattr(old.place, name) for name in names & PLACE})
    return replace(talk, place=place, when=old.when if names & WHEN else talk.when, **own)


def told(talk: Talk, state: State) -> list[str]:
    """A sentence for each unsettled field, for the report and `status`."""
    return [
        f"{talk.title}: {name} {_how(name, entry)}; {_short(entry['values'][0])} stays published"
        for name, entry in state.items()
    ]


def _how(name: str, entry: Mapping[str, Any]) -> str:
    if name in _UNSAID and entry["values"][1:] == [_UNSAID[name]]:
        return "is not told any more"
    return f"keeps changing ({' / '.join(map(_short, entry['values'][-3:]))})"


def _short(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_short(one.get("name", one) if isinstance(one, dict) else one) for one in value) or "nothing"
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"

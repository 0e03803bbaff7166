"""What is worth telling a person unasked: a source that breaks, a doubt, a conflict, a feed that is stuck; and when a
source is well again. Pure: how it stood before and after in, sentences out.

Each thing is told once, when it begins. One failed run is no news: the next one usually works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.health import Condition, Run, SourceHealth

PATIENCE = 2
"""How many runs in a row must fail, or be cut short, before somebody is told. A doubt about talks is told at once."""

MOST = 20
"""Sentences in one message; when the network is down, all sources fail at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood at one moment. `runs`: each source's crawls, the latest first; `conflicts`: by correction, and
    `stuck`: by feed and form, a sentence each."""

    sources: Mapping[str, SourceHealth] = field(default_factory=dict)
    runs: Mapping[str, Sequence[Run]] = field(default_factory=dict)
    conflicts: Mapping[int, str] = field(default_factory=dict)
    stuck: Mapping[str, str] = field(default_factory=dict)

    def worry(self, source: str) -> Condition | None:
        """What is wrong with a source that a person should be told; None if nothing is."""
        one, runs = self.sources.get(source), self.runs.get(source, ())
        if one is None:
            return None
        if one.condition in (Condition.FAILING, Condition.BLOCKED):
            return one.condition if one.source.failures >= PATIENCE else None
        if one.condition is not Condition.DOUBTED or not runs:
            return None
        lasts = len(runs) >= PATIENCE and all(run.doubt for run in runs[:PATIENCE])
        return one.condition if runs[0].complete or lasts else None


def news(before: Standing, after: Standing) -> tuple[str, ...]:
    """What a person should be told of what happened in between, the worst first."""
    worse, better = [], []
    for name, one in after.sources.items():
        was, worry = before.worry(name), after.worry(name)
        if worry is not None and worry is not was:
            worse.append(
                f"{one.source.name} ({name}) is {worry.value}: {one.sentence}.\n{_sentence(one.remedy)}".strip()
            )
        elif was is not None and worry is None and not one.condition.is_unhealthy:
            better.append(f"{one.source.name} ({name}) is well again: {one.sentence}.")
    worse += [said for key, said in after.conflicts.items() if key not in before.conflicts]
    worse += [said for key, said in after.stuck.items() if key not in before.stuck]
    told = (*worse, *better)
    return told if len(told) <= MOST else (*told[:MOST], f"And {len(told) - MOST} more; 'talkfeed status' tells all.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""

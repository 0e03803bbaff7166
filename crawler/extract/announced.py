"""Days that sentences announce: "The next meeting is scheduled for 10 am on Tuesday, 15 October 2019 in Room 349".

In long prose a day is mostly told in passing, so that only a sentence counts that says of a gathering that it will be
held. A repetition with an end ("every Tuesday from 9 January to 12 March, none on 13 February") is one time, told by
the whole sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crawler.extract.gatherings import GATHERING
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.text import fold

SENTENCE = 320
"""Characters of a sentence that announces something."""

ANNOUNCES = re.compile(
    r"\b(?:next|will (?:be held|take place|meet|convene|host|hold|begin|start)|(?:is|are|has been|have been) "
    r"(?:re)?scheduled|takes? place|join us|invites? you|findet|statt|nachste|aura lieu|se tiendra|prochaine?|"
    r"si terra|prossim[oa]|tendra lugar|proxim[oa]|vindt plaats|volgende)\b"
)
"""What a sentence says of a gathering that will be held."""
_UNTIL = re.compile(r"UNTIL=(\d{4})(\d\d)(\d\d)")


def announcing(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a long text stand that announce a gathering."""
    for start, end in sentences_in(text):
        said = fold(text[start:end]) if end - start <= SENTENCE else ""
        if said and ANNOUNCES.search(said) and GATHERING.search(said):
            yield start, end


def last_of(reading: times.Reading) -> date | None:
    """The day on which a repetition ends; None for one without end and for what is none."""
    again = reading.span.recurrence
    match = _UNTIL.search(again.rrule) if again is not None else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def whole_repetition(text: str, reading: times.Reading, context: times.Context) -> times.Reading:
    """A repetition read from the whole sentence it stands in: how often and the exceptions stand around its days."""
    for start, end in sentences_in(text):
        if start <= reading.start < end and end - start <= SENTENCE:
            whole = times.read_when(text[start:end], context)
            if whole is not None and whole.span.recurrence is not None and whole.span.day == reading.span.day:
                return times.Reading(whole.span, start, end, whole.rule, whole.grounds, whole.confidence)
    return reading

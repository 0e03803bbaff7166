"""What links say when one points at them: "View the agenda of the Planning Board on 9/22/2022 1:00:00 PM"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from crawler.extract.anchors import Anchor
from crawler.extract.blocks import Block
from crawler.extract.cutting import Cutter
from pipeline.reading import times
from pipeline.talk import Claim

ATTRIBUTES = ("title", "aria-label")
LONGEST = 300
"""Characters of a tooltip; a longer one is a text of its own."""

MOST = 12
"""Links of a card whose tooltips are read."""


def told_hour(cut: Cutter, blocks: Iterable[Block], day: Anchor, context: times.Context) -> Claim | None:
    """The time that a link of a card tells of its day, with an hour. Midnight is what software writes for none."""
    links = [link.element for block in blocks for link in block.links][:MOST]
    for element, name in ((element, name) for element in links for name in ATTRIBUTES):
        said = element.get(name) or ""
        if len(said) > LONGEST or not times.looks_like_when(said):
            continue
        claim = cut.attribute("when", element, name, "visible:tooltip")
        begun = max(0, claim.text.find(day.text)) if claim is not None else 0
        for reading in times.find_when(claim.text[begun:], replace(context, day=day.day)) if claim is not None else ():
            start = reading.span.start
            hour = start.time() if isinstance(start, datetime) and reading.span.day == day.day else time(0)
            if claim is not None and hour != time(0):
                at = replace(claim.at, start=begun + reading.start, end=begun + reading.end)
                return replace(claim, text=claim.text[at.start : at.end], at=at)
    return None

"""Days on which a page was posted, told from those of its talk: "17 November" under the title, and in the text "Ann Lee
will speak on 3 December at 17:00".

Systems that publish posts name the element of such a day. Where nothing names it, a bare line by the heading is one if
a sentence announces the one later day with an hour, and nothing repeats the bare one. A day to come is no such day.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.extract.anchors import Anchor, hour_of, same_day
from crawler.extract.announced import ANNOUNCES
from crawler.extract.blocks import Block, Blocks, Zone, words_of
from pipeline.reading import times
from pipeline.reading.sentences import sentences_in
from pipeline.reading.text import fold

NEAR = 5
"""Lines from a page's heading within which its day of posting stands."""

BARE = 0.9
"""How much of its line such a day is."""

LINE = 40
"""Characters of a line beside a day that states its hour."""

_NAMES = frozenset(("published", "posted", "pubdate", "submitted", "byline"))
_POSTS = frozenset(("entry", "post", "posts", "news", "article", "blog"))
_DATES = frozenset(("date", "time", "meta"))
_TALKS = re.compile(r"event|talk|seminar|colloqui|lecture|start|when")
_SPEAKS = re.compile(
    r"\b(?:(?:will|to) (?:be )?(?:speak|giv|deliver|present|talk|lectur|discuss|address|visit)\w*|speaks|held|"
    r"spricht|sprechen|halt|referiert|laden|ladt|parlera|donnera|presentera|interviendra|invitent?|parlera|terra|"
    r"interverra|avra luogo|invita(?:no|mos)?|hablara|dara|impartira|presentara|celebrara|ofrecera|falara|ministrara|"
    r"apresentara|tera lugar|ocorrera|acontecera|realizad[oa]|convida(?:mos)?|spreekt|geeft|houdt|presenteert|"
    r"nodig(?:t|en)|talar|haller|ger|ager rum|presenterar|forelaser|bjuder|valkomm?en)\b"
    r"|講演|開催|行い|行われ|报告|演讲|讲座|举行|举办|강연|발표|개최|열립|진행"
)
_OTHER = re.compile(
    r"\b(?:next|until|till|before|nachste[nrs]?|bis|vor|prochaine?s?|jusqu|avant|prossim[oaie]|fino|entro|"
    r"proxim[oa]s?|hasta|antes|ate|volgende|tot|voor|nasta|fram till|fore)\b|次回|まで|下次|下一|之前|截止|다음|까지"
)
"""Words before a day which is that of another gathering, or the last for something."""


class Posted(NamedTuple):
    """The times of a page without those of posting. `told`: the time that a single post announces instead."""

    anchors: list[Anchor]
    told: Anchor | None = None


def without_posted(anchors: list[Anchor], blocks: Blocks, heading: Block | None, context: times.Context) -> Posted:
    """The times of a page that are not its days of posting."""
    named = [anchor for anchor in anchors if _is_named(blocks.all[anchor.first])]
    if not named:
        return _unnamed(anchors, blocks, heading, context)
    gone, told = [], None
    for anchor in named:
        later = _later(anchor, _of_post(anchor, named, anchors, blocks), blocks)
        if later:
            gone.append(anchor)
            told = later[0] if len(named) == 1 and all(same_day(later[0], other) for other in later) else None
    return Posted([anchor for anchor in anchors if not any(anchor is one for one in gone)], told)


def _is_named(block: Block) -> bool:
    """Whether the element of a day is named as that of a post: "entry-date published"."""
    said = block.hints
    parent = block.element.getparent()
    if parent is not None and not said:
        said = words_of(parent)
    if not said or any(map(_TALKS.search, said)):
        return False
    return bool(said & _NAMES or (said & _POSTS and said & _DATES))


def _of_post(anchor: Anchor, named: list[Anchor], anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times of the post that a day of posting belongs to: of the largest element without another such day."""
    first, end = anchor.first, anchor.end
    others = [one.first for one in named if one is not anchor]
    for element in blocks.all[anchor.first].element.iterancestors():
        span = blocks.spans.get(element, (first, end))
        if any(span[0] <= other < span[1] for other in others):
            break
        first, end = span
    return [one for one in anchors if first <= one.first < end]


def _later(posted: Anchor, anchors: list[Anchor], blocks: Blocks) -> list[Anchor]:
    """The times with an hour on later days than that of posting; none where that day is stated again."""
    main = [one for one in anchors if one is not posted and blocks.all[one.first].zone is Zone.MAIN]
    if any(same_day(posted, one) for one in main):
        return []
    return [one for one in main if one.timed and one.day > posted.day]


def _unnamed(anchors: list[Anchor], blocks: Blocks, heading: Block | None, context: times.Context) -> Posted:
    """The times of a page without a bare day by its heading, where a sentence announces one on a single later day."""
    bare = [one for one in anchors if one.part >= BARE and blocks.all[one.first].zone is Zone.MAIN]
    if heading is None or context.retrieved is None or len(bare) != 1:
        return Posted(anchors)
    posted = bare[0]
    line = blocks.all[posted.first]
    stands = posted.labelled or posted.composed or posted.timed or line.level or any(map(_TALKS.search, line.hints))
    if stands or abs(posted.first - heading.index) > NEAR or posted.day.toordinal() > context.retrieved.toordinal():
        return Posted(anchors)
    beside = blocks.all[max(0, posted.first - 1) : posted.end + 2]
    if any(len(block.text) <= LINE and hour_of(block.text, context) for block in beside):
        return Posted(anchors)
    later = _later(posted, anchors, blocks)
    if not later or not all(same_day(later[0], one) for one in later):
        return Posted(anchors)
    told = [one for one in later if _is_announced(blocks.all[one.first].text, one)]
    return Posted([one for one in anchors if one is not posted], told[0]) if told else Posted(anchors)


def _is_announced(text: str, anchor: Anchor) -> bool:
    """Whether a time stands in a sentence which says that somebody speaks then, or people meet."""
    for start, end in sentences_in(text):
        if start <= anchor.start < end:
            said = fold(text[start:end])
            announces = ANNOUNCES.search(said) or _SPEAKS.search(said)
            return bool(announces) and not _OTHER.search(fold(text[start : anchor.start]))
    return False

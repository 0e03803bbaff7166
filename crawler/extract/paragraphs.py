"""Which paragraphs of a card may be its abstract, where no label says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from crawler.extract.blocks import Block

PARAGRAPH = 80
"""Characters from which on an unlabelled line may belong to an abstract."""

_BIO_START = re.compile(
    r"^(?:dr\.? |prof\.? |professor )?(?:[A-ZÀ-Þ][\w.'’-]+ ){1,4}(?:is|was|has|received|holds|joined|earned|"
    r"works|studied|leads) "
)


def prose_of(blocks: Sequence[Block], taken: Collection[int], heading: Block | None) -> list[Block]:
    """The longest run of paragraphs that nothing else claims (`taken`) and that tells of no person's life."""
    best: list[Block] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        is_prose = block is not None and block is not heading and block.index not in taken and _is_prose(block)
        if block is not None and is_prose and (not run or run[-1].index + 1 == block.index):
            run.append(block)
            continue
        if sum(len(b.text) for b in run) > sum(len(b.text) for b in best):
            best = run
        run = [block] if block is not None and is_prose else []
    return best if sum(len(block.text) for block in best) >= 2 * PARAGRAPH else []


def _is_prose(block: Block) -> bool:
    return not block.level and len(block.text) >= PARAGRAPH and not _BIO_START.match(block.text)

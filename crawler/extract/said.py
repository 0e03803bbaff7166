"""What a parsed page says: not what is struck and replaced, nor that a talk is off where nobody sees it.

Texts are taken out before anything is read, so that all readers, and the places their claims name, agree.
"""

from __future__ import annotations

from lxml import etree

from crawler.extract.hidden import silence_hidden
from crawler.extract.struck import without_replaced


def said_in(tree: etree._Element | None) -> etree._Element | None:
    """The tree, without the texts that its page does not say."""
    if tree is not None:
        without_replaced(tree)
        silence_hidden(tree)
    return tree

"""What pure functions of short texts have answered: pages say the same few hundred things over and over."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Answer = TypeVar("Answer")

SIZE = 2048
"""Answers kept per function, the latest used: a megabyte or so each, for texts are short."""


def remembered(longest: int = 200) -> Callable[[Callable[[str], Answer]], Callable[[str], Answer]]:
    """Remember what a pure function says of texts of at most `longest` characters; longer ones are asked anew."""

    def remembering(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
        known = lru_cache(SIZE)(function)

        @wraps(function)
        def asked(text: str) -> Answer:
            return known(text) if len(text) <= longest else function(text)

        return asked

    return remembering

"""What pure functions of short texts have answered: pages say the same few hundred things over and over."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])

SIZE = 2048
"""Answers kept per function, the latest used: a megabyte or so each, for texts are short."""


def remembered(longest: int = 200) -> Callable[[Function], Function]:
    """Remember what a pure function says of texts of at most `longest` characters; longer ones are asked anew.

    What it is told besides the text must be hashable and told by position; answers are shared, so never changed.
    """

    def remembering(function: Function) -> Function:
        known = lru_cache(SIZE)(function)

        @wraps(function)
        def asked(text: str, *more: Hashable) -> object:
            return known(text, *more) if len(text) <= longest else function(text, *more)

        return cast(Function, asked)

    return remembering

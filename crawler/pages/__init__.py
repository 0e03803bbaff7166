"""Page objects for stubborn sites: a class of about twenty lines each, listed here by the name a source file uses."""

from __future__ import annotations

import difflib
import importlib

from config.errors import SourceError
from crawler.pages.base import TalkPage

PAGES: dict[str, type[TalkPage]] = {}
"""Page objects by name, as in `page = "NAME"` of a source file."""


def page_object(name: str, source: str = "") -> type[TalkPage]:
    """The page object of this name, or of `module:Class` for one of an operator's own; `source` names who asks."""
    if name in PAGES:
        return PAGES[name]
    module, colon, attribute = name.partition(":")
    if colon:
        try:
            found = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError) as error:
            raise SourceError(f"{source}.toml: page object `{name}` cannot be imported: {error}") from error
        if isinstance(found, type) and issubclass(found, TalkPage):
            return found
        raise SourceError(f"{source}.toml: `{name}` is no TalkPage")
    near = difflib.get_close_matches(name, PAGES, 1)
    hint = f"; did you mean `{near[0]}`?" if near else "; write `module:Class` for one of your own"
    raise SourceError(f"{source}.toml: no page object is called `{name}`{hint}")

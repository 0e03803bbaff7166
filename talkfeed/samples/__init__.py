"""The demo's institutes: made up, in the shapes of real sites, and served on loopback. Nothing here is a real talk.

Each institute is a TOML file of talks (`institutes/`, days counted from an anchor), templates in the markup of a kind
of site (`templates/`), and a source file as an operator would write it (`sources/`). `expected` says from the same
TOML what a reader of the pages should have understood.
"""

from talkfeed.samples.pages import build
from talkfeed.samples.plan import expected, expected_articles
from talkfeed.samples.serving import Served, serve, write_sources

__all__ = ["Served", "build", "expected", "expected_articles", "serve", "write_sources"]

"""Labelled pairs of talks: one talk as two institutes announce it, and twins that are two talks.

Talks are drawn at random from words of many fields; `EDITS` are what a second institute does to one, `TWINS` what makes
another of it. Nothing here knows how pairs are scored.
"""

from benchmarks.pairs.talks import Case
from benchmarks.pairs.twins import cases

__all__ = ["Case", "cases"]

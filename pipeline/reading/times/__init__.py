"""Dates and times as people write them."""

from pipeline.reading.times.context import Context, Reading
from pipeline.reading.times.find import find_when, looks_like_when, read_when, when_json

__all__ = ["Context", "Reading", "find_when", "looks_like_when", "read_when", "when_json"]

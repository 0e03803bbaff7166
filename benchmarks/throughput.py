"""Talks per second into the database: the first time, and when nothing changed, against the driver's own upsert.

    python benchmarks/throughput.py                                  # SQLite in a temporary folder
    python benchmarks/throughput.py --postgres postgresql+psycopg://user:password@host/name

For each engine, median of so many rounds: `raw` is one table and the driver's `executemany` upsert of a talk's own
columns, in one transaction; `store` decides and writes talks that are understood already, with their people, topics,
keys, evidence, revisions and text index; `ingest` is the whole way from sightings. CPU times of other processes
(PostgreSQL's server) are in the wall time only. Read the ratios.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.sources import Listing, Source
from pipeline.changes import decide
from pipeline.harvest import Harvest
from pipeline.identity import keys_of
from pipeline.ingest import ingest
from pipeline.query import TalkQuery
from pipeline.store import Store
from pipeline.store.rows import talk_row
from pipeline.talk import (
    At,
    Claim,
    Coverage,
    Evidence,
    Layer,
    Listed,
    Person,
    Place,
    Sighting,
    Span,
    Talk,
    iso,
    utc_iso,
)

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
FAR = Coverage(reach=(("https://institute.example/talks/", date(2030, 1, 1)),))
PAGE = "ab" * 32

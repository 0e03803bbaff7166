"""Pages of one institute, and an archive in memory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.harvest import Harvest

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Remembered:
    url: str
    sha256: str
    retrieved: datetime
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None


class Memory:
    """An archive in memory."""

    def __init__(self) -> None:
        self.pages: dict[str, Remembered] = {}
        self.bodies: dict[str, bytes] = {}
        self.last_seen: dict[str, datetime] = {}

    def keep(self, url: str, source: str, body: bytes, *, status: int, headers: Any, retrieved: datetime) -> str:
        assert source
        sha256 = hashlib.sha256(body).hexdigest()
        self.bodies[sha256] = body
        low = {name.lower(): value for name, value in headers.items()}
        self.pages[url] = Remembered(
            url, sha256, retrieved, status, low.get("etag"), low.get("last-modified"), low.get("content-type")
        )
        return sha256

    def recall(self, url: str) -> Remembered | None:
        return self.pages.get(url)

    def body(self, sha256: str) -> bytes | None:
        return self.bodies.get(sha256)

    def seen(self, url: str, now: datetime) -> None:
        self.last_seen[url] = now


def event(title: str, start: str, url: str = "") -> str:
    about = {"@context": "https://schema.org", "@type": "Event", "name": title, "startDate": start}
    if url:
        about["url"] = url
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


def listing(*paths: str, more: str = "") -> str:
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths)
    return f"<html><head><title>Seminars</title></head><body><h1>Seminars</h1><ul>{links}</ul>{more}</body></html>"


def talk(number: int) -> str:
    return f"<html><body><h1>Talk {number}</h1>{event(f'Talk {number}', f'2026-04-{number:02}T15:00')}</body></html>"


def titles(harvest: Harvest) -> list[str]:
    return sorted({claim.text for sighting in harvest.sightings for claim in sighting.of("title")})

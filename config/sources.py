"""A source: one institute, one TOML file, checked on load (INTERFACE §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Listing(BaseModel):
    """Where to start. `follow`: a regex of the links that are talks; `next`: a CSS selector of the link to page on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    kind: Literal["events", "news", "feed"] = "events"
    follow: str | None = None
    next: str | None = None


class Limits(BaseModel):
    """How much one run may ask of an institute. `delay` in seconds, `bytes` per page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delay: float = 1.0
    pages: int = 200
    bytes: int = 8 * 2**20
    depth: int = 5


class Publish(BaseModel):
    """What of this source may be republished."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    talks: bool = True
    abstracts: bool = True
    articles: Literal["none", "summary", "full"] | None = None


class Source(BaseModel):
    """One institute. `id` is the file name. `timezone` "" only in `extract`, where nothing need be known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    timezone: str
    homepage: str | None = None
    language: str | None = None
    every: timedelta = timedelta(hours=6)
    listing: tuple[Listing, ...] = ()
    card: str | None = None
    select: Mapping[str, str] = Field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = Limits()
    trust: Mapping[str, str] = Field(default_factory=lambda: MappingProxyType({}))
    platform: str | None = None
    page: str | None = None
    empty: str | None = None
    defaults: Mapping[str, str] = Field(default_factory=lambda: MappingProxyType({}))
    verified: bool = False
    groups: tuple[str, ...] = ()
    country: str | None = None
    publish: Publish = Publish()
    moved_to: str | None = None

"""The harvest file: where crawling ends and ingesting begins. One header, a line per sighting, one footer.

JSON lines, in ASCII, so that no character of a page can end a line. A file without its footer is not whole: its crawl
was killed, and nothing in it is believed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from config.errors import HarvestError
from pipeline.talk import At, Claim, Coverage, Layer, Sighting

__all__ = ["Coverage", "Harvest", "HarvestWriter", "read", "write"]

FORM = 1
"""The form of the file; a reader refuses a newer one."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one run brought home from one source. Instants are aware UTC. `problems`: one sentence per failed page.
    `listing_hash`: equal for two runs that read the same bytes everywhere, "" where that cannot be said."""

    source: str
    run: str
    started: datetime
    finished: datetime
    sightings: tuple[Sighting, ...] = ()
    pages_ok: int = 0
    pages_failed: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    problems: tuple[str, ...] = ()
    listing_hash: str = ""


class HarvestWriter:
    """Writes a harvest as it grows. `run` names the run, `started` is an aware instant."""

    def __init__(self, path: Path, source: str, run: str, started: datetime) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = path.open("w", encoding="utf-8")
        self._line({"harvest": FORM, "source": source, "run": run, "started": started.isoformat()})

    @property
    def closed(self) -> bool:
        """Whether it was closed or abandoned."""
        return self._file.closed

    def _line(self, value: object) -> None:
        self._file.write(json.dumps(value, separators=(",", ":")) + "\n")

    def add(self, sighting: Sighting) -> None:
        """Write one sighting down."""
        self._line(_sighting_out(sighting))

    def close(
        self,
        finished: datetime,
        *,
        coverage: Coverage,
        pages_ok: int = 0,
        pages_failed: int = 0,
        problems: Iterable[str] = (),
        listing_hash: str = "",
    ) -> Path:
        """Write the footer, which makes the harvest whole, and put it on the disk."""
        self._line(
            {
                "finished": finished.isoformat(),
                "pages_ok": pages_ok,
                "pages_failed": pages_failed,
                "coverage": _coverage_out(coverage),
                "problems": list(problems),
                "listing_hash": listing_hash,
            }
        )
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self.path

    def abandon(self) -> None:
        """Let go of the file without a footer: what is in it will not be believed."""
        self._file.close()


def write(path: Path, harvest: Harvest) -> Path:
    """A whole harvest as a file."""
    writer = HarvestWriter(path, harvest.source, harvest.run, harvest.started)
    for sighting in harvest.sightings:
        writer.add(sighting)
    return writer.close(
        harvest.finished,
        coverage=harvest.coverage,
        pages_ok=harvest.pages_ok,
        pages_failed=harvest.pages_failed,
        problems=harvest.problems,
        listing_hash=harvest.listing_hash,
    )


def read(path: Path) -> Harvest:
    """The harvest in a file. Raises HarvestError when it is not whole or not a harvest."""
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    except OSError as trouble:
        raise HarvestError(f"{path} cannot be read: {trouble.strerror}") from None
    except ValueError:
        raise HarvestError(f"{path} is no harvest, or was cut off in the middle of a line; crawl again") from None
    if not lines or not isinstance(lines[0], dict) or "harvest" not in lines[0]:
        raise HarvestError(f"{path} is no harvest: its first line is no header")
    if lines[0]["harvest"] != FORM:
        raise HarvestError(f"{path} was written by a newer Talkfeed; use that one")
    if len(lines) < 2 or not isinstance(lines[-1], dict) or "finished" not in lines[-1]:
        raise HarvestError(f"{path} has no footer: its crawl was interrupted; crawl again")
    try:
        return _harvest_in(lines[0], lines[1:-1], lines[-1])
    except (KeyError, TypeError, ValueError) as mistake:
        raise HarvestError(f"{path} is no harvest: {mistake!r}") from None


# ── Values as JSON, and back ──────────────────────────────────────────────────────────────────────────────────────────


def _sighting_out(sighting: Sighting) -> dict[str, object]:
    return {
        "kind": sighting.kind,
        "page_url": sighting.page_url,
        "url": sighting.url,
        "keys": list(sighting.keys),
        "own_page": sighting.own_page,
        **({"retrieved": sighting.retrieved.isoformat()} if sighting.retrieved else {}),
        "claims": [_claim_out(claim) for claim in sighting.claims],
    }


def _claim_out(claim: Claim) -> dict[str, object]:
    at = claim.at
    return {
        "field": claim.field,
        "text": claim.text,
        "layer": claim.layer.value,
        "by": claim.by,
        "at": [at.page, at.path, at.start, at.end],
        **({"url": claim.url} if claim.url else {}),
    }


def _coverage_out(coverage: Coverage) -> dict[str, object]:
    return {
        "flaw": coverage.flaw,
        "reach": [[url, day.isoformat()] for url, day in coverage.reach],
        "cut": list(coverage.cut),
        "gone": list(coverage.gone),
        "unread": list(coverage.unread),
        "down": list(coverage.down),
        "told": list(coverage.told),
        "unchanged": coverage.unchanged,
        "vouched": coverage.vouched,
        "chosen": coverage.chosen,
    }


def _harvest_in(head: dict[str, Any], lines: list[dict[str, Any]], foot: dict[str, Any]) -> Harvest:
    coverage = foot["coverage"]
    return Harvest(
        source=head["source"],
        run=head["run"],
        started=_instant_in(head["started"]),
        finished=_instant_in(foot["finished"]),
        sightings=tuple(_sighting_in(line) for line in lines),
        pages_ok=foot["pages_ok"],
        pages_failed=foot["pages_failed"],
        coverage=Coverage(
            flaw=coverage["flaw"],
            reach=tuple((url, date.fromisoformat(day)) for url, day in coverage["reach"]),
            cut=tuple(coverage.get("cut", ())),
            gone=tuple(coverage["gone"]),
            unread=tuple(coverage.get("unread", ())),
            down=tuple(coverage.get("down", ())),
            told=tuple(coverage.get("told", ())),
            unchanged=coverage["unchanged"],
            vouched=coverage["vouched"],
            chosen=coverage.get("chosen", False),
        ),
        problems=tuple(foot["problems"]),
        listing_hash=foot["listing_hash"],
    )


def _instant_in(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} states no zone")
    return moment


def _sighting_in(line: dict[str, Any]) -> Sighting:
    claims = tuple(
        Claim(claim["field"], claim["text"], Layer(claim["layer"]), claim["by"], At(*claim["at"]), claim.get("url", ""))
        for claim in line["claims"]
    )
    retrieved = _instant_in(line["retrieved"]) if "retrieved" in line else None
    return Sighting(
        line["kind"], line["page_url"], line["url"], claims, tuple(line["keys"]), line["own_page"], retrieved
    )

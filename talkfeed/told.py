"""What programs are told besides talks and articles: where values come from, what changed, sources, runs, feeds, leads.

One JSON form for the command line's `--json` and the API. Instants are UTC in ISO 8601; unknown is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.announcing import Lead
from pipeline.feeds import FeedSpec
from pipeline.health import Run, SourceHealth
from pipeline.store.history import Revision
from pipeline.talk import At, Evidence, utc_iso

Json = dict[str, Any]


def evidence_json(one: Evidence) -> Json:
    """Where a value comes from: the claim with its place, or the grounds of what was inferred. `confidence` (0 to 1)
    is that of the value and stands on what was believed."""
    claim = one.claim
    return {
        "field": one.field,
        "chosen": one.chosen,
        "confidence": one.confidence or None,
        "text": claim and claim.text,
        "url": (claim and claim.url) or None,
        "layer": claim and claim.layer.value,
        "by": claim and claim.by,
        "rule": one.rule or None,
        "at": at_json(claim.at) if claim else None,
        "grounds": [
            {"fact": ground.fact, "text": ground.text, "at": ground.at and at_json(ground.at)} for ground in one.grounds
        ],
    }


def at_json(at: At) -> Json:
    """A place in a page: `page` is its sha256, `path` leads to the element or value, `start` and `end` count the
    characters of its text; both 0: all of it."""
    return {"page": at.page, "path": at.path, "start": at.start, "end": at.end}


def revision_json(one: Revision) -> Json:
    """A step in a talk's life: INTERFACE's words in `kind`, and for each field its value before and after."""
    return {
        "number": one.number,
        "kind": one.kind,
        "sequence": one.sequence,
        "changed_at": utc_iso(one.changed_at),
        "run": one.run,
        "changes": {name: {"before": before, "after": after} for name, (before, after) in one.diff.items()},
    }


def source_json(one: SourceHealth) -> Json:
    """An institute and how it fares."""
    row = one.source
    return {
        "id": row.id,
        "name": row.name,
        "homepage": row.homepage,
        "timezone": row.timezone,
        "enabled": row.enabled,
        "condition": one.condition.value,
        "sentence": one.sentence,
        "last_run": utc_iso(row.last_run_at),
        "next_run": utc_iso(row.next_due_at),
        "failures": row.failures,
        "moved_to": row.moved_to,
    }


COUNTS = (
    "pages_ok", "pages_failed", "announced", "changed", "unchanged", "missed", "cancelled", "withdrawn", "reinstated",
    "rejected", "articles",
)  # fmt: skip


def run_json(run: Run) -> Json:
    """What one crawl or import did."""
    return {
        "id": run.id,
        "source": run.source,
        "started": utc_iso(run.started_at),
        "finished": utc_iso(run.finished_at),
        "crawled": run.crawled,
        "complete": run.complete,
        **{name: getattr(run, name) for name in COUNTS},
        "doubt": run.doubt or None,
        "error": run.error or None,
        "problems": list(run.problems),
    }


def feed_json(spec: FeedSpec, base_url: str, forms: Mapping[str, object]) -> Json:
    """A feed and its addresses, one for each form."""
    return {
        "id": spec.id,
        "title": spec.title,
        "description": spec.description or None,
        "kind": spec.kind,
        "query": spec.query.spelling(),
        "source": spec.source,
        "moved_to": spec.moved_to,
        "urls": {form: f"{base_url}/feeds/{spec.id}.{form}" for form in forms},
    }


def lead_json(lead: Lead) -> Json:
    """A lead time as programs read it; null where too few talks tell."""
    low, middle, high = lead.quartiles or (None, None, None)
    return {
        "source": lead.source,
        "field": lead.field,
        "talks": lead.talks,
        "announced": lead.announced,
        "days": {"first_quartile": low, "median": middle, "third_quartile": high},
    }

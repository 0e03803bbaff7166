"""The tables, in the words of the JSON form where both have the thing, so that people can query them by hand.

`start` and `end` are wall time as INTERFACE §5 writes it; instants (`start_utc`, `created` …) are UTC, on SQLite as
readable text. Dialects differ in text search alone (`pipeline.store.views`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from pipeline.store.columns import WORDS, Instant, Wall
from pipeline.store.columns import metadata as metadata
from pipeline.store.news_tables import article as article
from pipeline.store.news_tables import article_address as article_address
from pipeline.store.news_tables import article_alias as article_alias
from pipeline.store.news_tables import article_person as article_person
from pipeline.store.news_tables import article_revision as article_revision
from pipeline.store.news_tables import article_sign as article_sign


def _of_talk(**more: Any) -> Column[str]:
    return Column(
        "talk_uid", String, ForeignKey("talk.uid", ondelete="CASCADE"), nullable=False, comment="the talk", **more
    )


source = Table(
    "source",
    metadata,
    Column("id", String, primary_key=True, comment="the name of the source's file"),
    Column("name", Text, nullable=False, comment="the institute's name"),
    Column("homepage", Text, comment="the institute's own page"),
    Column("timezone", String, nullable=False, comment="IANA zone of wall times that state none"),
    Column("enabled", Boolean, comment="the operator's word on crawling it; null: as the configuration has it"),
    Column("verified", Boolean, nullable=False, comment="whether the configuration has it crawled"),
    Column("next_due_at", Instant, comment="when to crawl it next; null: never crawled, so now"),
    Column("interval", Integer, nullable=False, comment="seconds between two crawls"),
    Column("failures", Integer, nullable=False, default=0, comment="runs in a row that reached nothing"),
    Column("last_run_at", Instant, comment="when its last run finished"),
    Column("last_listing_hash", String, comment="what its listings looked like in the last run"),
    Column("moved_to", String, comment="the source that takes over its feeds"),
    Column("publish", JSON, comment="what of it may be republished; counts on while its file cannot be read"),
    Column("removed_at", Instant, comment="when it was no longer in the configuration; null: it is there"),
    Index(None, "next_due_at"),
    comment="institutes: one row per source file, never deleted",
)

run = Table(
    "run",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, ForeignKey("source.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("crawled", Boolean, nullable=False, comment="whether it was a crawl; false: an import"),
    Column("complete", Boolean, nullable=False, comment="whether absences in this run could mean anything"),
    Column("pages_ok", Integer, nullable=False, comment="pages fetched and read"),
    Column("pages_failed", Integer, nullable=False, comment="pages that could not be had"),
    Column("announced", Integer, nullable=False, comment="new talks"),
    Column("changed", Integer, nullable=False, comment="known talks that changed"),
    Column("unchanged", Integer, nullable=False, comment="known talks seen as they were"),
    Column("missed", Integer, nullable=False, comment="coming talks whose absence counted"),
    Column("cancelled", Integer, nullable=False, comment="talks the page called cancelled"),
    Column("withdrawn", Integer, nullable=False, comment="talks that vanished from a healthy source"),
    Column("reinstated", Integer, nullable=False, comment="talks back after being called off"),
    Column("rejected", Integer, nullable=False, comment="sightings that are no talks"),
    Column("articles", Integer, nullable=False, comment="articles new or changed"),
    Column("doubt", Text, nullable=False, default="", comment="why absences were not believed, a sentence"),
    Column("error", Text, nullable=False, default="", comment="what ended the run, a sentence"),
    Column("problems", WORDS, nullable=False, comment="one sentence per page that failed"),
    Index(None, "source", "started_at"),
    comment="what each crawl or import did",
)

series = Table(
    "series",
    metadata,
    Column("id", String, primary_key=True, comment="source.slug, which is also its feed's id"),
    Column("source", String, ForeignKey("source.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("slug", String, nullable=False, comment="the name as addresses write it"),
    Column("homepage", Text),
    UniqueConstraint("source", "slug"),
    comment="seminar series and lecture series",
)

renaming = Table(
    "renaming",
    metadata,
    Column("series_id", String, nullable=False, comment="the series they were in"),
    Column("given_to", String, nullable=False, comment="the series they were given to"),
    Column("talks", Integer, nullable=False, comment="how many, since it was first so"),
    PrimaryKeyConstraint("series_id", "given_to"),
    comment="talks given from one series to another; one without any leads to where most went",
)

told = Table(
    "told",
    metadata,
    Column("uid", String, primary_key=True),
    Column("sequence", Integer, nullable=False, comment="the SEQUENCE that was published last"),
    comment="published, and gone with a database: where their SEQUENCE goes on when they are announced again",
)

talk = Table(
    "talk",
    metadata,
    Column("uid", String, primary_key=True, comment="its UID in every calendar, minted once"),
    Column("source", String, ForeignKey("source.id"), nullable=False, comment="the institute that announces it"),
    Column("series_id", String, ForeignKey("series.id"), comment="the series it belongs to"),
    Column("url", Text, nullable=False, comment="the best link for people"),
    Column("title", Text, nullable=False),
    Column("kind", String, nullable=False, comment="talk, seminar, colloquium, workshop, lecture, defence …"),
    Column("start", Wall, comment="wall time, or a day where no hour is stated; null: no date yet"),
    Column("end", Wall, comment="null: not stated; a day is the last one, included"),
    Column("timezone", String, nullable=False, comment="IANA zone of start and end; empty: not known"),
    Column("all_day", Boolean, nullable=False, comment="start is a day"),
    Column("time_known", Boolean, nullable=False, comment="false: the hour is not announced"),
    Column("recurrence", WORDS, comment="rrule, rdate, exdate (RFC 5545); null: once"),
    Column("start_utc", Instant, comment="null for days and without a zone"),
    Column("end_utc", Instant),
    Column("order_utc", Instant, comment="for sorting: start_utc, or the first moment of the day"),
    Column("first_day", Date, comment="the day it begins, in its own zone"),
    Column("last_day", Date, comment="the last day of its last occurrence, in its own zone"),
    Column("status", String, nullable=False, comment="confirmed, tentative, postponed, cancelled, withdrawn"),
    Column("attendance_mode", String, comment="in-person, online, hybrid"),
    Column("venue", Text),
    Column("room", Text),
    Column("address", Text),
    Column("online_url", Text),
    Column("registration_url", Text),
    Column("abstract", Text),
    Column("bio", Text),
    Column("language", String),
    Column("image", Text),
    Column("confidence", Float, nullable=False, comment="0 to 1: that of the least sure of title and start"),
    Column("sequence", Integer, nullable=False, comment="rises when time, place, title or status change"),
    Column("revision", Integer, nullable=False, comment="number of its latest revision"),
    Column("misses", WORDS, comment="complete runs in a row that missed it, by kind of evidence; null: none"),
    Column("unsettled", WORDS, comment="what its page keeps taking back, field → values; reported, not published"),
    Column("joined_to", String, index=True, comment="the talk under whose UID it is shown; null: its own"),
    Column("hash", String, comment="of its facts; a run that says the same needs read no more"),
    Column("created", Instant, nullable=False, comment="first stored"),
    Column("updated", Instant, nullable=False, comment="last changed"),
    Index(None, "order_utc", "uid"),
    Index(None, "source", "order_utc"),
    Index(None, "series_id", "order_utc"),
    Index(None, "last_day"),
    comment="talks as Talkfeed believes them",
)

talk_key = Table(
    "talk_key",
    metadata,
    _of_talk(),
    Column("key", Text, nullable=False, comment="an identity: platform id, url:address, day:date title"),
    Column("strength", Integer, nullable=False, comment="0 is the strongest"),
    PrimaryKeyConstraint("talk_uid", "key"),
    Index(None, "key"),
    comment="all the keys by which a talk was ever recognised",
)

alias = Table(
    "alias",
    metadata,
    Column("uid", String, primary_key=True, comment="a UID merged into another"),
    _of_talk(index=True),
    comment="UIDs that are still in calendars, and the talk they mean",
)

listing = Table(
    "listing",
    metadata,
    _of_talk(),
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False, comment="the talk's address in that listing"),
    Column("found_on", Text, comment="the page that announced it"),
    PrimaryKeyConstraint("talk_uid", "source", "url"),
    Index(None, "source"),
    comment="where a talk is announced",
)

person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True, comment="made from name, affiliation and url"),
    Column("name", Text, nullable=False),
    Column("affiliation", Text),
    Column("url", Text),
    Column("slug", String, nullable=False, comment="the name as addresses write it"),
    Column("folded_name", Text, nullable=False, comment="for comparison: no case, accents, punctuation"),
    Index(None, "folded_name"),
    Index(None, "slug"),
    comment="speakers and hosts, as written",
)

talk_person = Table(
    "talk_person",
    metadata,
    _of_talk(),
    Column("role", String, nullable=False, comment="speaker or host"),
    Column("position", Integer, nullable=False, comment="0 is the first named"),
    Column("person_id", String, ForeignKey("person.id"), nullable=False),
    PrimaryKeyConstraint("talk_uid", "role", "position"),
    Index(None, "person_id"),
    comment="who speaks, who hosts",
)

topic = Table(
    "topic",
    metadata,
    _of_talk(),
    Column("position", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="for comparison"),
    PrimaryKeyConstraint("talk_uid", "position"),
    Index(None, "folded"),
    comment="topics of talks",
)

talk_text = Table(
    "talk_text",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_talk(unique=True),
    Column("words", Text, nullable=False, comment="all its words, folded, for text search"),
    Column("told", Text, nullable=False, server_default="", comment="the same without abstract and bio"),
    Column("place", Text, nullable=False, comment="venue, room and address, folded"),
    Column("series", Text, nullable=False, comment="the series' name, folded"),
    comment="what searches look at",
)

revision = Table(
    "revision",
    metadata,
    _of_talk(),
    Column("number", Integer, nullable=False, comment="1 is the announcement"),
    Column("run_id", String, ForeignKey("run.id"), nullable=False, comment="the run that brought it"),
    Column("kind", Text, nullable=False, comment="announced, moved, place changed, cancelled …"),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("diff", WORDS, nullable=False, comment="field → [before, after]"),
    Column("by", String, comment="person, or expiry of what a person said; null: the source"),
    Column("note", Text, comment="the person's reason"),
    PrimaryKeyConstraint("talk_uid", "number"),
    Index(None, "changed_at"),
    Index(None, "run_id"),
    comment="what changed when",
)

evidence = Table(
    "evidence",
    metadata,
    _of_talk(),
    Column("position", Integer, nullable=False),
    Column("field", String, nullable=False, comment="the claim's field"),
    Column("text", Text, comment="as found; null: inferred, see grounds"),
    Column("url", Text, comment="where the text leads"),
    Column("layer", String, comment="who read it: site, structured, platform, visible, context"),
    Column("by", Text, comment="the extractor: jsonld:startDate, select:when …"),
    Column("rule", Text, nullable=False, comment="the rule that understood it"),
    Column("page", String, comment="sha256 of the page"),
    Column("path", Text, comment="the place in the page"),
    Column("span_start", Integer, comment="first character there; both 0: all of it"),
    Column("span_end", Integer),
    Column("grounds", WORDS, comment="what an inferred value rests on"),
    Column("chosen", Boolean, nullable=False, comment="whether it was believed"),
    Column("confidence", Float, comment="0 to 1: of the value, where it was believed; null: nobody judged it"),
    PrimaryKeyConstraint("talk_uid", "position"),
    comment="where each value comes from",
)

joining = Table(
    "joining",
    metadata,
    Column("one", String, nullable=False, comment="a talk's UID, the smaller of the two"),
    Column("other", String, nullable=False, index=True, comment="the other talk's UID"),
    Column("together", Boolean, nullable=False, comment="whether both are one talk"),
    Column("by", String, nullable=False, comment="score or person; a person's word stands"),
    Column("score", Float, comment="how alike they are; null: a person said so"),
    Column("grounds", WORDS, comment="what the score is made of"),
    Column("decided_at", Instant, nullable=False),
    PrimaryKeyConstraint("one", "other"),
    comment="talks announced in several listings: which are one, which are not",
)

correction = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_talk(index=True),
    Column("field", String, nullable=False, comment="the field of the JSON form"),
    Column("value", WORDS, comment="what it shall be"),
    Column("was", WORDS, comment="what the source said when it was corrected"),
    Column("reason", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("until", Date, comment="the last day it holds; null: until it is taken back"),
    Column("conflict", WORDS, comment="what the source says since it changed; null: no conflict"),
    Column("conflict_at", Instant, comment="since when the source has said something else; null: no conflict"),
    Column("ended_at", Instant, comment="when it was taken back or ran out; null: it holds"),
    Column("ending", Text, comment="why it ended: taken back, ran out, replaced …"),
    Column(
        "along", Boolean, nullable=False, server_default=false(), comment="nobody said it: held with a corrected start"
    ),
    comment="what people corrected; it survives crawls and imports",
)

feed = Table(
    "feed",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False, comment="the query's one spelling"),
    Column("created_at", Instant, nullable=False),
    Column("moved_to", String, comment="the feed that follows it"),
    Column("retired_at", Instant),
    comment="saved queries; never deleted, so that an address answers for ever",
)

digest = Table(
    "digest",
    metadata,
    Column("feed_id", String, nullable=False),
    Column("address", String, nullable=False, comment="who gets it: a mail address"),
    Column("every", String, nullable=False, comment="day | week"),
    Column("language", String, nullable=False, comment="of the mail"),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant, comment="the last mail"),
    PrimaryKeyConstraint("feed_id", "address"),
    comment="who gets which feed by mail",
)

ledger = Table(
    "ledger",
    metadata,
    _of_talk(),
    Column("form", String, nullable=False, comment="format and options it was rendered with"),
    Column("revision", Integer, nullable=False, comment="of the talk when it was rendered"),
    Column("bytes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("talk_uid", "form"),
    comment="each talk as last rendered",
)

publication = Table(
    "publication",
    metadata,
    Column("feed_id", String, nullable=False),
    Column("form", String, nullable=False),
    Column("etag", String, nullable=False, comment="of the last good bytes"),
    Column("last_modified", Instant, nullable=False, comment="since when it says so"),
    Column("problem", Text, nullable=False, default="", comment="why newer bytes were not published"),
    PrimaryKeyConstraint("feed_id", "form"),
    comment="what each feed last said",
)

rejection = Table(
    "rejection",
    metadata,
    Column("run_id", String, ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("page_url", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("claims", WORDS, nullable=False, comment="field → text"),
    PrimaryKeyConstraint("run_id", "position"),
    comment="sightings that were no talks; kept for a few runs",
)

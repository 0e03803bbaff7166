"""The tables of articles: what they say, where they stand, what changed, whom they name."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.store.columns import WORDS, Instant, metadata

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, ForeignKey("source.id"), nullable=False, comment="who published it first, as known"),
    Column("url", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True, comment="its canonical address, in the form used to compare"),
    Column("canonical_url", Text),
    Column("title", Text),
    Column("published", Text, comment="a day, or an instant where the page gives one"),
    Column("author", Text),
    Column("body", Text, nullable=False),
    Column("summary", Text),
    Column("image", Text),
    Column("people", WORDS, nullable=False, comment="people named: name, affiliation, url"),
    Column("confidence", Float, nullable=False),
    Column("evidence", WORDS, nullable=False, comment="where each value comes from"),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    UniqueConstraint("source", "url"),
    Index(None, "published"),
    comment="institute news",
)

article_alias = Table(
    "article_alias",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="a number given to it before"),
    Column("article_id", Integer, ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
    comment="articles that proved to be another one",
)

article_address = Table(
    "article_address",
    metadata,
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("article_id", Integer, ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("since", Instant, comment="when it was first seen there; null: before this was noted"),
    Column("said", WORDS, comment="the copy that stands there, where it is not the one shown"),
    PrimaryKeyConstraint("source", "url"),
    comment="all the places where an article stands, syndicated copies included",
)

article_sign = Table(
    "article_sign",
    metadata,
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("sign", Text, nullable=False, comment="url:address it has or names, title:folded title it ever bore"),
    PrimaryKeyConstraint("source", "url", "sign"),
    ForeignKeyConstraint(
        ["source", "url"],
        ["article_address.source", "article_address.url"],
        name="fk_article_sign_article_address",
        ondelete="CASCADE",
        onupdate="CASCADE",
    ),
    Index(None, "sign"),
    comment="by what a copy of an article is looked for",
)

article_person = Table(
    "article_person",
    metadata,
    Column("article_id", Integer, ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("folded_name", Text, nullable=False, comment="a full name, for comparison with that of speakers"),
    PrimaryKeyConstraint("article_id", "folded_name"),
    Index(None, "folded_name"),
    comment="whom an article names in full",
)

article_revision = Table(
    "article_revision",
    metadata,
    Column("article_id", Integer, ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False, comment="1 is the publication"),
    Column("run_id", String, ForeignKey("run.id"), nullable=False, comment="the run that brought it"),
    Column("kind", Text, nullable=False, comment="announced, retitled, details changed …"),
    Column("changed_at", Instant, nullable=False),
    Column("diff", WORDS, nullable=False, comment="field → [before, after]"),
    PrimaryKeyConstraint("article_id", "number"),
    Index(None, "changed_at"),
    Index(None, "run_id"),
    comment="what changed in articles when",
)

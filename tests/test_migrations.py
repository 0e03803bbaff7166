"""An empty database brought up to date equals the declared tables, on both engines; a newer one is left alone."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from config.errors import StoreError
from pipeline.store import Store, schema
from pipeline.store.archive import Archive
from pipeline.store.migrations import ours
from pipeline.store.tables import metadata


def test_migrations_reach_the_declared_tables(store: Store, database_url: str) -> None:
    if store.engine.dialect.name == "postgresql":
        Archive.open(database_url).close()  # lies in the same database there
    options = {"include_object": ours, "compare_type": True, "target_metadata": metadata}
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_comparison_would_notice(store: Store) -> None:
    with store.changing() as connection:
        connection.execute(text("ALTER TABLE talk ADD COLUMN shoe_size INTEGER"))
    options = {"include_object": ours, "compare_type": True}
    with store.reading() as connection:
        assert len(compare_metadata(MigrationContext.configure(connection, opts=options), metadata)) == 1


def test_the_revisions_named_are_those_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([one.revision for one in script.walk_revisions()])) == schema.REVISIONS
    assert script.get_current_head() == schema.HEAD


def test_every_column_that_needs_it_is_explained(store: Store) -> None:
    """Comments reach the database where the engine has them."""
    assert all(table.comment for table in metadata.tables.values())
    if store.engine.dialect.name == "postgresql":
        with store.reading() as connection:
            columns = inspect(connection).get_columns("talk")
        assert {column["name"]: column["comment"] for column in columns}["sequence"]


def test_opening_again_changes_nothing(store: Store, database_url: str) -> None:
    store.close()
    with Store.open(database_url, create=False) as again:
        assert again.info()["schema"] == schema.HEAD


def test_a_newer_database_is_refused_in_a_sentence(store: Store, database_url: str) -> None:
    with store.changing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="written by a newer Talkfeed"):
        Store.open(database_url)


def test_somebody_elses_database_is_refused(store: Store, database_url: str) -> None:
    with store.changing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreError, match="not Talkfeed's"):
        Store.open(database_url)


def test_an_empty_database_is_not_filled_unasked(database_url: str) -> None:
    with pytest.raises(StoreError, match=r"there is no database|run `talkfeed db upgrade`"):
        Store.open(database_url, create=False)


def test_two_programs_may_start_at_once(database_url: str) -> None:
    script = "import sys; from pipeline.store import Store; Store.open(sys.argv[1]).close()"
    started = [subprocess.Popen([sys.executable, "-c", script, database_url], stderr=subprocess.PIPE) for _ in range(3)]
    for program in started:
        _, said = program.communicate(timeout=60)
        assert (program.returncode, said) == (0, b"")
    with Store.open(database_url, create=False) as store:
        assert store.info()["schema"] == schema.HEAD


def test_two_threads_may_too(database_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        for store in list(pool.map(Store.open, [database_url] * 3)):
            store.close()

"""Where talks are kept: tables, questions, the publication ledger, the archive of pages."""

from pipeline.store.ledger import Ledger, Publication
from pipeline.store.store import Revision, SavedFeed, Series, Store

__all__ = ["Ledger", "Publication", "Revision", "SavedFeed", "Series", "Store"]

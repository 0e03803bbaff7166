"""Where talks are kept: tables, questions, the publication ledger, the archive of pages."""

from pipeline.store.correcting import Corrections
from pipeline.store.history import Revision
from pipeline.store.ledger import Ledger, Publication
from pipeline.store.store import SavedFeed, Series, Store

__all__ = ["Corrections", "Ledger", "Publication", "Revision", "SavedFeed", "Series", "Store"]

"""What a talk is and what became of it: reading, deciding, storing. Imports `config` alone."""

import config as _config  # noqa: F401  (the pinned time zones, before anybody asks for one)

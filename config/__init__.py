"""What a deployment may say: settings, sources, and every error raised on purpose. Imports nothing of ours."""

from config import zones as _zones  # noqa: F401  (whoever imports anything of ours gets the pinned time zones)

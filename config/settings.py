"""Settings: shipped defaults < `talkfeed.toml` < `TALKFEED_…` in the environment < the command line (INTERFACE §2)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """What a deployment says. Paths are absolute once loaded; relative ones are relative to the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Path("talkfeed-data")
    database_url: str = "sqlite:///{data_dir}/talkfeed.db"
    sources_dirs: tuple[Path, ...] = (Path("sources"),)
    public_dir: Path = Path("{data_dir}/public")
    base_url: str | None = None
    contact: str | None = None
    private_hosts: tuple[str, ...] = ()
    catalogue: bool = True
    window_past_days: int = 90
    window_future_days: int = 400
    archive_days: int = 365
    history_days: int | None = None
    article_body: Literal["none", "summary", "full"] = "summary"
    passcodes: bool = False
    smtp_url: str | None = None
    notify: tuple[str, ...] = ()
    proxy: str | None = None
    quiet_hours: str | None = None
    tls_exceptions: tuple[str, ...] = ()
    cancelled: Literal["mark", "announce", "drop"] = "mark"

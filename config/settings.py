"""Settings: shipped defaults < `talkfeed.toml` < `TALKFEED_…` in the environment < the command line (INTERFACE §2)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, ValidationInfo, field_validator

from config.errors import SettingsError
from config.mistakes import Path_, Toml, mistakes, nearest, read_toml

FILE_NAME = "talkfeed.toml"
PREFIX = "TALKFEED_"
NO_SETTINGS = re.compile(r"NOW$|CORPUS$|CONFIG$|TEST_|SERVICE_|PORT(_|$)")
"""What may follow `TALKFEED_` in the environment without being a setting: the clock, what tests and benchmarks are
given, and what Kubernetes puts there by itself for a service of this name."""

Days = Annotated[int, Strict(), Field(gt=0, le=36_500)]
Switch = Annotated[bool, Strict()]


class Settings(BaseModel):
    """What a deployment says. Paths are absolute; relative ones are relative to the settings file.

    `{data_dir}` in `database_url` and `public_dir` is filled in. Values that may hold a password stay out of `repr`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    data_dir: Path = Path("talkfeed-data")
    database_url: str = Field("sqlite:///{data_dir}/talkfeed.db", repr=False)
    sources_dirs: tuple[Path, ...] = (Path("sources"),)
    public_dir: Path = Path("{data_dir}/public")
    base_url: str | None = None
    contact: str | None = None
    private_hosts: tuple[str, ...] = ()
    catalogue: Switch = True
    window_past_days: Days = 90
    window_future_days: Days = 400
    archive_days: Days = 365
    history_days: Days | None = None
    article_body: Literal["none", "summary", "full"] = "summary"
    passcodes: Switch = False
    smtp_url: str | None = Field(None, repr=False)
    notify: tuple[str, ...] = Field((), repr=False)
    proxy: str | None = Field(None, repr=False)
    quiet_hours: str | None = None
    tls_exceptions: tuple[str, ...] = ()
    cancelled: Literal["mark", "announce", "drop"] = "mark"

    @property
    def masked_database_url(self) -> str:
        """`database_url` fit to be printed: without its password."""
        return masked(self.database_url)

    @field_validator("base_url", "contact", "smtp_url", "proxy", "quiet_hours", "history_days", mode="before")
    @classmethod
    def _nothing_said(cls, value: object) -> object:
        """TOML has no null: `""` is how a file says "none", and `"unlimited"` that there is no limit."""
        return None if value in ("", "unlimited") else value

    @field_validator("data_dir", "public_dir")
    @classmethod
    def _absolute(cls, path: Path, info: ValidationInfo) -> Path:
        text = str(path).replace("{data_dir}", str(info.data.get("data_dir", "{data_dir}")))
        return _base(info) / Path(text).expanduser()

    @field_validator("sources_dirs")
    @classmethod
    def _all_absolute(cls, paths: tuple[Path, ...], info: ValidationInfo) -> tuple[Path, ...]:
        return tuple(_base(info) / path.expanduser() for path in paths)

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str, info: ValidationInfo) -> str:
        url = url.replace("{data_dir}", str(info.data.get("data_dir", "{data_dir}")))
        scheme, _, rest = url.partition("://")
        if scheme == "sqlite":
            file = rest.removeprefix("/")
            if not rest.startswith("/") and rest:
                raise ValueError("a SQLite file comes after three slashes: sqlite:///talkfeed.db")
            if names_no_file(file):
                raise ValueError("this names no file; write sqlite:///path/to/talkfeed.db")
            return url if file.startswith("/") else f"sqlite:///{_base(info) / Path(file).expanduser()}"
        if scheme in ("postgresql", "postgres"):
            raise ValueError(f"{scheme}:// leaves the driver open; write postgresql+psycopg://…")
        if scheme != "postgresql+psycopg":
            raise ValueError("only sqlite:///… and postgresql+psycopg://… are databases for Talkfeed")
        if not urlsplit(url).path.strip("/"):
            raise ValueError("the database's name is missing; write postgresql+psycopg://user:password@host/name")
        return url

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = _split(url, "https://talks.example.org")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f'"{url}" is no address of a site; write one such as "https://talks.example.org"')
        return url.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _contact(cls, text: str | None) -> str | None:
        if text is None:
            return None
        address = text.removeprefix("mailto:")
        if re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+", address):
            return address
        parts = _split(text, "https://example.org/about")
        if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text):
            return text
        raise ValueError(f'"{text}" is neither mail nor URL; write one such as "calendar@example.org"')

    @field_validator("private_hosts")
    @classmethod
    def _places(cls, places: tuple[str, ...]) -> tuple[str, ...]:
        for place in places:
            _check_place(place)
        return places

    @field_validator("tls_exceptions")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise ValueError(f'"{host}" is no host; write its name alone, such as "old.example.org"')
        return hosts

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, url: str | None) -> str | None:
        if url is not None:
            parts = _split(url, "http://proxy.example.org:3128")
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f'"{url}" is no proxy; write one such as "http://proxy.example.org:3128"')
        return url

    @field_validator("smtp_url")
    @classmethod
    def _mail(cls, url: str | None) -> str | None:
        if url is not None:
            parts = _split(url, "smtp://user:password@mail.example.org:587")
            if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
                raise ValueError("this is no mail server; write smtp://user:password@mail.example.org:587")
        return url

    @field_validator("notify")
    @classmethod
    def _notify(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            if not re.match(r"[a-z][a-z0-9+.-]*://.", address) and not re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", address):
                raise ValueError(f'"{address}" is neither mail nor an address of apprise, such as "slack://…"')
        return addresses

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, text: str | None) -> str | None:
        if text is None:
            return None
        clock = r"([01]\d|2[0-3]):[0-5]\d"
        if not re.fullmatch(f"{clock}-{clock}", text) or text[:5] == text[6:]:
            raise ValueError(f'"{text}" are no hours; write them as "22:00-06:00"')
        return text


def masked(database_url: str) -> str:
    """The address of a database fit to be printed: without its password."""
    url = re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", database_url)
    return re.sub(r"(?<=[?&]password=)[^&]*", "***", url)


def names_no_file(place: str) -> bool:
    """Whether what stands behind `sqlite:///` is a database in memory, which each process would have for itself."""
    return not place.partition("?")[0].strip("/") or place.startswith((":memory:", "file:"))


_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")


def _base(info: ValidationInfo) -> Path:
    """The folder relative paths count from: the settings file's, else the working directory."""
    return Path(info.context["base"]) if info.context else Path.cwd()


def _split(url: str, example: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(f'"{url}" cannot be read as an address; write one such as "{example}"') from None
    return parts


def _check_place(place: str) -> None:
    """`host`, `host:port`, a CIDR block, or one with `:port`; IPv6 with a port stands in brackets."""
    remedy = "write a host, host:port, or a block such as 10.0.0.0/8 or 127.0.0.0/8:8080"
    host, port = place, ""
    if bracketed := re.fullmatch(r"\[([^\]]+)\](?::(.*))?", place):
        host, port = bracketed[1], bracketed[2] or ""
        wants_port = ":" in place.rpartition("]")[2]
    elif wants_port := place.count(":") == 1:
        host, _, port = place.partition(":")
    if wants_port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f'"{place}" has no port after its colon; {remedy}')
    if "/" in host:
        try:
            ip_network(host, strict=False)
        except ValueError:
            raise ValueError(f'"{place}" is no block of addresses; {remedy}') from None
        return
    if ":" in host:
        try:
            ip_address(host)
        except ValueError:
            raise ValueError(f'"{place}" is no address; {remedy}') from None
    elif not _HOST.fullmatch(host):
        raise ValueError(f'"{place}" is no host; {remedy}')


# ── Loading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Draft:
    """Values as they are gathered, each with where it was said last."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.said: dict[str, str] = {}
        self.wrong: list[str] = []
        self.file: Toml | None = None
        self.base = Path.cwd()

    def say(self, key: str, value: object, where: str) -> None:
        if key not in Settings.model_fields:
            self.wrong.append(f'{where}: there is no setting "{key}"; {nearest(key, Settings.model_fields)}')
            return
        self.values[key] = value
        self.said[key] = where

    @classmethod
    def gathered(
        cls, config: Path | None, overrides: Mapping[str, object] | None, environ: Mapping[str, str] | None
    ) -> Self:
        draft = cls()
        environ = os.environ if environ is None else environ
        named = environ.get(f"{PREFIX}CONFIG")
        draft._read_file(Path(named) if config is None and named else config)
        for name, text in sorted(environ.items()):
            key = name.removeprefix(PREFIX)
            if key != name and not NO_SETTINGS.match(key):
                draft._say_text(key.lower(), text, f"{name} in the environment")
        for key, value in (overrides or {}).items():
            where = f"--{key.replace('_', '-')} on the command line"
            if isinstance(value, str):
                draft._say_text(key, value, where)
            elif value is not None:
                draft.say(key, tuple(value) if isinstance(value, list) else value, where)
            if key in ("data_dir", "public_dir") and value:  # typed in a shell: relative to where one stands
                draft.values[key] = Path.cwd() / Path(str(value)).expanduser()
        return draft

    def _read_file(self, config: Path | None) -> None:
        file = Path(FILE_NAME) if config is None else config
        if config is None and not file.exists():
            return
        if not file.is_file():
            self.wrong.append(f"{file}: there is no such file; name a settings file, or leave --config out")
            return
        try:
            self.file = read_toml(file)
        except ValueError as problem:
            self.wrong.append(str(problem))
            return
        self.base = file.absolute().parent
        for key, value in self.file.tables.items():
            self.say(key, tuple(value) if isinstance(value, list) else value, self.file.at((key,)))

    def _say_text(self, key: str, text: str, where: str) -> None:
        """A value written as bare text, outside TOML. Empty means none, or, where there must be one, nothing said."""
        default = Settings.model_fields[key].default if key in Settings.model_fields else ""
        value: object = text.strip()
        if isinstance(default, tuple):
            value = _listed(text)
        elif isinstance(default, bool):
            value = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False,
                     "off": False}.get(text.strip().lower(), text)  # fmt: skip
        elif re.fullmatch(r"-?\d+", text.strip()) and key in ("history_days", *_NUMBERS):
            value = int(text)
        if value != "" or default is None:
            self.say(key, value, where)

    def settings(self) -> Settings | None:
        """The settings, or None with every mistake in `wrong`."""
        try:
            settings = Settings.model_validate(self.values, context={"base": self.base})
        except ValidationError as problem:
            for path, sentence in mistakes(problem, _known):
                self.wrong.append(f"{self.said.get(str(path[0]), 'settings')}: {sentence}")
            return None
        return None if self.wrong else settings


_NUMBERS = tuple(name for name, field in Settings.model_fields.items() if type(field.default) is int)


def _known(_path: Path_) -> Collection[str]:
    return Settings.model_fields.keys()


def _listed(text: str) -> tuple[str, ...] | str:
    """`a, b` or a list in TOML or JSON."""
    text = text.strip()
    if text.startswith("["):
        try:
            return tuple(tomllib.loads(f"x = {text}")["x"])
        except tomllib.TOMLDecodeError:
            return text
    return tuple(part.strip() for part in text.split(",") if part.strip())


def load_settings(
    config: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of this deployment; SettingsError with one sentence for the first mistake.

    `config`: the settings file; None takes `talkfeed.toml` in the working directory, if there is one. `overrides`:
    from the command line, by key; None means not given. `environ`: the environment, `os.environ` by default.
    """
    draft = _Draft.gathered(config, overrides, environ)
    settings = draft.settings()
    if settings is None or draft.wrong:
        raise SettingsError(draft.wrong[0])
    return settings


def settings_problems(
    config: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Every mistake in the settings, a sentence each: what `talkfeed check` prints."""
    draft = _Draft.gathered(config, overrides, environ)
    draft.settings()
    yield from draft.wrong

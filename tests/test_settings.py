"""Settings: where they come from, which wins, and how a mistake is told."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zoneinfo
from importlib.resources import files
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.mistakes import line_of
from config.settings import Settings, load_settings, settings_problems


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "talkfeed.toml") -> Path:
    file = Path(name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(toml: str, **environ: str) -> list[str]:
    write(toml)
    return list(settings_problems(environ=environ))


def test_nothing_said_gives_the_defaults_in_the_working_directory(tmp_path: Path) -> None:
    settings = load_settings(environ={})
    assert settings.data_dir == tmp_path / "talkfeed-data"
    assert settings.public_dir == tmp_path / "talkfeed-data/public"
    assert settings.database_url == f"sqlite:///{tmp_path}/talkfeed-data/talkfeed.db"
    assert settings.sources_dirs == (tmp_path / "sources",)
    assert (settings.contact, settings.private_hosts, settings.catalogue) == (None, (), True)
    assert (settings.window_past_days, settings.window_future_days) == (90, 400)
    assert (settings.archive_days, settings.history_days) == (365, None)
    assert (settings.article_body, settings.passcodes, settings.cancelled) == ("summary", False, "mark")


def test_the_shipped_file_says_every_default_and_nothing_else() -> None:
    shipped = tomllib.loads(files("config").joinpath("talkfeed.toml").read_text(encoding="utf-8"))
    assert list(shipped) == list(Settings.model_fields)
    write(files("config").joinpath("talkfeed.toml").read_text(encoding="utf-8"))
    said = load_settings(environ={})
    Path("talkfeed.toml").unlink()
    assert said == load_settings(environ={})


def test_every_key_of_the_shipped_file_has_its_meaning_above_it() -> None:
    lines = files("config").joinpath("talkfeed.toml").read_text(encoding="utf-8").splitlines()
    blocks = "\n".join(lines).split("\n\n")
    assert all(block.startswith("#") for block in blocks)


def test_the_environment_overrides_the_file_and_the_command_line_overrides_both() -> None:
    write('contact = "file@example.org"\ncancelled = "drop"\nwindow_past_days = 10\n')
    environ = {"TALKFEED_CONTACT": "env@example.org", "TALKFEED_WINDOW_PAST_DAYS": "20", "HOME": "/"}
    settings = load_settings(environ=environ, overrides={"contact": "line@example.org", "base_url": None})
    assert settings.contact == "line@example.org"
    assert settings.window_past_days == 20
    assert settings.cancelled == "drop"


def test_relative_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    write('data_dir = "d"\nsources_dirs = ["a", "/b"]\npublic_dir = "{data_dir}/p"\n', "deploy/talkfeed.toml")
    settings = load_settings(Path("deploy/talkfeed.toml"), environ={})
    assert settings.data_dir == tmp_path / "deploy/d"
    assert settings.sources_dirs == (tmp_path / "deploy/a", Path("/b"))
    assert settings.public_dir == tmp_path / "deploy/d/p"
    assert settings.database_url == f"sqlite:///{tmp_path}/deploy/d/talkfeed.db"


def test_a_path_typed_in_the_shell_is_relative_to_where_one_stands(tmp_path: Path) -> None:
    write("", "deploy/talkfeed.toml")
    settings = load_settings(Path("deploy/talkfeed.toml"), overrides={"data_dir": "here"}, environ={})
    assert settings.data_dir == tmp_path / "here"


def test_a_relative_sqlite_file_is_found_from_everywhere(tmp_path: Path) -> None:
    write('database_url = "sqlite:///talks.db"\n', "deploy/talkfeed.toml")
    settings = load_settings(Path("deploy/talkfeed.toml"), environ={})
    assert settings.database_url == f"sqlite:///{tmp_path}/deploy/talks.db"


def test_lists_in_the_environment_are_commas_toml_or_json() -> None:
    for text in ("a.example:80, 10.0.0.0/8", '["a.example:80", "10.0.0.0/8"]', "['a.example:80', '10.0.0.0/8',]"):
        settings = load_settings(environ={"TALKFEED_PRIVATE_HOSTS": text})
        assert settings.private_hosts == ("a.example:80", "10.0.0.0/8")
    assert load_settings(environ={"TALKFEED_PRIVATE_HOSTS": ""}).private_hosts == ()


@pytest.mark.parametrize(
    ("text", "meaning"), [("true", True), ("1", True), ("Yes", True), ("off", False), ("0", False)]
)
def test_switches_in_the_environment(text: str, meaning: bool) -> None:
    assert load_settings(environ={"TALKFEED_PASSCODES": text}).passcodes is meaning


def test_the_clock_and_what_others_put_into_the_environment_are_no_settings() -> None:
    environ = {"TALKFEED_NOW": "2026-03-01", "TALKFEED_TEST_POSTGRES": "x", "TALKFEED_SERVICE_HOST": "10.0.0.1"}
    assert load_settings(environ=environ) == load_settings(environ={})


def test_the_environment_can_name_the_settings_file() -> None:
    file = write('contact = "x@example.org"', "etc/mine.toml")
    assert load_settings(environ={"TALKFEED_CONFIG": str(file)}).contact == "x@example.org"


@pytest.mark.parametrize(
    ("toml", "line", "words"),
    [
        ('\n# c\ndatadir = "x"', 3, 'there is no setting "datadir"; did you mean "data_dir"?'),
        ("passcodes = 1", 1, "passcodes: 1 will not do; write true or false"),
        ("window_past_days = true", 1, "window_past_days: true will not do; write a whole number"),
        ("window_past_days = 0", 1, "window_past_days: 0 is not more than 0"),
        ("window_future_days = 99999999999999", 1, "is out of bounds; write a number up to 36500"),
        ("history_days = -1", 1, "history_days: -1 is not more than 0"),
        ('cancelled = "hide"', 1, "\"hide\" is not one of 'mark', 'announce' or 'drop'"),
        ('private_hosts = [\n  "a:1",\n  "10.0.0.0/99",\n]', 1, '"10.0.0.0/99" is no block of addresses'),
        ('private_hosts = ["host:0"]', 1, "has no port after its colon"),
        ('private_hosts = ["http://host"]', 1, "write a host, host:port, or a block"),
        ('private_hosts = "host"', 1, "write a list"),
        ('base_url = "talks.example.org"', 1, 'write one such as "https://talks.example.org"'),
        ('base_url = "https://x.org/?a=1"', 1, "is no address of a site"),
        ('base_url = "https://[x"', 1, "cannot be read as an address"),
        ('contact = "me"', 1, "neither mail nor URL"),
        ('quiet_hours = "22-6"', 1, 'write them as "22:00-06:00"'),
        ('quiet_hours = "24:00-06:00"', 1, "are no hours"),
        ('database_url = "mysql://x/y"', 1, "only sqlite:///… and postgresql+psycopg://… are"),
        ('database_url = "postgresql://x/y"', 1, "write postgresql+psycopg://"),
        ('database_url = "postgresql+psycopg://x"', 1, "the database's name is missing"),
        ('database_url = "sqlite://talks.db"', 1, "three slashes"),
        ('database_url = "sqlite://"', 1, "names no file; write sqlite:///path/to/talkfeed.db"),
        ('database_url = "sqlite:///"', 1, "names no file"),
        ('database_url = "sqlite:////"', 1, "names no file"),
        ('database_url = "sqlite:///:memory:"', 1, "names no file"),
        ('database_url = "sqlite:///file::memory:?cache=shared"', 1, "names no file"),
        ('database_url = "sqlite:///?mode=memory"', 1, "names no file"),
        ('proxy = "proxy:3128"', 1, "is no proxy"),
        ('smtp_url = "mail.example.org"', 1, "is no mail server"),
        ('notify = ["me"]', 1, "neither mail nor an address of apprise"),
        ('tls_exceptions = ["https://x.org"]', 1, "is no host"),
        ("contact = me@example.org", 1, "is no TOML"),
        ('contact = "a"\ncontact = "b"', 2, "is no TOML"),
        ('notify = [\n"a",', 2, "is no TOML"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_key_and_remedy(toml: str, line: int, words: str) -> None:
    (problem,) = problems_of(toml)
    assert problem.startswith(f"talkfeed.toml, line {line}: ")
    assert words in problem
    assert "\n" not in problem
    with pytest.raises(SettingsError) as raised:
        load_settings(environ={})
    assert str(raised.value) == problem


def test_a_mistake_in_the_environment_or_on_the_command_line_names_where_it_was_made() -> None:
    assert problems_of("", TALKFEED_DATADIR="x") == [
        'TALKFEED_DATADIR in the environment: there is no setting "datadir"; did you mean "data_dir"?'
    ]
    assert problems_of("", TALKFEED_ARCHIVE_DAYS="many")[0].startswith("TALKFEED_ARCHIVE_DAYS in the environment: ")
    (problem,) = settings_problems(environ={}, overrides={"base_url": "x"})
    assert problem.startswith("--base-url on the command line: base_url: ")


def test_all_mistakes_are_found_at_once() -> None:
    assert len(problems_of('nope = 1\ncontact = "x"\npasscodes = "y"', TALKFEED_CANCELLED="z")) == 4


def test_a_settings_file_that_is_named_must_exist_and_be_utf8(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such file"):
        load_settings(tmp_path / "gone.toml", environ={})
    (tmp_path / "latin.toml").write_bytes(b'\n\ncontact = "\xe9"')
    with pytest.raises(SettingsError, match="line 3: this is not UTF-8"):
        load_settings(tmp_path / "latin.toml", environ={})
    (tmp_path / "bom.toml").write_bytes(b'\xef\xbb\xbfcontact = "x@example.org"\r\n')
    assert load_settings(tmp_path / "bom.toml", environ={}).contact == "x@example.org"


@pytest.mark.parametrize(
    "place",
    ["localhost", "wiki.internal:8080", "127.0.0.1", "10.0.0.0/8", "10.0.0.0/8:80", "::1", "[::1]:80", "fd00::/8",
     "[fd00::/8]:8080"],
)  # fmt: skip
def test_private_hosts_are_hosts_and_blocks_with_or_without_a_port(place: str) -> None:
    assert load_settings(environ={}, overrides={"private_hosts": [place]}).private_hosts == (place,)


@pytest.mark.parametrize("contact", ["me@example.org", "https://example.org/about", "mailto:me@example.org"])
def test_contact_is_mail_or_url(contact: str) -> None:
    assert load_settings(environ={}, overrides={"contact": contact}).contact == contact.removeprefix("mailto:")


def test_secrets_are_neither_in_the_masked_address_nor_in_the_repr() -> None:
    url = "postgresql+psycopg://talk:p:w@s/w@db.example.org:5432/talks?password=s3cret"
    settings = Settings(database_url=url, smtp_url="smtp://u:hush@mail.example.org")
    assert settings.masked_database_url == "postgresql+psycopg://talk:***@db.example.org:5432/talks?password=***"
    assert "s3cret" not in repr(settings)
    assert "hush" not in repr(settings)
    assert Settings(database_url="sqlite:///x.db").masked_database_url.startswith("sqlite:////")


def test_the_line_of_a_key_is_found_among_strings_comments_tables_and_arrays() -> None:
    text = 'a = """\nb = 1\n"""\n# b = 2\n\nb = [\n 1, # c = 3\n]\n[t]\nx.y = 1\n[[l]]\nu = 1\n[[l]]\n\nu = 2\n'
    paths: list[tuple[str | int, ...]] = [
        ("a",), ("b",), ("t",), ("t", "x", "y"), ("l", 0, "u"), ("l", 1, "u"), ("l", 1, "gone"), ("gone",),
    ]  # fmt: skip
    assert [line_of(text, path) for path in paths] == [1, 6, 9, 10, 12, 15, 13, None]


def test_time_zones_come_from_the_pinned_package_whichever_room_is_entered_first() -> None:
    assert zoneinfo.TZPATH == ()
    code = "import pipeline.talk, zoneinfo; raise SystemExit(bool(zoneinfo.TZPATH))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Brings the catalogues of translations up to what the program says: `python docs/translate.py`.

What is new in it stands there empty afterwards, what is said no more is gone; docs/how-to/translate.md tells the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "calendar_export" / "translations"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_MARKED = {"_": None, "N_": None, "say": None, "gettext": None, "ngettext": (1, 2), "QueryError": None}
ROOMS = {"calendar_export": _METHODS, "talkfeed/service": _METHODS, "pipeline": [("query.py", "python")]}
"""Where texts are that readers of pages, feeds and mails meet; the command line speaks English."""

_HEAD = """# What Talkfeed's pages, feeds and mails say in {name}.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def texts() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Each text marked for translation (with its plural, where it has one) and the file it stands in."""
    for room, methods in ROOMS.items():
        for file, _line, text, _comments, _context in extract_from_dir(ROOT / room, methods, keywords=_MARKED):
            yield text, f"{room}/{file}"


def updated(path: Path) -> str:
    """A catalogue with all that is to translate and nothing else, as its file should be."""
    template = Catalog()
    for text, file in texts():
        template.add(text, locations=[(file, None)])
    code = path.stem
    with path.open("rb") as old:
        catalogue = read_po(old, locale=code)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    out = BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    name = Locale.parse(code).get_display_name("en")
    return _HEAD.format(code=code, name=name, plural=catalogue.plural_forms) + out.getvalue().decode()


def main() -> None:
    """Rewrite each catalogue; say what is left to translate."""
    for path in sorted(FOLDER.glob("*.po")):
        path.write_text(updated(path), encoding="utf-8")
        with path.open("rb") as file:
            empty = sum(1 for message in read_po(file) if message.id and not any(_said(message.string)))
        print(f"{path.name}: {empty} to translate")  # noqa: T201


def _said(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()

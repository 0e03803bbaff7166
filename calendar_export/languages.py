"""The languages of pages, feeds and mails: gettext catalogues beside this file, one `.po` a language, English without.

A catalogue added to the folder is a language offered; docs/how-to/translate.md tells how one is made.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

OWN = "en"
"""The language the program is written in, and the last resort."""

_FOLDER = files("calendar_export") / "translations"


@cache
def languages() -> dict[str, str]:
    """The languages offered, by code, each by the name it has for those who speak it."""
    codes = sorted(one.name.removesuffix(".po") for one in _FOLDER.iterdir() if one.name.endswith(".po"))
    return {code: str(Locale.parse(code).get_display_name(code)).capitalize() for code in (OWN, *codes)}


def known(tag: str) -> str:
    """The language offered for a BCP 47 tag: `de` for "de-AT", `en` for what is not here yet."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return first if first in languages() else OWN


def preferred(accepted: str) -> str:
    """The language offered that a reader wants most, by Accept-Language (RFC 9110 §12.5.4)."""
    wanted = []
    for place, part in enumerate(accepted[:400].split(",")):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            wanted.append((-float(weight or 1), place, tag.strip()))
        except ValueError:
            continue
    tags = [tag for weight, _, tag in sorted(wanted) if weight and tag]
    return negotiate_locale(tags, list(languages()), sep="-") or OWN


@cache
def catalogue(language: str) -> NullTranslations:
    """What to say in a language (a BCP 47 tag) for each English text."""
    code = known(language)
    if code == OWN:
        return NullTranslations()
    compiled = BytesIO()
    with (_FOLDER / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """A text that is translated where it is shown; here it is only marked for those who collect texts."""
    return text

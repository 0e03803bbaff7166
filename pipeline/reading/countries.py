"""Countries as lines end with them, behind a town or a house: in their own language and in their neighbours'."""

from __future__ import annotations

from pipeline.reading.text import fold

_COUNTRIES = frozenset(
    str.split(
        "argentina argentinien argentine australia australien australie austria osterreich autriche belgium belgien "
        "belgique belgie brazil brasil brasilien bresil canada kanada chile china chine cina croatia kroatien "
        "czechia tschechien denmark danemark danmark england espana espagne spanien spain estonia estland finland "
        "finnland france frankreich francia frankrijk germany deutschland allemagne alemania germania duitsland "
        "tyskland greece griechenland grece hungary ungarn hongrie india indien ireland irland irlande israel italy "
        "italien italie italia japan japon korea luxembourg luxemburg mexico mexiko mexique netherlands niederlande "
        "nederland norway norwegen norge poland polen pologne polska portugal romania rumanien russia russland "
        "scotland serbia singapore slovakia slovenia sweden schweden suede sverige switzerland schweiz suisse "
        "svizzera taiwan turkey turkei turkiye uk ukraine us usa wales"
    )
) | {"united states", "united kingdom", "the netherlands", "south korea", "new zealand", "south africa"}


def is_country(text: str) -> bool:
    """Whether a text is the name of a country and nothing else."""
    return fold(text) in _COUNTRIES

"""What a second institute does to a talk it announces too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.pairs.talks import Case, Dice, elsewhere, person, place, talk, title
from benchmarks.pairs.words import SERIES, ZONES
from pipeline.talk import Mode, Person, Place, Span, Talk


def in_other_zone(dice: Dice, made: Talk) -> Talk:
    zone, when = dice.choice(ZONES), made.when

    def there(value: datetime | date | None) -> datetime | date | None:
        if not isinstance(value, datetime):
            return value
        return value.replace(tzinfo=ZoneInfo(when.timezone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    return replace(made, when=replace(when, start=there(when.start), end=there(when.end), timezone=zone))


_BRITISH = (("colour", "color"), ("Modelling", "Modeling"), ("labour", "labor"), ("Towards", "Toward"))


def spelt(dice: Dice, made: Talk) -> Talk:
    text = made.title
    for british, american in _BRITISH:
        text = text.replace(british, american)
    change = dice.randrange(6)
    if change == 0:
        text = text.replace(" and ", " & ")
    elif change == 1:
        text = text.upper()
    elif change == 2:
        text = text.title()
    elif change == 3:
        text = text.replace(": ", " – ").replace("non-", "non")
    elif change == 4:
        text = f"“{text}”"
    else:
        text = slipped(dice, text)
    return replace(made, title=text)


def slipped(dice: Dice, text: str) -> str:
    """One slip of the keyboard in a long word."""
    words = text.split()
    long = [n for n, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long:
        return text
    at = dice.choice(long)
    word, spot = words[at], dice.randint(1, len(words[at]) - 3)
    swapped = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    words[at] = dice.choice((swapped, word[:spot] + word[spot + 1 :], word[:spot] + word[spot] + word[spot:]))
    return " ".join(words)


_PREFIXES = (
    "{s}: {t}", "{s} - {t}", "{s} – {t}", "[{s}] {t}", "Seminar: {t}", "Talk: {t}", "Seminario: {t}", "Vortrag: {t}",
    "Séminaire : {t}", "Guest lecture: {t}", "{s} | {t}", "{t} ({s})", "Colloquium: {t}", "Online: {t}",
)  # fmt: skip


def prefixed(dice: Dice, made: Talk) -> Talk:
    series = made.series or dice.choice(SERIES)
    text = dice.choice(_PREFIXES).format(s=series, t=made.title)
    return replace(made, title=text, series=dice.choice((None, made.series)))


_WITH_SPEAKER = (
    "{p}: {t}", "{p} – {t}", "{t} by {p}", "{t} ({p})", "{p} ({a}) – {t}", "{p} | {t}", "{t} - {p}", "{t}, {p}",
    "Talk by {p}: {t}", "{p}, {a}: {t}", "Prof. {p}: {t}",
)  # fmt: skip


def named_in_title(dice: Dice, made: Talk) -> Talk:
    if not made.speakers:
        return made
    first = made.speakers[0]
    text = dice.choice(_WITH_SPEAKER).format(p=first.name, a=first.affiliation or "MIT", t=made.title)
    return replace(made, title=text, speakers=made.speakers if dice.random() < 0.5 else ())


def without_speaker(_dice: Dice, made: Talk) -> Talk:
    return replace(made, speakers=())


def name_respelt(dice: Dice, made: Talk) -> Talk:
    def other(one: Person) -> Person:
        first, *rest = one.name.split()
        family = rest[-1]
        forms = (f"{first[0]}. {family}", f"{family}, {first}", f"{first} {family}", f"{first} {family.upper()}")
        name = dice.choice(forms).replace("ü", dice.choice(("ü", "ue", "u"))).replace("ö", dice.choice(("ö", "oe")))
        return Person(f"Dr. {name}" if dice.random() < 0.2 else name, dice.choice((None, one.affiliation)))

    return replace(made, speakers=tuple(other(one) for one in made.speakers))


def title_to_come(dice: Dice, made: Talk) -> Talk:
    tba = dice.choice(("TBA", "Title: TBA", "To be announced", "Titel folgt", made.series or "Seminar"))
    return replace(made, title=tba) if made.speakers else made


def without_hour(_dice: Dice, made: Talk) -> Talk:
    return replace(made, when=Span(made.when.day, timezone=made.when.timezone, all_day=True, time_known=False))


def without_end(_dice: Dice, made: Talk) -> Talk:
    return replace(made, when=replace(made.when, end=None))


def placed_otherwise(dice: Dice, made: Talk) -> Talk:
    here = made.place
    if here.venue is None:
        return replace(made, place=Place(Mode.ONLINE, online_url="https://zoom.example/j/123"))
    number = (here.room or "Room 1").split()[-1]
    forms = (
        Place(None, here.venue),
        Place(None, None, here.room),
        Place(None, here.venue, f"Rm. {number}"),
        Place(None, f"{here.venue}, Lecture Hall {number}"),
        Place(None, here.venue, here.room, here.address or "University campus"),
        Place(Mode.HYBRID, here.venue, None, None, "https://zoom.example/j/987"),
        Place(Mode.ONLINE, None, None, None, "https://zoom.example/j/987"),
        Place(),
    )
    return replace(made, place=dice.choice(forms))


def without_place(_dice: Dice, made: Talk) -> Talk:
    return replace(made, place=Place())


def without_subtitle(_dice: Dice, made: Talk) -> Talk:
    return replace(made, title=made.title.split(": ")[0])


def cut_short(_dice: Dice, made: Talk) -> Talk:
    words = made.title.split()
    return replace(made, title=" ".join(words[: len(words) - 1]) + "…") if len(words) > 4 else made


def less_text(dice: Dice, made: Talk) -> Talk:
    return replace(made, abstract=made.abstract and dice.choice((None, made.abstract[: len(made.abstract) // 2])))


def other_series(dice: Dice, made: Talk) -> Talk:
    return replace(made, series=dice.choice((None, dice.choice(SERIES))))


Edit = Callable[[Dice, Talk], Talk]
EDITS: tuple[tuple[Edit, float], ...] = (
    (in_other_zone, 0.35), (spelt, 0.35), (prefixed, 0.3), (named_in_title, 0.15), (without_speaker, 0.15),
    (name_respelt, 0.2), (title_to_come, 0.06), (without_hour, 0.1), (without_end, 0.2), (placed_otherwise, 0.35),
    (without_place, 0.15), (without_subtitle, 0.05), (cut_short, 0.04), (less_text, 0.3), (other_series, 0.25),
)  # fmt: skip
"""What a second institute does, and how often; in this order, for titles are cut before they are prefixed."""

FIRST = (without_subtitle, cut_short, spelt)


def edited(dice: Dice, made: Talk) -> tuple[Talk, tuple[str, ...]]:
    """The talk as a second institute announces it; what it did. Never without both title and speaker."""
    chosen = [edit for edit, often in EDITS if dice.random() < often]
    if title_to_come in chosen:
        chosen = [edit for edit in chosen if edit not in (without_speaker, named_in_title, prefixed, spelt, cut_short)]
    chosen.sort(key=lambda edit: edit not in FIRST)
    if without_speaker in chosen and named_in_title in chosen:
        chosen.remove(without_speaker)
    if without_hour in chosen:
        chosen = [edit for edit in chosen if edit is not in_other_zone]
    made = elsewhere(dice, made)
    for edit in chosen:
        made = edit(dice, made)
    return made, tuple(edit.__name__ for edit in chosen)


def cross_posted(dice: Dice) -> Case:
    """One talk, announced twice."""
    one = talk(dice)
    other, edits = edited(dice, one)
    sort = "same: " + (min(edits, key=_RARITY.__getitem__) if edits else "as it is")
    return Case((one, other), same=True, sort=sort, edits=edits)


_RARITY = {edit.__name__: often for edit, often in EDITS}


def changed_later(dice: Dice) -> Case:
    """One talk, joined already, of which one side has since changed one thing: day or hour, title, speaker or place."""
    one = talk(dice)
    other, edits = edited(dice, one)
    both = bool(one.speakers and other.speakers)
    ways = (moved, placed_elsewhere, *((retitled,) if both else ()), *((with_other_speaker,) if both else ()))
    way = dice.choice([way for way in ways if way is not with_other_speaker or "title_to_come" not in edits])
    return Case((one, way(dice, other)), same=True, sort=f"same: {way.__name__} since", joined=True, edits=edits)


def moved(dice: Dice, made: Talk) -> Talk:
    when, shift = made.when, dice.choice((timedelta(hours=1), timedelta(days=1), timedelta(days=7)))
    return replace(made, when=replace(when, start=when.start and when.start + shift, end=when.end and when.end + shift))


def retitled(dice: Dice, made: Talk) -> Talk:
    return replace(made, title=title(dice))


def with_other_speaker(dice: Dice, made: Talk) -> Talk:
    return replace(made, speakers=(person(dice),))


def placed_elsewhere(dice: Dice, made: Talk) -> Talk:
    return replace(made, place=place(dice))

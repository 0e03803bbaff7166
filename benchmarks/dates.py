"""How fast and how right dates are read: our grammar beside dateparser, in one run.

    python benchmarks/dates.py [--golden FILE.jsonl] [--json]

dateparser is given the language, the best it can be given, and its parser objects are kept, as our context is, which a
page has once. Speed counts on the strings that both read, median of the runs; refusals (no date at all) are timed
apart. `--golden`: labelled strings in the form of INTERFACE §4 `when --batch`, with `start`; each program's right and
wrong answers are counted on them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from pipeline.reading.times import Context, read_when, when_json

RUNS = 5
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=ZoneInfo("UTC"))
SHAPES: tuple[tuple[str, str, str], ...] = (
    ("en-US", "America/Chicago", "{weekday}, {month} {day}, 2026 at 4:15pm"),
    ("en-US", "America/Chicago", "{month} {day}, 2026"),
    ("en-US", "America/Chicago", "{month} {day}, 2026 4:30 PM"),
    ("en-US", "America/Chicago", "2026-{number:02}-{day:02} 16:15"),
    ("en-US", "America/Chicago", "{number:02}/{day:02}/2026 03:00 PM"),
    ("en-GB", "Europe/London", "{day} {month} 2026, 15:00"),
    ("de", "Europe/Berlin", "{day}.{number}.2026 16:15"),
    ("fr", "Europe/Paris", "{day}/{number:02}/2026 14:30"),
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")
NOISE = ("Room {n}, 2nd floor", "Call 617-253-{n}0", "Nothing to see in row {n}", "Chapter {n}.{n}, pp. {n}-9{n}")


def strings() -> list[tuple[str, str, str]]:
    """Language, zone and text: 40 dates in each shape."""
    found = []
    for language, zone, shape in SHAPES:
        for i in range(40):
            day, number = 13 + i % 15, 1 + i % 8
            weekday = datetime(2026, number, day).strftime("%A")  # noqa: DTZ001 (only the weekday's name)
            text = shape.format(weekday=weekday, month=MONTHS[number - 1], number=number, day=day)
            found.append((language, zone, text))
    return found


def ours(language: str, zone: str, text: str) -> datetime | None:
    reading = read_when(text, _context(language, zone))
    start = reading.span.start if reading else None
    return start if start is None or isinstance(start, datetime) else datetime(start.year, start.month, start.day)  # noqa: DTZ001


@cache
def _context(language: str, zone: str) -> Context:
    """What is known of a page: said once for all its texts."""
    return Context(zone, language, NOW)


_PARSERS: dict[tuple[str, str], DateDataParser] = {}


def theirs(language: str, zone: str, text: str) -> datetime | None:
    """dateparser with the language given and the day order of the locale, its parser reused."""
    parser = _PARSERS.get((language, zone))
    if parser is None:
        order = "MDY" if language == "en-US" else "DMY"
        settings = {"DATE_ORDER": order, "RELATIVE_BASE": NOW.replace(tzinfo=None), "PREFER_DATES_FROM": "future"}
        parser = DateDataParser(languages=[language.partition("-")[0]], settings=settings)
        _PARSERS[language, zone] = parser
    found = parser.get_date_data(text).date_obj
    return found if isinstance(found, datetime) else None


def timed(read: Callable[[str, str, str], object], texts: list[tuple[str, str, str]]) -> float:
    """CPU microseconds a string, median of the runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        for text in texts:
            read(*text)
        times.append((time.process_time() - start) / len(texts) * 1e6)
    return statistics.median(times)


def speed() -> dict[str, float]:
    texts = strings()
    both = [x for x in texts if (mine := ours(*x)) is not None and (other := theirs(*x)) is not None and mine == other]
    noise = [("en-US", "America/Chicago", shape.format(n=n)) for shape in NOISE for n in range(10, 20)]
    noise = [x for x in noise if ours(*x) is None and theirs(*x) is None]
    result = {"strings": len(texts), "read_alike": len(both), "refused_alike": len(noise)}
    result["ours_us"], result["dateparser_us"] = timed(ours, both), timed(theirs, both)
    result["ratio"] = result["dateparser_us"] / result["ours_us"]
    if noise:
        result["ours_refusing_us"], result["dateparser_refusing_us"] = timed(ours, noise), timed(theirs, noise)
        result["ratio_refusing"] = result["dateparser_refusing_us"] / result["ours_refusing_us"]
    return result


def accuracy(golden: Path) -> dict[str, int]:
    """Starts right and wrong (given, but not right) on labelled strings; and the speed on those both read rightly."""
    lines = [json.loads(line) for line in golden.read_text(encoding="utf-8").splitlines()]
    count = dict.fromkeys(("lines", "ours_right", "ours_wrong", "dateparser_right", "dateparser_wrong"), 0)
    for line in lines:
        count["lines"] += 1
        context = Context(line["timezone"], line["locale"], datetime.fromisoformat(line["now"]))
        want, got = line["start"], when_json(line["text"], context)["start"]
        count["ours_right"] += got == want
        count["ours_wrong"] += got != want and got is not None
        other = theirs(line["locale"], line["timezone"], line["text"])
        wall = want and want[:16]
        told = other and other.isoformat(timespec="minutes")[: len(wall or "") or 16]
        count["dateparser_right"] += told == wall
        count["dateparser_wrong"] += told != wall and told is not None
    return count


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--golden", type=Path)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    result: dict[str, float] = speed()
    if chosen.golden:
        result.update(accuracy(chosen.golden))
    if chosen.json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        for name, value in result.items():
            sys.stdout.write(f"{name:24} {value:10.1f}\n" if isinstance(value, float) else f"{name:24} {value:10}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What vobject (CalDAV servers and clients in Python) makes of a calendar: run as a program of its own, for it warns.

Usage: python with_vobject.py FILE. Prints JSON; exit status 3 when the package is not on this machine.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any


def read(content: str) -> list[dict[str, object]]:
    try:
        import vobject
    except ImportError:
        sys.exit(3)

    def value(moment: date) -> object:
        return int(moment.timestamp()) if isinstance(moment, datetime) else moment.isoformat()

    def text(event: Any, name: str) -> str | None:
        return event.getChildValue(name)

    found = []
    for event in vobject.readOne(content).contents.get("vevent", ()):
        start, end = event.dtstart.value, event.getChildValue("dtend")
        found.append(
            {
                "uid": event.uid.value,
                "start": value(start),
                "end": None if end is None else value(end),
                "all_day": not isinstance(start, datetime),
                "summary": text(event, "summary"),
                "status": text(event, "status"),
                "sequence": int(event.sequence.value),
                "description": text(event, "description"),
                "location": text(event, "location"),
                "starts": [value(one) for one in event.rruleset] if "rrule" in event.contents else [],
            }
        )
    return found


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]).read_bytes().decode())))  # noqa: T201

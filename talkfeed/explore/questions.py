"""Questions kept ready: SQL that people who run or study the collection ask again and again (SQLite)."""

from __future__ import annotations

COMING = "t.last_day >= date('now')"

QUESTIONS: dict[str, dict[str, str]] = {
    "coming_talks": {
        "title": "Talks to come",
        "description": "All, the next first. As a calendar: .ics",
        "sql": f"""
select t.uid, t.start, t.timezone, t.title, t.source, t.status, t.venue, t.room, t.url
from talk t where {COMING} and t.joined_to is null order by t.order_utc
""",
    },
    "talks_of_a_person": {
        "title": "Talks of a person",
        "description": "Part of a name. As a calendar: .ics",
        "sql": """
select t.uid, t.start, p.name, p.affiliation, t.title, t.source
from talk t join talk_person tp on tp.talk_uid = t.uid join person p on p.id = tp.person_id
where p.name like '%' || :name || '%' order by t.start_utc desc
""",
    },
    "talks_per_week": {
        "title": "Talks per week and source",
        "description": "How much each institute announces.",
        "sql": """
select strftime('%Y-%W', t.start_utc) as week, t.source, count(*) as talks
from talk t where t.start_utc is not null and t.joined_to is null group by week, t.source order by week desc, talks desc
""",
    },
    "changes_of_a_week": {
        "title": "What changed in the last seven days",
        "description": "Every step of every talk, the latest first.",
        "sql": """
select r.changed_at, r.kind, t.title, r.diff, r.by, r.note, t.uid
from revision r join talk t on t.uid = r.talk_uid
where r.changed_at >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-7 days') order by r.changed_at desc
""",
    },
    "without_a_speaker": {
        "title": "Talks to come that lack a speaker",
        "description": "The next first. As a calendar: .ics",
        "sql": f"""
select t.uid, t.start, t.title, t.source, t.url from talk t
where {COMING} and not exists (select 1 from talk_person tp where tp.talk_uid = t.uid and tp.role = 'speaker')
order by t.order_utc
""",
    },
    "announced_how_early": {
        "title": "How many days before the talk it is announced",
        "description": "Per source, of talks that are over.",
        "sql": """
select t.source, count(*) as talks, round(avg(julianday(t.start_utc) - julianday(t.created)), 1) as days
from talk t where t.start_utc > t.created group by t.source order by days desc
""",
    },
    "doubted_runs": {
        "title": "Runs that were doubted or failed",
        "description": "The latest first, with the reason.",
        "sql": """
select r.finished_at, r.source, r.doubt, r.error, r.pages_ok, r.pages_failed
from run r where r.doubt is not null or r.error is not null order by r.finished_at desc
""",
    },
    "where_values_come_from": {
        "title": "By what each field is read",
        "description": "Which extractors the chosen values come from, by source.",
        "sql": """
select t.source, e.field, e.by, count(*) as talks
from evidence e join talk t on t.uid = e.talk_uid where e.chosen group by t.source, e.field, e.by order by talks desc
""",
    },
}

"""Digest mails: those that are due are written and sent, and it is noted that they were."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

from calendar_export import digest as mails
from calendar_export.digest import DigestMail
from calendar_export.web import Site
from config.errors import MailError
from pipeline.digests import Digest
from pipeline.feeds import FeedSpec
from talkfeed.changing import steps_since
from talkfeed.mail import Mailer
from talkfeed.permission import asked, permitted
from talkfeed.wiring import App

log = logging.getLogger(__name__)


def spec_of(app: App, feed: str) -> FeedSpec | None:
    """The living feed of this id, or the one that took over from it; None if it has ended or never was."""
    known = {spec.id: spec for spec in app.feeds()}
    found = known.get(feed)
    for _ in known:
        if found is None or found.moved_to is None:
            break
        found = known.get(found.moved_to)
    return None if found is None or found.ended is not None else found


def written(app: App, digest: Digest, now: datetime) -> DigestMail | None:
    """The mail of a digest at `now` (aware); None if its feed has ended."""
    if (spec := spec_of(app, digest.feed)) is None:
        return None
    first, last = digest.days(now)
    query = replace(spec.query, since=first, until=last, undated=False)
    steps = tuple(steps_since(app, spec, digest.since))
    spelling = spec.query.spelling()
    return DigestMail(
        title=spec.title,
        entries=tuple(permitted(app, app.store.find(asked(app, query)))),
        steps=mails.news(steps, first, last),
        first=first,
        last=last,
        every=digest.every,
        feed_url=f"{app.base_url}/feeds/{spec.id}.ics",
        page_url=f"{app.base_url}/?{spelling}" if spelling else f"{app.base_url}/",
        contact=app.settings.contact or "",
    )


def message(app: App, mailer: Mailer, digest: Digest, mail: DigestMail, now: datetime) -> EmailMessage:
    """The mail as it is sent."""
    site = Site(base_url=app.base_url, contact=app.settings.contact, language=digest.language)
    mail = replace(mail, contact=mail.contact or mailer.sender)
    made = mailer.message(digest.address, mails.subject(mail, digest.language), mails.text(mail, site), now)
    made.add_alternative(mails.html(mail, site), subtype="html")
    made["List-Unsubscribe"] = f"<mailto:{mailer.sender}?subject=unsubscribe%20{digest.feed}>"  # RFC 2369
    return made


def send(app: App, now: datetime, watch: Callable[[str], None] = log.info) -> list[str]:
    """Send all that is due at `now` (aware); a sentence for each that could not be sent, which is tried again.

    A mail with nothing to tell is not sent. MailError if no mail can be sent at all.
    """
    due = [one for one in app.digests.all() if one.is_due(now)]
    if not due:
        return []
    mailer, problems = Mailer.of(app.settings), []
    for one in due:
        mail = written(app, one, now)
        if mail is not None and not mail.is_empty:
            if refused := _sent(app, mailer, one, mail, now):
                problems += [f"digest of {one.feed}: {sentence}" for sentence in refused]
                continue
            watch(f"{one.feed} to {one.address}: talks {len(mail.entries)}, changes {len(mail.steps)}")
        app.digests.sent(one, now.astimezone(UTC))
    return problems


def _sent(app: App, mailer: Mailer, digest: Digest, mail: DigestMail, now: datetime) -> list[str]:
    """Send one mail; a sentence where it could not be. An address that is none stops nobody else's mail."""
    try:
        made = message(app, mailer, digest, mail, now)
    except MailError as mistake:
        return [str(mistake)]
    return mailer.send([made])

"""Alerts: what `pipeline.alerts` finds worth telling reaches those whom `notify` names, by mail or through apprise."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from calendar_export.telling import label, said
from config.errors import MailError
from config.settings import Settings
from pipeline.alerts import Standing, news
from pipeline.corrections import Correction
from pipeline.health import health
from pipeline.store.weekly import articles
from talkfeed.mail import Mailer
from talkfeed.wiring import App

log = logging.getLogger(__name__)


@contextmanager
def told(app: App) -> Iterator[None]:
    """What breaks within the block, or is well again after it, is told. An alert that cannot be sent goes to the log:
    it holds nothing else up."""
    if not app.settings.notify:
        yield
        return
    before = standing(app)
    yield
    for problem in tell(app, news(before, standing(app))):
        log.warning("%s", problem)


def standing(app: App) -> Standing:
    """How things stand now."""
    runs = app.store.last_runs()
    found = health(app.store.source_rows(), runs, articles(app.store), now=app.clock())
    sources = {one.source.id: one for one in found.sources if one.source.enabled}
    fought = [one for one in app.corrections.all() if one.state() == "conflict" and not one.is_held_along]
    stuck = {sentence.partition(": ")[0]: sentence for sentence in app.stuck()}
    return Standing(sources, runs, {one.id or 0: _conflict(one) for one in fought}, stuck)


def _conflict(one: Correction) -> str:
    uid = one.uid[:8]
    return (
        f"Talk {uid}: {label(one.field)} is corrected to {said(one.value)}, and the source says {said(one.says)} now.\n"
        f"'talkfeed unfix {uid} {one.field}' believes the source; nothing is to be done if the correction is right."
    )


def tell(app: App, sentences: Sequence[str]) -> list[str]:
    """Tell everybody whom `notify` names; a sentence for each who could not be reached."""
    if not sentences:
        return []
    count = len(sentences)
    title = f"Talkfeed: {sentences[0].splitlines()[0]}" if count == 1 else f"Talkfeed: {count} things to look at"
    text = "\n\n".join((*sentences, f"{app.base_url}/status"))
    return [problem for address in app.settings.notify for problem in _send(app, address, title[:200], text)]


def _send(app: App, address: str, title: str, text: str) -> list[str]:
    if is_mail(address):
        try:
            mailer = Mailer.of(app.settings)
            return mailer.send([mailer.message(address, title, text + "\n", app.clock())])
        except MailError as trouble:
            return [f"notify: {trouble}"]
    sender = _apprise(address)
    if sender is not None and sender.notify(title=title, body=text):
        return []
    return [f"notify: nobody could be told through {_scheme(address)}"]


def problems(settings: Settings) -> list[str]:
    """A sentence for each address of `notify` through which nobody can be told."""
    found = [_mail_problem(settings) if is_mail(one) else _apprise_problem(one) for one in settings.notify]
    return [f"notify: {sentence}" for sentence in found if sentence]


def _mail_problem(settings: Settings) -> str:
    try:
        Mailer.of(settings)
    except MailError as trouble:
        return str(trouble)
    return ""


def _apprise_problem(address: str) -> str:
    return "" if _apprise(address) else f"apprise does not understand this {_scheme(address)} address"


def is_mail(address: str) -> bool:
    """Whether this is one person's mail address; all else is an address of apprise."""
    return "://" not in address


def _scheme(address: str) -> str:
    """The service of an address; the rest of it may be a secret."""
    return f"{address.partition('://')[0]}://"


def _apprise(address: str) -> Any:
    """Apprise for one address; None if it does not understand it. Loaded when first needed: it knows 130 services."""
    with warnings.catch_warnings():  # it asks for modules that leave Python
        warnings.simplefilter("ignore")
        from apprise import Apprise

        made = Apprise()
        return made if made.add(address) else None

"""Commands that publish and serve: `up`, `demo`, `publish`, `serve`."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import typer

from talkfeed.commands.crawling import NOTHING_ENABLED, tell
from talkfeed.commands.session import Session, counted
from talkfeed.engine import Engine
from talkfeed.wiring import App

HOST = "127.0.0.1"
PORT = 8000


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    for command in (up, demo, publish, serve, explore):
        cli.command()(command)


def up(
    context: typer.Context,
    host: str = typer.Option(HOST, "--host", help="Address to serve on; 0.0.0.0 for all."),
    port: int = typer.Option(PORT, "--port", help="Port to serve on; 0 for any free one."),
    once: bool = typer.Option(False, "--once", help="Stop after publishing."),
) -> None:
    """Crawl what is due, publish, serve, go on by schedule.

    Example: talkfeed up --port 8000
    """
    session: Session = context.obj
    _up(session, session.app, host, port, once, "talkfeed up")


def demo(
    context: typer.Context,
    port: int = typer.Option(PORT, "--port", help="Port to serve on; 0 for any free one."),
    once: bool = typer.Option(False, "--once", help="Stop after publishing."),
) -> None:
    """The same on sample institutes of its own, without a network.

    Example: talkfeed demo --once
    """
    from talkfeed import demo as samples

    session: Session = context.obj
    folder = session.data_dir or samples.FOLDER
    session.say(f"Sample institutes, invented, served on this machine; everything is written to {folder}/")
    with samples.institutes(folder, session.clock()) as settings:
        app = App(settings, session.clock)
        further = (
            f"Ask       talkfeed --config {folder / 'talkfeed.toml'} talks",
            "The real institutes: talkfeed sources, talkfeed sources enable ID, talkfeed up",
        )
        _up(session, app, HOST, port, once, "talkfeed demo", further)


def publish(
    context: typer.Context,
    out: Path | None = typer.Option(None, "--out", help="Another folder than public_dir."),
) -> None:
    """Write the feeds that changed as files.

    Example: talkfeed publish --out /var/www/talks
    """
    from talkfeed import publishing

    session: Session = context.obj
    result = publishing.publish(session.app, out)
    if session.json:
        session.put([asdict(file) for file in result.files])
    else:
        session.say(result.sentence())
    for problem in result.problems:
        session.warn(problem)


def serve(
    context: typer.Context,
    host: str = typer.Option(HOST, "--host", help="Address to serve on; 0.0.0.0 for all."),
    port: int = typer.Option(PORT, "--port", help="Port to serve on; 0 for any free one."),
) -> None:
    """Serve site and feeds as they are; crawl nothing.

    Example: talkfeed serve --host 0.0.0.0 --port 80
    """
    from talkfeed import hosting, publishing

    session: Session = context.obj
    app = session.app
    listener = hosting.listen(host, port)
    app.serve_at(address(host, listener.getsockname()[1]))
    for problem in publishing.publish(app).problems:  # the feeds say where they are served
        session.warn(problem)
    session.unhealthy = False  # told; `status` tells it again
    _end_in_order()
    with hosting.serving(app, listener):
        session.say(f"Serving on {app.served_at} (Ctrl-C ends)")
        hosting.wait()


def explore(
    context: typer.Context,
    host: str = typer.Option(HOST, "--host", help="Address to serve on; what it shows is for operators."),
    port: int = typer.Option(8001, "--port", help="Port to serve on; 0 for any free one."),
) -> None:
    """Look into the database with Datasette: tables, questions kept ready, any SQL, an .ics of any answer.

    Needs the extra: pip install '.[explore]'. Reads only. A PostgreSQL database is looked at in a copy made now.

    Example: talkfeed explore --port 8001
    """
    from talkfeed import explore as looking
    from talkfeed import hosting

    session: Session = context.obj
    listener = hosting.listen(host, port)
    with looking.readable(session.app) as file:
        application = looking.datasette(session.app, file)
        _end_in_order()
        with hosting.hosting(application.app(), listener):
            session.say(f"Datasette on {address(host, listener.getsockname()[1])} (Ctrl-C ends)")
            hosting.wait()


def _up(session: Session, app: App, host: str, port: int, once: bool, name: str, further: Sequence[str] = ()) -> None:
    """`up` on this deployment. `further`: what else is worth a line to a person."""
    from talkfeed import hosting, lock, restoring, running
    from talkfeed.engine import LocalEngine

    with lock.held(app.settings.data_dir) as held, closing(app):
        engine = LocalEngine(app.settings, session.now, lock=held)
        if once:
            _warn(session, restoring.before(app))
            _first_round(session, app, engine)
            show_where(session, app, None, further)
            return
        listener = hosting.listen(host, port)
        app.serve_at(address(host, listener.getsockname()[1]))
        _warn(session, restoring.before(app))  # and a database that cannot be used is told before anything is served
        _end_in_order()
        with hosting.serving(app, listener):
            try:
                _first_round(session, app, engine)
                show_where(session, app, name, further)
                session.unhealthy = False  # told; from now on `status` tells
                with running.scheduled(app, engine):
                    hosting.wait()
            finally:
                engine.stop()


def _warn(session: Session, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        session.warn(sentence)


def _first_round(session: Session, app: App, engine: Engine) -> None:
    """Crawl what is due, with a progress bar; publish; say what came of it."""
    from talkfeed import publishing, running
    from talkfeed.rounds import watching

    enabled, due = app.enabled(), app.due()
    for problem in app.problems:
        session.warn(problem)
    if not enabled:
        session.say(NOTHING_ENABLED)
    with watching(len(due), session.err) as watch:
        result = running.look(app, engine, watch)
    if result is None:
        for problem in publishing.publish(app).problems:
            session.warn(problem)
        session.say("Nothing is due; the feeds are as they were.")
        return
    tell(session, result.reports, False)
    for trouble in result.troubles():
        session.warn(trouble)
    if result.unreachable:
        session.warn("No institute could be reached; what is known is kept and served. Try: talkfeed demo")


def show_where(session: Session, app: App, name: str | None, further: Sequence[str] = ()) -> None:
    """Where to look and how to go on; `name` is the command that serves."""
    session.say(f"{counted(app.coming(), 'talk')} to come; feeds: {app.settings.public_dir / 'feeds'}")
    if name:
        session.say(f"Look at   {app.served_at}/")
        session.say(f"Subscribe {app.served_at}/feeds/all.ics")
    for line in further:
        session.say(line)
    if name:
        session.say(f"Ctrl-C ends; nothing is lost, '{name}' goes on from here.")


def address(host: str, port: int) -> str:
    """The address people on this machine type."""
    shown = {"0.0.0.0": HOST, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _end_in_order() -> None:
    """SIGTERM ends like Ctrl-C, but with status 0: a service manager asked for it."""

    def leave(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)

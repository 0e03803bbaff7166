"""Commands that publish and serve: `up`, `demo`, `publish`, `serve`."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import typer

from talkfeed.commands.crawling import NOTHING_ENABLED, tell
from talkfeed.commands.session import Session
from talkfeed.wiring import App

HOST = "127.0.0.1"
PORT = 8000


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    for command in (up, demo, publish, serve):
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
        _up(session, app, HOST, port, once, "talkfeed demo")
        if once:
            session.say("The real institutes: talkfeed sources, talkfeed sources enable ID, talkfeed up")


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
        session.put([vars(file) if hasattr(file, "__dict__") else file for file in result.files])
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
    from talkfeed import running

    session: Session = context.obj
    listener = running.listen(host, port)
    session.say(f"Serving on {address(host, listener.getsockname()[1])} (Ctrl-C ends)")
    session.app.serve_at(address(host, listener.getsockname()[1]))
    _end_in_order()
    running.serve(session.app, listener)


def _up(session: Session, app: App, host: str, port: int, once: bool, name: str) -> None:
    """`up` on this deployment: first round with a progress bar, then service and schedule."""
    from talkfeed import lock, publishing, running
    from talkfeed.engine import LocalEngine
    from talkfeed.rounds import watching

    with lock.held(app.settings.data_dir):
        listener = None if once else running.listen(host, port)
        if listener is not None:
            app.serve_at(address(host, listener.getsockname()[1]))
        engine = LocalEngine(app.settings, session.now)
        enabled = app.enabled()
        for problem in app.problems:
            session.warn(problem)
        if not enabled:
            session.say(NOTHING_ENABLED)
        due = [source for source in app.store.due(app.clock()) if source in set(enabled)]
        with watching(len(due), session.err) as watch:
            result = running.look(app, engine, watch)
        if result is None:
            publishing.publish(app)
            session.say("Nothing is due; the feeds are as they were.")
        else:
            if not session.json or once:
                tell(session, result.reports, False)
            for source, problem in {**result.lost, **result.doubts}.items():
                session.warn(f"{source}: {problem}")
            if result.unreachable:
                session.warn("No institute could be reached; what is known is kept and served. Try: talkfeed demo")
        show_where(session, app, listener is not None, name)
        if listener is not None:
            _end_in_order()
            session.unhealthy = False
            running.run(app, engine, listener, lambda result: None)
        app.close()


def show_where(session: Session, app: App, serving: bool, name: str) -> None:
    """Where to look and how to go on."""
    coming = app.coming()
    session.say(f"{coming} talks to come; feeds: {app.settings.public_dir / 'feeds'}")
    if serving:
        session.say(f"Look at   {app.served_at}/")
        session.say(f"Subscribe {app.served_at}/feeds/all.ics")
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

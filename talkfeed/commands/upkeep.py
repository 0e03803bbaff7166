"""Commands of upkeep: `sources`, `check`."""

from __future__ import annotations

import typer

from talkfeed.commands.session import Session, UsageError


def register(cli: typer.Typer) -> None:
    """Add this family to the command line."""
    cli.command()(sources)
    cli.command()(check)


def sources(
    context: typer.Context,
    action: str | None = typer.Argument(None, help="enable or disable; without it: list."),
    ids: list[str] = typer.Argument(None, help="Source ids."),
) -> None:
    """List the catalogue; enable or disable sources.

    Example: talkfeed sources enable uchicago-dsi
    """
    session: Session = context.obj
    app = session.app
    if action is None:
        _list(session)
        return
    if action not in ("enable", "disable") or not ids:
        raise UsageError("sources takes nothing, 'enable ID…' or 'disable ID…'")
    for name in ids:
        if name not in app.sources:
            from config.mistakes import nearest

            raise UsageError(f"no source is called {name!r}; {nearest(name, app.sources)}")
    app.tend()
    for name in ids:
        app.store.enable(name, action == "enable")
        session.say(f"{name} is {action}d{'; talkfeed crawl ' + name + ' visits it now' if action == 'enable' else ''}")


def _list(session: Session) -> None:
    app = session.app
    enabled = set(app.enabled())
    found = list(app.sources.values())
    if session.json:
        session.put([{**one.model_dump(mode="json"), "enabled": one.id in enabled} for one in found])
    else:
        rows = (
            [
                one.id,
                "crawled" if one.id in enabled else "",
                "shipped" if one.shipped else "own",
                one.timezone,
                one.name,
            ]
            for one in found
        )
        session.table(f"{len(found)} sources, {len(enabled)} crawled", ("id", "", "from", "zone", "name"), rows)
    for problem in app.problems:
        session.warn(problem)


def check(context: typer.Context) -> None:
    """Validate settings and sources; name every mistake with file and line.

    Example: talkfeed check
    """
    from config.settings import settings_problems
    from config.sources import problems
    from talkfeed import alerts

    session: Session = context.obj
    found = list(settings_problems(session.config, session.given))
    found = found or [*problems(session.settings), *_unknown_names(session), *alerts.problems(session.settings)]
    if session.json:
        session.put({"problems": found})
    elif found:
        session.out.print("\n".join(found), markup=False, soft_wrap=True)
    else:
        session.say(f"Settings and {len(session.app.sources)} sources are in order.")
    session.unhealthy = bool(found)


def _unknown_names(session: Session) -> list[str]:
    """Platforms and page objects that sources name and nobody has."""
    from crawler.extract.platforms import PLATFORMS
    from crawler.pages import PAGES

    return [
        f'{source.file}: {key} = "{name}" is unknown; known are {", ".join(sorted(known)) or "none"}'
        for source in session.app.sources.values()
        for key, name, known in (("platform", source.platform, PLATFORMS), ("page", source.page, PAGES))
        if name and name not in known
    ]

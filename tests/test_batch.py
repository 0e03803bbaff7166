"""Many sources in one process: turns across sources, crashes that cost one, interrupts that lose nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from config.errors import HarvestError
from config.settings import Settings
from config.sources import Limits, Listing, Source
from crawler.batch import crawl_batch
from pipeline.harvest import Coverage, Harvest, HarvestWriter, read, write
from pipeline.talk import At, Claim, Layer, Sighting

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
OPEN = Settings(private_hosts=("127.0.0.1",), contact="mail@example.org")


def source(id_: str, *urls: str, **limits: Any) -> Source:
    return Source(
        id=id_,
        name=id_,
        timezone="Europe/Berlin",
        listing=tuple(Listing(url=url, follow=r"/talks/\d+$") for url in urls),
        limits=Limits(**{"delay": 0.0, **limits}),
    )


def talk(title: str) -> str:
    about = {"@context": "https://schema.org", "@type": "Event", "name": title, "startDate": "2026-04-01T10:00"}
    return f'<html><h1>{title}</h1><script type="application/ld+json">{json.dumps(about)}</script></html>'


def links(*paths: str) -> str:
    return "<html><h1>Seminars</h1>" + "".join(f'<a href="{path}">{path}</a>' for path in paths) + "</html>"


def run(sources: Sequence[Source], folder: Path, settings: Settings = OPEN, **more: Any) -> dict[str, Path | str]:
    return asyncio.run(crawl_batch(sources, settings, harvest_dir=folder, now=NOW, **more))


def harvest_of(result: Path | str) -> Harvest:
    assert isinstance(result, Path), result
    return read(result)


def test_every_source_ends_in_its_own_harvest(sites: Any, tmp_path: Path) -> None:
    institutes = {name: sites() for name in ("alpha", "beta", "gamma")}
    for name, site in institutes.items():
        site.page("/events", talk(f"Talk at {name}"))
    heard: list[tuple[str, int, int]] = []
    ended: list[str] = []
    results = run(
        [source(name, f"{site.url}/events") for name, site in institutes.items()],
        tmp_path,
        on_progress=lambda *what: heard.append(what),
        on_harvest=lambda name, _: ended.append(name),
    )
    assert sorted(results) == sorted(institutes) == sorted(ended)
    for name, result in results.items():
        harvest = harvest_of(result)
        assert harvest.source == name
        assert {claim.text for claim in harvest.sightings[0].of("title")} == {f"Talk at {name}"}
        assert (name, 1, 1) in heard
    assert len({harvest_of(result).run for result in results.values()}) == 3


def test_two_sources_on_one_host_take_turns(site: Any, tmp_path: Path) -> None:
    for name in ("alpha", "beta"):
        site.page(f"/{name}", links("/talks/1", "/talks/2"), wait_s=0.05)
    for number in (1, 2):
        site.page(f"/talks/{number}", talk(str(number)), wait_s=0.05)
    run([source(name, f"{site.url}/{name}", delay=0.15) for name in ("alpha", "beta")], tmp_path)
    times = [asked.at for asked in site.asked]
    assert len(times) == 8
    assert site.most_in_flight == 1
    assert min(after - before for before, after in pairwise(times)) > 0.14


def test_hosts_do_not_wait_for_each_other(sites: Any, tmp_path: Path) -> None:
    everyone = [sites() for _ in range(8)]
    for site in everyone:
        site.page("/events", links("/talks/1", "/talks/2"))
        for number in (1, 2):
            site.page(f"/talks/{number}", talk(str(number)))
    run([source(f"s{i}", f"{site.url}/events", delay=0.3) for i, site in enumerate(everyone)], tmp_path)
    assert max(site.asked[0].at for site in everyone) < min(site.asked[-1].at for site in everyone)


def test_a_source_that_crashes_costs_itself_alone(sites: Any, tmp_path: Path, monkeypatch: Any) -> None:
    import crawler.spiders.source as spider

    real = spider.SourceSpider.__init__

    def brittle(self: Any, visit: Any, **more: Any) -> None:
        if visit.source.id == "bad":
            raise ZeroDivisionError("a mistake of ours")
        real(self, visit, **more)

    monkeypatch.setattr(spider.SourceSpider, "__init__", brittle)
    good, bad = sites(), sites()
    good.page("/events", talk("Fine"))
    bad.page("/events", talk("Never seen"))
    results = run([source("bad", f"{bad.url}/events"), source("good", f"{good.url}/events")], tmp_path)
    assert len(harvest_of(results["good"]).sightings) == 1
    assert results["bad"] == "bad was not crawled to its end: a mistake of ours (ZeroDivisionError)"
    assert bad.asked == []


def test_an_interrupt_keeps_closed_harvests_and_flaws_the_others(sites: Any, tmp_path: Path) -> None:
    quick, slow = sites(), sites()
    quick.page("/events", talk("Quick"))
    slow.page("/events", links(*(f"/talks/{number}" for number in range(50))))
    for number in range(50):
        slow.page(f"/talks/{number}", talk(str(number)), wait_s=0.1)

    async def interrupted() -> None:
        done = asyncio.Event()
        batch = asyncio.create_task(
            crawl_batch(
                [source("quick", f"{quick.url}/events"), source("slow", f"{slow.url}/events")],
                OPEN,
                harvest_dir=tmp_path,
                now=NOW,
                on_harvest=lambda source, _: done.set() if source == "quick" else None,
            )
        )
        await done.wait()
        while len(slow.asked) < 5:
            await asyncio.sleep(0.05)
        batch.cancel()
        with pytest.raises(asyncio.CancelledError):
            await batch

    asyncio.run(interrupted())
    assert len(slow.asked) < 50
    harvests = {harvest.source: harvest for harvest in map(read, tmp_path.iterdir())}
    assert harvests["quick"].coverage.flaw == ""
    assert len(harvests["quick"].sightings) == 1
    assert "interrupted" in harvests["slow"].coverage.flaw
    assert 0 < len(harvests["slow"].sightings) < 50
    assert harvests["slow"].listing_hash == ""


def test_a_batch_of_many_small_sources_shares_one_process(site: Any, tmp_path: Path) -> None:
    site.page("/events", talk("One"))
    results = run([source(f"s{i}", f"{site.url}/events") for i in range(80)], tmp_path)
    assert all(harvest_of(result).pages_ok == 1 for result in results.values())


def test_a_host_that_is_not_there_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, not listening
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        harvest = harvest_of(run([source("gone", f"http://127.0.0.1:{port}/events")], tmp_path)["gone"])
    assert "cannot be reached" in harvest.coverage.flaw


def test_public_sites_without_a_contact_are_warned_about_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: Any, site: Any
) -> None:
    import crawler.batch as batch

    monkeypatch.setattr(batch, "_warned", False)
    public = source("public", "https://institute.example/events")
    private = source("private", f"{site.url}/events")
    nameless = Settings(private_hosts=("127.0.0.1",))
    with caplog.at_level(logging.WARNING, "talkfeed.crawl"):
        batch.warn_without_contact([private], nameless)
        batch.warn_without_contact([public], OPEN)
        assert caplog.records == []
        batch.warn_without_contact([private, public], nameless)
        batch.warn_without_contact([public], nameless)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "contact" in caplog.text


# ── The harvest file ──────────────────────────────────────────────────────────────────────────────────────────────────

STRANGE = "a\u2028b\x85c\x1ed “é” \ud83d \U0001f399 \\n"
SIGHTING = Sighting(
    "talk",
    "https://a.example/events",
    "https://a.example/events#2026-04-01-x",
    (
        Claim("title", STRANGE, Layer.VISIBLE, "visible:heading", At("ab" * 32, "/html/body/h1", 3, 9)),
        Claim("url", "here", Layer.PLATFORM, "addevent:url", At("ab" * 32), "https://a.example/1"),
    ),
    ("ics:1@a.example",),
    own_page=True,
)


def test_a_harvest_reads_back_as_written(tmp_path: Path) -> None:
    harvest = Harvest(
        "alpha",
        "run-1",
        NOW,
        NOW.replace(hour=7),
        (SIGHTING, SIGHTING),
        pages_ok=3,
        pages_failed=1,
        coverage=Coverage("f", (("https://a.example/", date(2026, 5, 1)),), ("https://a.example/2",), True, True),
        problems=("https://a.example/3 answers 500", STRANGE),
        listing_hash="cd",
    )
    assert read(write(tmp_path / "deep" / "a.harvest", harvest)) == harvest


def test_a_harvest_without_its_footer_is_refused(tmp_path: Path) -> None:
    writer = HarvestWriter(tmp_path / "a", "alpha", "run-1", NOW)
    writer.add(SIGHTING)
    writer.abandon()
    with pytest.raises(HarvestError, match="no footer"):
        read(tmp_path / "a")


@pytest.mark.parametrize(
    "text", ["", "hello", "{}\n{}", '{"harvest":2}\n{"finished":1}', '{"harvest":1}\n{"finished":']
)
def test_what_is_no_harvest_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    with pytest.raises(HarvestError, match=r"harvest|newer"):
        read(tmp_path / "a")
    with pytest.raises(HarvestError, match="cannot be read"):
        read(tmp_path / "absent")


# ── Scrapy's own command ──────────────────────────────────────────────────────────────────────────────────────────────


def scrapy(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:crawler", "-m", "scrapy", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path, site: Any) -> Path:
    """A folder with a settings file, one source on `site`, and Scrapy's project file."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    (tmp_path / "talkfeed.toml").write_text(f'catalogue = false\nprivate_hosts = ["{site.host}"]\n')
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "sample.toml").write_text(
        f'name = "Sample"\ntimezone = "Europe/Berlin"\n[[listing]]\nurl = "{site.url}/events"\n[limits]\ndelay = 0.0\n'
    )
    site.page("/events", talk("A talk"))
    return tmp_path


def test_scrapy_list_prints_the_sources(checkout: Path) -> None:
    done = scrapy(checkout, "list")
    assert (done.returncode, done.stdout.split()) == (0, ["sample"]), done.stderr


def test_a_broken_source_file_costs_that_source_alone(checkout: Path) -> None:
    (checkout / "sources" / "broken.toml").write_text("name = \n")
    done = scrapy(checkout, "list")
    assert (done.returncode, done.stdout.split()) == (0, ["sample"])
    assert "broken.toml" in done.stderr


def test_scrapy_crawl_tells_what_went_wrong(checkout: Path, site: Any) -> None:
    site.page("/events", "oops", status=404)
    done = scrapy(checkout, "crawl", "sample", "-O", "talks.jsonl")
    assert done.returncode == 0
    assert f"{site.url}/events answers 404 (Not Found)" in done.stderr
    assert (checkout / "talks.jsonl").read_text() == ""


def test_scrapy_crawl_writes_talks(checkout: Path) -> None:
    for name in ("talks.jsonl", "talks.json", "talks.csv"):
        done = scrapy(checkout, "crawl", "sample", "-O", name)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    line = json.loads((checkout / "talks.jsonl").read_text())
    assert (line["title"], line["start"], line["timezone"]) == ("A talk", "2026-04-01T10:00", "Europe/Berlin")
    assert json.loads((checkout / "talks.json").read_text()) == [line]
    assert (checkout / "talks.csv").read_text().splitlines()[1].startswith("sample,")
    assert not (checkout / "talkfeed-data").exists()

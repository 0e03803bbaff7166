"""Scrapy's settings: polite, bounded, guarded by default. Scrapy reads the names in capitals (`scrapy.cfg`).

What differs by source or deployment is added by `settings_for`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from config.settings import Settings
from config.sources import Source

PAGE_BYTES = 32 * 2**20
"""No page of any source may be larger than this, compressed or not."""

PAGE_SECONDS = 30
"""The time one page may take from the connection to its last byte."""

BOT_NAME = "talkfeed"
SPIDER_LOADER_CLASS = "crawler.spiders.loader.SourceLoader"
TWISTED_REACTOR_ENABLED = False  # plain asyncio: see crawler/middleware/download.py
TELNETCONSOLE_ENABLED = False

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Talkfeed"
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
HTTPCACHE_ENABLED = False
HTTPPROXY_ENABLED = False  # the environment has no say; settings do
CONCURRENT_ITEMS = 4  # the default of 100 costs a third of Scrapy's time
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # a listing's first talks first
DOWNLOAD_DELAY = 0  # pauses are kept by crawler.manners, across all crawls of the process
DOWNLOAD_TIMEOUT = PAGE_SECONDS
DOWNLOAD_MAXSIZE = PAGE_BYTES
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True  # exceptions by host: tls_exceptions
DOWNLOAD_HANDLERS = {
    "http": "crawler.middleware.download.GuardedDownload",
    "https": "crawler.middleware.download.GuardedDownload",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5  # a page that reloads itself every minute is no redirect
RETRY_TIMES = 1
RETRY_HTTP_CODES = [429, 500, 502, 503, 504]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the harvest tells it
URLLENGTH_LIMIT = 2083
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,text/calendar,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middleware.remembering.FromArchive": 10,
    "crawler.middleware.rules.Bounds": 20,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middleware.rules.Robots": 100,
    "crawler.middleware.remembering.Remembering": 560,  # after decoding (590) and redirects (580, 600), before retries
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard decides, not the domain
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.logstats.LogStats": None,
}
ITEM_PIPELINES = {"crawler.harvesting.Harvesting": 100}
FEED_EXPORTERS = {
    "json": "crawler.export.TalkJson",
    "jsonl": "crawler.export.TalkLines",
    "jsonlines": "crawler.export.TalkLines",
    "jl": "crawler.export.TalkLines",
    "csv": "crawler.export.TalkTable",
}
TALKFEED_UNDERSTAND = "talkfeed.understanding:as_json"
"""Which function makes talks of sightings for `scrapy crawl ID -O …`; a name, for the crawler does not know talks."""

LOG_LEVEL = "INFO"
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # our callbacks are checked by mypy, once


def user_agent(settings: Settings) -> str:
    """The name by which Talkfeed introduces itself: product, version, and whom to write to, if the operator says."""
    try:
        number = version("talkfeed")
    except PackageNotFoundError:  # run from a tree that was never installed
        number = "0"
    whom = settings.contact or settings.base_url
    return f"Talkfeed/{number} (+{whom})" if whom else f"Talkfeed/{number}"


def settings_for(source: Source, settings: Settings) -> Mapping[str, object]:
    """What Scrapy is told for one source in one deployment."""
    limits = source.limits
    return {
        "USER_AGENT": user_agent(settings),
        "DOWNLOAD_MAXSIZE": min(limits.bytes, PAGE_BYTES),
        "DEPTH_LIMIT": limits.depth + 1,  # the talks of the last page of a listing are one step further
        "HTTPPROXY_ENABLED": bool(settings.proxy),
        "DEFAULT_REQUEST_HEADERS": {
            **DEFAULT_REQUEST_HEADERS,
            "Accept-Language": f"{source.language},en;q=0.5,*;q=0.2" if source.language else "en,*;q=0.5",
        },
    }


def scrapy_settings() -> dict[str, object]:
    """The names in capitals of this module, for crawls that are not started by Scrapy's own command."""
    return {name: value for name, value in globals().items() if name.isupper()}

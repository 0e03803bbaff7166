"""JSON-LD, read as leniently as it is written: the nodes of a page's scripts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from crawler.extract.page import Page
from crawler.extract.pointers import pointed, words
from crawler.extract.schema import Leaf, Node

MAX_NODES = 20_000  # more than any calendar needs; a page cannot make us build a forest
MAX_DEPTH = 40


def nodes(page: Page) -> Iterator[Node]:
    """The top-level nodes of all JSON-LD scripts, or of a document that is JSON-LD itself."""
    budget = [MAX_NODES]
    if page.kind == "json":
        yield from _top(page.json, "", budget)
    elif page.kind == "html" and page.document is not None:
        for script in page.document.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                yield from _top(page.embedded(script), page.at(script).path + "#", budget)


def _top(value: object, path: str, budget: list[int]) -> Iterator[Node]:
    values = enumerate(value) if isinstance(value, list) else [(None, value)]
    for position, each in values:
        here = path if position is None else f"{path}/{position}"
        if isinstance(each, dict) and ("@type" in each or "@graph" in each):
            yield _node(each, here, budget, 0)
        elif isinstance(each, list):
            yield from _top(each, here, budget)


def _node(value: dict[str, object], path: str, budget: list[int], depth: int) -> Node:
    types = value.get("@type")
    names = types if isinstance(types, list) else [types]
    node = Node(
        types=tuple(_local(name) for name in names if isinstance(name, str)),
        id=str(value.get("@id") or ""),
        path=path,
        words=partial(words, value),
    )
    for key, inner in value.items():
        if not key.startswith("@") or key == "@graph":
            step = key.replace("~", "~0").replace("/", "~1")
            node.properties.setdefault(_local(key), []).extend(_values(inner, f"{path}/{step}", budget, depth + 1))
    return node


def _values(value: object, path: str, budget: list[int], depth: int) -> Iterator[Leaf | Node]:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for position, each in enumerate(value):
            yield from _values(each, f"{path}/{position}", budget, depth)
    elif isinstance(value, dict):
        if "@value" in value:
            yield from _values(value["@value"], f"{path}/@value", budget, depth + 1)
        elif set(value) == {"@id"} and isinstance(value["@id"], str):
            yield Leaf(value["@id"], f"{path}/@id", value["@id"])
        else:
            yield _node(value, path, budget, depth)
    elif text := pointed(value, ""):
        yield Leaf(text, path, value if isinstance(value, str) else "")


def _local(name: str) -> str:
    """`http://schema.org/Event`, `schema:Event` and `Event` are the same."""
    return name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2] or name if not name.startswith("@") else name

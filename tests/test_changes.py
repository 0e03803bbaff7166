"""What changed is told in INTERFACE's words, and nothing is cancelled because of a run that could not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.absence import DOUBTED, PATIENCE
from pipeline.changes import Change, Known, Verdict, compare, decide
from pipeline.identity import keys_of
from pipeline.talk import Coverage, Listed, Mode, Person, Place, Recurrence, Span, Status, Talk

NOW = datetime(2026, 2, 4, 9, tzinfo=UTC)
LISTING = "https://institute.example/talks/"
FAR = Coverage(reach=((LISTING, date(2027, 1, 1)),))
END = date(2026, 5, 5)


def talk(name: str = "a", day: date = date(2026, 3, 3), hour: int = 15, **more: object) -> Talk:
    start = datetime(day.year, day.month, day.day, hour)
    made = Talk(source="s", url=f"{LISTING}{name}", title=f"Title {name}", when=Span(start, timezone="America/Chicago"))
    made = replace(made, **more)  # type: ignore[arg-type]
    return replace(made, keys=keys_of(made.url, (), made.when.day, made.title))


def known(*talks: Talk, **more: object) -> list[Known]:
    return [Known(uid=f"uid-{one.url[-1]}", talk=one, keys=one.keys, **more) for one in talks]  # type: ignore[arg-type]


def remembered(verdict: Verdict, olds: Sequence[Known]) -> list[Known]:
    """What a store would know after this verdict."""
    after = {old.uid: old for old in olds}
    for uid in verdict.forgiven:
        after[uid] = replace(after[uid], misses={})
    for uid, keys in verdict.learnt:
        after[uid] = replace(after[uid], keys=(*after[uid].keys, *keys))
    for old, misses in verdict.missed:
        after[old.uid] = replace(old, misses=misses)
    for change in verdict.changes:
        assert change.known is None or after[change.uid].revision == change.revision - 1
        after[change.uid] = Known(change.uid, change.talk, change.sequence, change.revision, {}, change.keys)
    return list(after.values())


# ── What changed ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "kinds", "loud"),
    [
        ({"title": "TBA"}, {"title": "On Stars"}, ("title announced",), True),
        ({}, {"title": "On Dust"}, ("retitled",), True),
        ({}, {"hour": 16}, ("moved",), True),
        ({}, {"day": date(2026, 3, 4)}, ("moved",), True),
        ({}, {"place": Place(room="R 1")}, ("place changed",), True),
        ({}, {"place": Place(Mode.ONLINE, online_url="https://z.example")}, ("place changed",), True),
        ({}, {"status": Status.CANCELLED}, ("cancelled",), True),
        ({}, {"status": Status.POSTPONED, "hour": 9}, ("postponed", "moved"), True),
        ({"status": Status.CANCELLED}, {}, ("reinstated",), True),
        ({"status": Status.WITHDRAWN}, {}, ("reinstated",), True),
        ({}, {"status": Status.TENTATIVE}, ("details changed",), True),
        ({}, {"speakers": (Person("Ada"),)}, ("speaker changed",), False),
        ({}, {"abstract": "Why?"}, ("details changed",), False),
        ({}, {"abstract": "Why?", "speakers": (Person("Ada"),)}, ("speaker changed", "details changed"), False),
        ({}, {"hour": 9, "place": Place(room="1"), "title": "X"}, ("moved", "place changed", "retitled"), True),
        ({}, {"listings": (Listed("s", "https://other.example"),)}, ("details changed",), False),
    ],
)  # fmt: skip
def test_a_change_has_its_words_and_only_loud_ones_raise_the_sequence(
    before: dict[str, object], after: dict[str, object], kinds: tuple[str, ...], *, loud: bool
) -> None:
    (old,) = known(talk(**before), sequence=4, revision=7)  # type: ignore[arg-type]
    change = compare(talk(**after), old)  # type: ignore[arg-type]
    assert change is not None
    assert (change.kinds, change.sequence, change.revision, change.uid) == (kinds, 4 + loud, 8, "uid-a")


def test_what_says_nothing_new_is_no_change() -> None:
    (old,) = known(talk(), sequence=4)
    assert compare(talk(confidence=0.9), old) is None
    assert compare(replace(talk(), keys=()), old) is None


def test_listings_are_gathered_and_never_forgotten() -> None:
    one, two = Listed("s", "https://a.example"), Listed("s", "https://b.example")
    (old,) = known(talk(listings=(one, two)))
    assert compare(talk(listings=(one,)), old) is None


def test_a_new_talk_is_announced_with_its_keys() -> None:
    (change,) = decide([talk()], [], FAR, now=NOW).changes
    assert (change.kinds, change.sequence, change.revision, change.fields) == (("announced",), 0, 1, {})
    assert change.keys == talk().keys


def test_a_flawed_run_adds_and_corrects_but_takes_nothing_away() -> None:
    full = talk(
        place=Place(Mode.HYBRID, "Hall", "R 1"), abstract="Why?", speakers=(Person("Ada"),), status=Status.CANCELLED
    )
    (old,) = known(full)
    bare = talk(place=Place(), when=Span(date(2026, 3, 3), timezone="America/Chicago", all_day=True, time_known=False))
    flawed = Coverage(flaw="3 of 9 pages failed")
    assert decide([bare], [old], flawed, now=NOW).changes == ()
    (change,) = decide([talk(hour=17, place=Place(room="R 2"))], [old], flawed, now=NOW).changes
    assert change.kinds == ("moved", "place changed")
    assert (change.talk.place, change.talk.abstract) == (Place(Mode.HYBRID, "Hall", "R 2"), "Why?")
    (change,) = decide([bare], [old], FAR, now=NOW).changes
    assert "place changed" in change.kinds


def test_a_card_alone_does_not_tell_whether_an_address_was_reused() -> None:
    """Title and day are new; only the page, which could not be read, tells whether it is the talk or another."""
    (old,) = known(talk(speakers=(Person("Ada Lovelace"),)))
    card = talk(title="Another thing altogether", day=date(2026, 3, 20))
    unread = replace(FAR, unread=(old.talk.url,))
    verdict = decide([card], [old], unread, now=NOW, listings=(LISTING,))
    assert (verdict.changes, verdict.met, verdict.missed) == ((), {old.uid}, ())
    page = replace(card, speakers=(Person("Grace Hopper"),))
    kinds = [change.kinds for change in decide([page], [old], FAR, now=NOW).changes]
    assert kinds == [("announced",)]
    moved = decide([talk(hour=17)], [old], unread, now=NOW)
    assert [change.kinds for change in moved.changes] == [("moved",)], "what is the same talk may be told by a card"


# ── What vanished ─────────────────────────────────────────────────────────────────────────────────────────────────────


def lives(olds: list[Known], seen: Sequence[Talk], coverage: Coverage, runs: int) -> list[list[Change]]:
    """The changes of so many equal runs, one after the other; each also sees a talk at the far end of the listing."""
    seen, olds = [*seen, talk("z", END)], [*olds, *known(talk("z", END))]
    told = []
    for _ in range(runs):
        verdict = decide(seen, olds, coverage, now=NOW, listings=(LISTING,))
        olds = remembered(verdict, olds)
        told.append(list(verdict.changes))
    return told


def test_a_talk_missing_where_its_listing_reaches_is_withdrawn_after_three_runs() -> None:
    olds = known(talk("a"), talk("b"), talk("c"))
    first, second, third, fourth = lives(olds, [talk("a"), talk("b")], FAR, 4)
    assert (first, second, fourth) == ([], [], [])
    (change,) = third
    assert (change.kinds, change.uid, change.sequence, change.talk.status) == (
        ("withdrawn",),
        "uid-c",
        1,
        Status.WITHDRAWN,
    )
    assert change.note == "its listing lacked it and showed later talks, or that none come, on 3 complete runs in a row"


def test_a_talk_whose_page_is_gone_is_withdrawn_after_two_runs() -> None:
    gone = Coverage(gone=(f"{LISTING}c",))
    first, second = lives(known(talk("a"), talk("b"), talk("c")), [talk("a"), talk("b")], gone, 2)
    assert first == []
    assert [(change.kinds, change.note) for change in second] == [
        (("withdrawn",), "its page was gone, on 2 complete runs in a row")
    ]


def test_a_moved_occasion_goes_at_once_when_its_series_takes_it_back() -> None:
    weekly = Recurrence("FREQ=WEEKLY;COUNT=4", exdate=("2026-03-10T15:00",))
    series = talk("series")
    series = replace(series, when=replace(series.when, recurrence=weekly), keys=("ics:s@x",))
    moved = replace(talk("moved", date(2026, 3, 11)), keys=("ics:s@x#2026-03-10T15:00",))
    olds = known(series, moved)
    assert decide([series], olds, Coverage(), now=NOW).changes == ()
    whole = replace(series, when=replace(series.when, recurrence=Recurrence("FREQ=WEEKLY;COUNT=4")))
    changes = {change.uid: change.kind for change in decide([whole], olds, Coverage(), now=NOW).changes}
    assert changes == {olds[0].uid: "moved", olds[1].uid: "withdrawn"}
    blind = decide([whole], olds, Coverage(flaw="cut short"), now=NOW)
    assert [change.uid for change in blind.changes if change.kind == "withdrawn"] == []


def test_a_card_whose_page_is_down_tells_nothing_of_who_was_at_its_address() -> None:
    """Of two that were there one is a row's last, the other may have moved or made room: its page will tell."""
    weekly = replace(talk("a", date(2026, 3, 3), title="On Stars"), speakers=(Person("Ada Byron"),))
    other = replace(talk("a", date(2026, 3, 12), title="Against Copper"), speakers=(Person("Emmy Sato"),))
    olds = [Known("uid-1", weekly, keys=weekly.keys), Known("uid-2", other, keys=other.keys)]
    card = talk("a", date(2026, 3, 31), title="Why Mosses Wait")
    unread = replace(FAR, unread=(card.url,), down=(card.url,))
    assert decide([card], olds, unread, now=NOW).changes == ()
    page = replace(card, speakers=(Person("Lise Abel"),))
    (change,) = decide([page], olds, FAR, now=NOW).changes
    assert change.kinds == ("announced",)


def test_a_moved_occasion_that_two_calendars_know_goes_once() -> None:
    weekly = talk("series")
    weekly = replace(weekly, when=replace(weekly.when, recurrence=Recurrence("FREQ=WEEKLY;COUNT=4")), keys=("ics:s@x",))
    keys = ("ics:s@x#2026-03-10T15:00", "ics:again@y#2026-03-10T15:00")
    moved = replace(talk("moved", date(2026, 3, 11)), keys=keys)
    seen = replace(weekly, keys=("ics:s@x", "ics:again@y"))
    changes = [change.kind for change in decide([seen], known(seen, moved), Coverage(), now=NOW).changes]
    assert changes == ["withdrawn"]


def test_seen_in_between_the_count_begins_anew() -> None:
    olds = known(talk("a"), talk("b"), talk("c"))
    for seen in ("ab", "ab", "abc", "ab", "ab"):
        verdict = decide([talk(name) for name in seen], olds, FAR, now=NOW)
        assert verdict.changes == ()
        olds = remembered(verdict, olds)


@pytest.mark.parametrize(
    "coverage",
    [
        Coverage(flaw="the listing answered 503", reach=FAR.reach, gone=(f"{LISTING}c",)),
        Coverage(),  # no listing shows how far it reaches
        Coverage(reach=((LISTING, date(2026, 3, 2)),)),  # it ends before the talk
        Coverage(reach=(("https://institute.example/other/", date(2027, 1, 1)),)),  # another listing
        replace(FAR, down=(f"{LISTING}c",)),  # its own page, which would tell, answers with an error
    ],
)
def test_a_run_that_could_not_see_withdraws_nothing(coverage: Coverage) -> None:
    told = lives(known(talk("a"), talk("b"), talk("c")), [talk("a"), talk("b")], coverage, 5)
    assert told == [[], [], [], [], []]


def test_a_talk_is_missed_only_where_it_was_found() -> None:
    other = "https://institute.example/other/"
    (old,) = known(talk("c"), found_on=(other,))
    near = Coverage(reach=((LISTING, date(2027, 1, 1)), (other, date(2026, 3, 1))))
    assert lives([old, *known(talk("a"), talk("b"))], [talk("a"), talk("b")], near, 4) == [[], [], [], []]
    far = Coverage(reach=((LISTING, date(2026, 3, 1)), (other, date(2027, 1, 1))))
    assert [len(told) for told in lives([old, *known(talk("a"), talk("b"))], [talk("a"), talk("b")], far, 3)] == [
        0,
        0,
        1,
    ]


def test_most_talks_gone_is_a_doubt_even_where_no_reach_proves_it() -> None:
    verdict = decide([talk("a")], known(*map(talk, "abcd")), Coverage(), now=NOW)
    assert verdict.doubt
    assert verdict.changes == ()
    assert [dict(misses) for _, misses in verdict.missed] == [{DOUBTED: 1}] * 3


def test_many_gone_at_once_is_a_doubt() -> None:
    verdict = decide([talk("a")], known(*map(talk, "abcd")), FAR, now=NOW)
    assert verdict.changes == ()
    assert verdict.doubt == "3 of 4 coming talks are not there any more"
    assert decide([talk("a")], known(*map(talk, "abcd")), replace(FAR, vouched=True), now=NOW).doubt == ""


def test_a_talk_missing_since_the_site_got_new_addresses_is_told_so() -> None:
    """Its old page is gone whatever became of it, so that only a sight of it or a person ends the doubt."""
    moved = replace(
        talk("a"), url=f"{LISTING}new/a", keys=keys_of(f"{LISTING}new/a", (), date(2026, 3, 3), talk("a").title)
    )
    gone = replace(FAR, gone=(talk("b").url,))
    first = decide([moved], known(talk("a"), talk("b")), gone, now=NOW)
    assert first.doubt == "the site has new addresses: 1 talk moved to one, 1 talk is not there any more"
    ((old, misses),) = first.missed
    olds = [replace(known(moved)[0], uid="uid-a"), replace(old, misses=misses)]
    later = decide([moved], olds, gone, now=NOW)
    assert later.doubt == "1 talk is still missing since the site got new addresses"
    assert later.changes == ()


def test_an_empty_run_is_a_doubt_unless_the_site_vouches() -> None:
    olds = known(talk("a"))
    assert decide([], olds, FAR, now=NOW).doubt == "saw nothing where 1 talk is coming"
    assert decide([], olds, replace(FAR, unchanged=True), now=NOW).doubt, "the same empty page again is no comfort"
    vouched = lives(olds, [], replace(FAR, vouched=True), 3)
    assert [len(told) for told in vouched] == [0, 0, 1]


def test_the_past_is_not_missed() -> None:
    past = talk("p", date(2026, 2, 3))
    assert lives(known(past, talk("a")), [talk("a")], FAR, 4) == [[], [], [], []]
    over = talk("r", date(2026, 1, 6))
    recurring = replace(over, when=replace(over.when, recurrence=Recurrence("FREQ=WEEKLY;COUNT=20")))
    olds = known(recurring, talk("a"), talk("b"))
    assert [len(told) for told in lives(olds, [talk("a"), talk("b")], FAR, 3)] == [0, 0, 1]


def test_withdrawn_and_seen_again_it_is_reinstated_under_its_uid() -> None:
    (old,) = known(talk(status=Status.WITHDRAWN), sequence=1, revision=2)
    for coverage in (FAR, Coverage(flaw="one page failed")):
        (change,) = decide([talk()], [old], coverage, now=NOW).changes
        assert (change.kinds, change.uid, change.sequence) == (("reinstated",), "uid-a", 2)


# ── Lives of a site ───────────────────────────────────────────────────────────────────────────────────────────────────


class SiteLife(RuleBasedStateMachine):
    """A site adds, edits, hides and drops talks; crawls come whole or not. What must never happen is an invariant."""

    def __init__(self) -> None:
        super().__init__()
        self.site: dict[int, Talk] = {}
        self.known: list[Known] = []
        self.uids: dict[int, str] = {}
        self.sequences: dict[str, int] = {}
        self.edited: set[int] = set()
        self.made = 0

    @initialize(count=st.integers(1, 6))
    def opens(self, count: int) -> None:
        for _ in range(count):
            self.adds(day=self.made)

    @rule(day=st.integers(0, 60))
    def adds(self, day: int) -> None:
        self.site[self.made] = talk(f"t{self.made}", date(2026, 2, 6) + timedelta(days=day))
        self.made += 1

    @precondition(lambda self: self.site.keys() - self.edited)  # edited twice unseen, it may be another talk
    @rule(
        pick=st.randoms(use_true_random=False),
        kind=st.sampled_from(["title", "day", "room", "speaker", "tba", "cancel"]),
    )
    def edits(self, pick: object, kind: str) -> None:
        number = pick.choice(sorted(self.site.keys() - self.edited))  # type: ignore[attr-defined]
        self.edited.add(number)
        old = self.site[number]
        if kind == "title":
            new = replace(old, title=f"{old.title} revised")
        elif kind == "tba":
            new = replace(old, title="TBA")
        elif kind == "day":
            new = replace(old, when=replace(old.when, start=old.when.start + timedelta(days=1)))  # type: ignore[operator]
        elif kind == "room":
            new = replace(old, place=Place(room=f"R {number}"))
        elif kind == "cancel":
            new = replace(old, status=Status.CANCELLED)
        else:
            new = replace(old, speakers=(Person(f"P{number}"),))
        self.site[number] = replace(new, keys=keys_of(new.url, (), new.when.day, new.title))

    @precondition(lambda self: self.site)
    @rule(pick=st.randoms(use_true_random=False))
    def drops(self, pick: object) -> None:
        self.site.pop(pick.choice(sorted(self.site)))  # type: ignore[attr-defined]

    @rule(backwards=st.booleans())
    def is_crawled(self, backwards: bool) -> None:
        self._run(list(self.site.values()), FAR, backwards=backwards)

    @rule(seen=st.integers(0, 5))
    def is_crawled_badly(self, seen: int) -> None:
        verdict = self._run(list(self.site.values())[:seen], Coverage(flaw="the listing answered 503", reach=FAR.reach))
        assert not [change for change in verdict.changes if "withdrawn" in change.kinds]

    @rule()
    def is_crawled_twice(self) -> None:
        self._run(list(self.site.values()), FAR)
        again = self._run(list(self.site.values()), FAR)
        assert not [change for change in again.changes if "withdrawn" not in change.kinds]

    def _run(self, seen: list[Talk], coverage: Coverage, *, backwards: bool = False) -> Verdict:
        verdict = decide(seen, self.known, coverage, now=NOW, listings=(LISTING,))
        mirrored = decide(seen[::-1], self.known[::-1], coverage, now=NOW, listings=(LISTING,))
        assert {change.uid: change for change in mirrored.changes} == {change.uid: change for change in verdict.changes}
        visible = {one.url for one in seen}
        for change in verdict.changes:
            if "withdrawn" in change.kinds:
                assert change.talk.url not in visible
                assert change.known is not None
                assert max(change.known.misses.values()) + 1 >= min(PATIENCE.values())
        self.known = remembered(mirrored if backwards else verdict, self.known)
        if len(seen) == len(self.site):
            self.edited.clear()
        return verdict

    @invariant()
    def no_uid_changes_and_no_sequence_falls(self) -> None:
        uids = [old.uid for old in self.known]
        assert len(uids) == len(set(uids))
        for old in self.known:
            number = int(old.talk.url.rsplit("/t", 1)[1])
            assert self.uids.setdefault(number, old.uid) == old.uid
            assert old.sequence >= self.sequences.get(old.uid, 0)
            self.sequences[old.uid] = old.sequence


SiteLife.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestSiteLife = SiteLife.TestCase

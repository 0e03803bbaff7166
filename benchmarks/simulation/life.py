"""The life of three institutes as a state machine: two with pages, one of which announces talks of the other too, and
one whose talks are but cards of a list; and of the persons who join, split and correct what is known of them. Every run
goes through the real `ingest` into a real database.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from benchmarks.simulation.institute import PEOPLE, TBA, Institute, Sight, Told, number_of, stranger, title
from benchmarks.simulation.persons import Persons
from benchmarks.simulation.watch import is_promised
from benchmarks.simulation.world import MIRROR, SPARE, TWIN, A, B, C, offsets, picks

EDITS = ("title", "when", "room", "slug", "slug and title", "cancel", "postpone", "reinstate", "redirect", "speaker")

looks = st.sampled_from((0, 0, 3, 14, 30))
"""Hours until the site where something happened is crawled; 0: not for now."""


class Lives(Persons):
    """What institutes do, and how well they are looked at."""

    # ── What institutes do ────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(
        count=st.integers(2, 6),
        days=st.lists(offsets, min_size=6, max_size=6),
        role=st.sampled_from((MIRROR, TWIN, SPARE)),
    )
    def opens(self, count: int, days: list[tuple[int, int]], role: str) -> None:
        self.role = role
        for number in range(count):
            self.announces(A if number % 3 else C, days[number], tba=False, speaker=number, hours=0)

    @rule(where=st.sampled_from((A, B, C)), day=offsets, tba=st.booleans(), speaker=st.integers(0, 20), hours=looks)
    def announces(self, where: str, day: tuple[int, int], tba: bool, speaker: int, hours: int) -> None:
        if len(self.sites[where].talks) >= 7:
            return
        self.made += 1
        name = PEOPLE[speaker] if speaker < len(PEOPLE) else ""
        if name in self._no_longer_announced(where):  # who could tell that from the talk that was, cast anew?
            name = stranger(self.made)
        when = self.slot(where, day)
        tba = tba and not self._was_to_be_announced(where, when)
        self.publish(where, Told(self.made, TBA if tba else title(self.made), when, f"t{self.made}", name))
        self.crawl_in(where, hours)

    @rule(pick=picks, hours=looks)
    def is_announced_elsewhere_too(self, pick: int, hours: int) -> None:
        one = self.pick(A, pick, lambda told: told.number not in self.sites[B].talks and told.speaker != "")
        if one is not None and one.title != TBA and len(self.sites[B].talks) < 7:
            when = self.sites[A].on(one).astimezone(ZoneInfo(self.sites[B].timezone)).replace(tzinfo=None)
            if all(slot != (B, when) for slot in self.slots):
                self.slots.add((B, when))
                self.publish(B, replace(one, when=when, slug=f"joint-{one.number}", was="", listed=True))
        self.crawl_in(B, hours)

    @rule(where=st.sampled_from((A, B, C)), what=st.sampled_from(EDITS), pick=picks, day=offsets, hours=looks)
    def edits(self, where: str, what: str, pick: int, day: tuple[int, int], hours: int) -> None:
        site = self.sites[where]
        one = self.pick(where, pick)
        if one is None:
            return
        self.made += 1
        fresh = {"title": title(self.made)}
        new = {
            "title": lambda: replace(one, **fresh),
            "when": lambda: replace(one, when=self.slot(where, day)),
            "room": lambda: replace(one, room=f"R {pick % 3}"),
            "slug": lambda: replace(one, slug=f"s{self.made}"),
            "slug and title": lambda: replace(one, slug=f"s{self.made}", **fresh),
            "redirect": lambda: replace(one, slug=f"s{self.made}", was=site.url(one)),
            "cancel": lambda: replace(one, word="CANCELLED"),
            "postpone": lambda: replace(one, word="POSTPONED"),
            "reinstate": lambda: replace(one, word=""),
            "speaker": lambda: replace(one, speaker=one.speaker or PEOPLE[pick % len(PEOPLE)]),
        }[what]()
        hidden = site.url(new) != site.url(one) and what != "redirect" and not one.listed  # nobody could find it again
        if self._is_recognisable(site, new) and not hidden:
            site.talks[one.number] = new
        self.crawl_in(where, hours)

    def _is_recognisable(self, site: Institute, new: Told) -> bool:
        """Whether the edit, on top of those not seen yet, leaves the talk what it was; else it is not made."""
        if (site.id, new.number) not in self.watch.seen:
            return True
        was, url = self.watch.seen[site.id, new.number]
        return is_promised(was, new, site.has_pages, url == site.url(new), self.now, site.on(was))

    @rule(where=st.sampled_from((A, B, C)), pick=picks, day=offsets)
    def is_cast_anew(self, where: str, pick: int, day: tuple[int, int]) -> None:
        """Title, time and address change at once; nothing but the speaker stays. Counted, and promised to nobody."""
        site = self.sites[where]
        self.crawl(where, 3, Sight())
        one = self.pick(where, pick, lambda told: told.listed and told.speaker != "")
        if one is not None:
            self.made += 1
            slug = f"s{self.made}"
            site.talks[one.number] = replace(one, title=title(self.made), when=self.slot(where, day), slug=slug)
            before = self.watch.uids.get((where, one.number))
            self.crawl(where, 3, Sight())
            uids = [row.uid for row in self.store.known(where) if number_of(row.talk.image) == one.number]
            self.kept[uids == [before]] += 1
            if uids == [before]:
                self.watch.lost.discard((where, one.number))

    @rule(where=st.sampled_from((A, B, C)), day=offsets, timed=st.booleans(), moves=st.booleans())
    def is_announced_at_last(self, where: str, day: tuple[int, int], timed: bool, moves: bool) -> None:
        """Title, perhaps hour and address become known in one run; the day and the speaker were."""
        site = self.sites[where]
        if len(site.talks) >= 7:
            return
        self.made += 2
        slug = f"t{self.made}"
        told = Told(self.made - 1, TBA, self.slot(where, day), slug, stranger(self.made), timed=timed)
        self.publish(where, told)
        self.crawl(where, 3, Sight())
        fresh = title(self.made)
        site.talks[told.number] = replace(told, title=fresh, slug=f"s{self.made}" if moves else slug, timed=True)
        self.crawl(where, 3, Sight())

    def _no_longer_announced(self, where: str) -> set[str]:
        """Speakers of talks that the site had, and has no more."""
        gone = (told for (site, number), (told, _) in self.watch.seen.items() if site == where)
        return {told.speaker for told in gone if told.number not in self.sites[where].talks}

    def _was_to_be_announced(self, where: str, when: datetime) -> bool:
        """Whether a talk of that day was to be announced and is on the site no more: who could tell another such card
        from it, with its hour set and its speaker named?"""
        gone = (told for (site, number), (told, _) in self.watch.seen.items() if site == where)
        left = (told for told in gone if told.number not in self.sites[where].talks and told.title == TBA)
        return any(told.when.date() == when.date() for told in left)

    def _fresh_speakers(self, where: str) -> set[str]:
        """Speakers of talks that nobody has seen yet: dropped now, another of theirs would be this one cast anew."""
        talks = self.sites[where].talks.values()
        return {told.speaker for told in talks if (where, told.number) not in self.watch.seen} - {""}

    @rule(where=st.sampled_from((A, B, C)), pick=picks, hours=looks)
    def drops(self, where: str, pick: int, hours: int) -> None:
        if (one := self.pick(where, pick, lambda told: told.speaker not in self._fresh_speakers(where))) is not None:
            self.dropped[where].append(self.sites[where].talks.pop(one.number))
        self.crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B, C)), pick=picks, hours=looks)
    def brings_back(self, where: str, pick: int, hours: int) -> None:
        if self.dropped[where]:
            one = self.dropped[where].pop(pick % len(self.dropped[where]))
            if self._is_recognisable(self.sites[where], one):
                self.sites[where].talks[one.number] = one
        self.crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), pick=picks, hours=looks)
    def pages_away(self, where: str, pick: int, hours: int) -> None:
        """The listing shows a talk no more, or again; its page is still there, where it was seen."""
        site = self.sites[where]
        one = self.pick(where, pick, lambda told: not told.listed or self._is_where_it_was(site, told))
        if one is not None:
            site.change(one.number, listed=not one.listed)
        self.crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), hours=looks)
    def is_redesigned(self, where: str, hours: int) -> None:
        """Every talk gets a new address, and nothing redirects."""
        site = self.sites[where]
        site.design += 1
        if not all(told.listed and self._is_recognisable(site, told) for told in site.talks.values()):
            site.design -= 1
        self.crawl_in(where, hours)

    @rule(where=st.sampled_from((A, B)), word=st.sampled_from(("", "a1", "b2")), hours=looks)
    def gets_session_ids(self, where: str, word: str, hours: int) -> None:
        self.sites[where].session = word
        self.crawl_in(where, hours)

    @rule(pick=picks, day=offsets, hours=looks)
    def reuses_an_address(self, pick: int, day: tuple[int, int], hours: int) -> None:
        """Another talk, of somebody else, at the address of one that is dropped."""
        corrected = self.pledges.numbers_of("speakers")
        read = {number_of(row.talk.image) for row in self.store.known(A) if row.talk.speakers} - corrected
        fresh = self._fresh_speakers(A)
        one = self.pick(A, pick, lambda told: told.number in read and told.title != TBA and told.speaker not in fresh)
        days = {when.date() for where, when in self.slots if where == A}
        when = self.slot(A, day)
        if one is not None and when.date() not in days:  # somebody else on the same day would be a talk that changed
            self.sites[A].talks.pop(one.number)
            self.made += 1
            self.publish(A, Told(self.made, title(self.made), when, one.slug, stranger(self.made)))
        self.crawl_in(A, hours)

    # ── Who looks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40))
    def is_crawled(self, where: str, hours: int) -> None:
        self.crawl(where, hours, Sight())

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40))
    def is_crawled_again(self, where: str, hours: int) -> None:
        self.crawl(where, hours, Sight(), repeated=True)

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), again=st.booleans())
    def is_crawled_in_vain(self, where: str, hours: int, again: bool) -> None:
        self.crawl(where, hours, Sight(failed=True), repeated=again)

    @rule(where=st.sampled_from((A, B)), hours=st.integers(2, 40), pick=picks, again=st.booleans())
    def is_crawled_in_part(self, where: str, hours: int, pick: int, again: bool) -> None:
        """Some pages of talks answer with errors."""
        numbers = frozenset(number for number in self.sites[where].talks if pick >> (number % 29) & 1)
        self.crawl(where, hours, Sight(unread=numbers), repeated=again)

    @rule(where=st.sampled_from((A, B)), hours=st.integers(2, 40), cut=st.integers(1, 5))
    def is_crawled_as_far_as_paging_goes(self, where: str, hours: int, cut: int) -> None:
        site = self.sites[where]
        later = site.shown(self.now + timedelta(hours=hours))
        while cut < len(later) and not all(self._is_where_it_was(site, told) for told in later[cut:]):
            cut += 1
        self.crawl(where, hours, Sight(cut=cut))

    def _is_where_it_was(self, site: Institute, told: Told) -> bool:
        """Whether a talk can be found by asking for it where it was seen."""
        return self.watch.seen.get((site.id, told.number), (told, ""))[1] in ("", site.url(told))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), pick=picks)
    def is_shown_a_part(self, where: str, hours: int, pick: int) -> None:
        """A listing that lies: it looks whole and shows a part; of each talk no more often than the table bears."""
        self.crawl(where, hours, Sight(hidden=self._some(where, pick, bears=2), gone=self._pageless(where, pick)))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), runs=st.integers(1, 4))
    def is_shown_next_to_nothing(self, where: str, hours: int, runs: int) -> None:
        """A listing that looks whole and shows nothing, as often as it likes; so do the pages of its talks."""
        shown = self.sites[where].shown(self.now + timedelta(hours=hours * runs))
        if len(shown) > 1:
            for _ in range(runs):
                numbers = frozenset(self.sites[where].talks)
                self.crawl(where, hours, Sight(hidden=numbers, gone=numbers))

    @rule(where=st.sampled_from((A, B, C)), hours=st.integers(2, 40), runs=st.integers(1, 4), pick=picks)
    def is_shown_one_alone(self, where: str, hours: int, runs: int, pick: int) -> None:
        """A listing that looks whole and shows one talk of three or more, as often as it likes; so do their pages. Of
        two that are known, one that is not shown three times is off."""
        end = self.now + timedelta(hours=hours * runs)
        shown, known = self.sites[where].shown(end), [old for old in self.store.known(where) if old.is_coming(end)]
        if min(len(shown), len(known)) > 2:
            numbers = frozenset(self.sites[where].talks) - {shown[pick % len(shown)].number}
            for _ in range(runs):
                self.crawl(where, hours, Sight(hidden=numbers))

    def _some(self, where: str, pick: int, bears: int) -> frozenset[int]:
        """Talks that may be missed once more without anybody being misled: fewer than half of those that are known."""
        talks = self.sites[where].talks
        fresh = [told for n, told in talks.items() if (where, n) not in self.watch.seen]
        people, days = {told.speaker for told in fresh} - {""}, {told.when.date() for told in fresh}  # who could tell?
        shown = [
            told.number
            for told in self.sites[where].shown(self.now)
            if told.speaker not in people and told.when.date() not in days
        ]
        some = [n for n in shown if pick >> (n % 29) & 1 and self.missed.get((where, n), 0) < bears]
        return frozenset(some[: max(0, (len(shown) - 1) // 2)])

    def _pageless(self, where: str, pick: int) -> frozenset[int]:
        """Of talks that are hidden the pages must be gone as well, or they would be met there."""
        return frozenset(n for n in self._some(where, pick, bears=1))

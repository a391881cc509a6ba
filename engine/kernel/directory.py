"""Organisations, people and dated posts: who holds an office, which body serves whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from engine.definition.workflow import Text
from engine.errors import NotFound
from engine.kernel.called import not_known
from engine.kernel.case import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A person, and the post that they hold: `office@organisation`.
Seat = tuple[str, str]
_KEPT = 4_096


class Organisation(Value, kw_only=True):
    """A body among others.

    `serves` is the area body that it belongs to, `managed_at` the level that manages its
    leading posts (干部管理权限).
    """

    id: str
    name: Text
    kind: str
    level: str | None = None
    superior: str | None = None
    serves: str | None = None
    sector: str | None = None
    managed_at: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


class Person(Value, kw_only=True):
    """Somebody who can act; `contacts` says where they are reached, by kind (`email`)."""

    id: str
    name: Text
    contacts: dict[str, str] = {}


class Post(Value, kw_only=True):
    """A person's holding of an office in an organisation; both ends of the term are included."""

    organisation: str
    office: str
    person: str
    since: dt.date | None = None
    until: dt.date | None = None


class Delegation(Value, kw_only=True):
    """A person's standing in for another."""

    person: str
    stands_in_for: str
    since: dt.date | None = None
    until: dt.date | None = None


def _holds(item: Organisation | Post | Delegation, on: dt.date) -> bool:
    return (item.since is None or item.since <= on) and (item.until is None or on <= item.until)


class Directory(Value, kw_only=True, dict=True, gc=True):
    """Everything known of organisations and people, with look-ups by day."""

    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Organisation]:
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def _by_kind(self) -> dict[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = defaultdict(list)
        for organisation in self.organisations:
            found[organisation.kind].append(organisation)
        return found

    @cached_property
    def _posts(self) -> dict[tuple[str, str], list[Post]]:
        found: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.organisation, post.office].append(post)
        return found

    @cached_property
    def _posts_of(self) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.person].append(post)
        return found

    @cached_property
    def _seated(self) -> dict[tuple[str, str, dt.date], tuple[Seat, ...]]:
        return {}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def has_organisation(self, organisation: str) -> bool:
        """Return whether an organisation of this id is known."""
        return organisation in self._by_id

    def has_person(self, person: str) -> bool:
        """Return whether a person of this id is known."""
        return person in self._people

    def person(self, person: str) -> Person:
        """Return a person; raise NotFound."""
        if person not in self._people:
            named = ((each.id, each.name) for each in self.people)
            code, facts = not_known("person_unknown", person, named, person=person)
            raise NotFound(code, **facts)
        return self._people[person]

    def organisation(self, organisation: str) -> Organisation:
        """Return an organisation; raise NotFound."""
        if organisation not in self._by_id:
            named = ((each.id, each.name) for each in self.organisations)
            code, facts = not_known(
                "organisation_unknown", organisation, named, organisation=organisation
            )
            raise NotFound(code, **facts)
        return self._by_id[organisation]

    def upwards(self, organisation: str) -> Iterator[Organisation]:
        """Yield an organisation, then each of its superiors; a loop ends where it began."""
        seen: set[str] = set()
        current: str | None = organisation
        while current is not None and current not in seen and current in self._by_id:
            seen.add(current)
            found = self._by_id[current]
            yield found
            current = found.superior

    def holders(self, office: str, organisation: str, on: dt.date) -> tuple[str, ...]:
        """Return who holds an office of an organisation on a day."""
        posts = self._posts.get((organisation, office), ())
        return tuple(post.person for post in posts if _holds(post, on))

    def posts_of(self, person: str, on: dt.date) -> list[Post]:
        """Return the posts that a person holds on a day."""
        return [post for post in self.posts_ever(person) if _holds(post, on)]

    def posts_ever(self, person: str) -> list[Post]:
        """Return the posts that a person holds, held or will hold."""
        return self._posts_of.get(person, [])

    def holders_or_above(self, office: str, organisation: str, on: dt.date) -> tuple[str, ...]:
        """Return the holders; a vacancy goes to the same office upwards (semantics 20)."""
        return tuple(person for person, _ in self.seated(office, organisation, on))

    def seated(self, office: str, organisation: str, on: dt.date) -> tuple[Seat, ...]:
        """Return the holders, or those above a vacancy; the same few are asked for all day."""
        known = self._seated.get((office, organisation, on))
        if known is None:
            if len(self._seated) >= _KEPT:
                self._seated.clear()
            known = self._find_seated(office, organisation, on)
            self._seated[office, organisation, on] = known
        return known

    def _find_seated(self, office: str, organisation: str, on: dt.date) -> tuple[Seat, ...]:
        for body in self.upwards(organisation):
            if found := self.holders(office, body.id, on):
                return tuple((person, f"{office}@{body.id}") for person in found)
        return ()

    def stands_in(self, person: str, principal: str, on: dt.date) -> bool:
        """Return whether a person stands in for another on a day."""
        return any(
            one.person == person and one.stands_in_for == principal and _holds(one, on)
            for one in self.delegations
        )

    def principals(self, person: str, on: dt.date) -> tuple[str, ...]:
        """Return those whom a person stands in for on a day."""
        found = (one for one in self.delegations if one.person == person and _holds(one, on))
        return tuple(one.stands_in_for for one in found)

    def offices_of(self, person: str, on: dt.date) -> frozenset[str]:
        """Return the offices that a person holds anywhere on a day."""
        held = (one for one in self.posts if one.person == person and _holds(one, on))
        return frozenset(one.office for one in held)

    def serving(
        self, kind: str, level: str | None, sector: str | None, over: str, on: dt.date
    ) -> str:
        """Return the one organisation of a kind that serves `over`.

        It serves `over` or the nearest of its superiors; a level or a sector narrows it.
        Raise NotFound where there is none, or several at the same height.
        """
        wanted = {"kind": kind, "level": level, "sector": sector, "over": over}
        fitting = [
            body
            for body in self._by_kind.get(kind, ())
            if level in (None, body.level) and sector in (None, body.sector) and _holds(body, on)
        ]
        for area in self._areas(over):
            found = [body for body in fitting if body.serves == area]
            if len(found) > 1:
                raise NotFound("directory_several", **wanted, found=[body.id for body in found])
            if found:
                return found[0].id
        raise NotFound("directory_none", **wanted)

    def of_level(self, level: str, on: dt.date) -> list[str]:
        """Return the organisations of a level that exist on a day."""
        return [body.id for body in self.organisations if body.level == level and _holds(body, on)]

    def _areas(self, over: str) -> Iterator[str]:
        for body in self.upwards(over):
            yield body.id
            if body.serves is not None and body.serves != body.superior:
                yield body.serves

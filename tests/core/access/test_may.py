"""Every action of every role in every mode, as one table; and what holds whoever asks."""

import pytest

from core.access import (
    LOCAL,
    MODES,
    NOBODY,
    Access,
    Action,
    Person,
    Role,
    Thing,
    acting_as,
    answered_by,
    check,
    may,
    refusal,
    who,
)
from core.errors import NotAllowed

A = Action
VIEWER, MEMBER, ADMIN = (Person("ada", role) for role in (Role.VIEWER, Role.MEMBER, Role.ADMIN))
MINE, THEIRS, NOBODYS = Thing("a run", "ada"), Thing("a run", "bob"), Thing("a run")
LOOKS = {A.SEE, A.TRY, A.OPEN}
STARTS = {A.TRAIN, A.BRING, A.CHANGE}
OWN = {A.STOP, A.RESUME, A.RENAME, A.DELETE, A.SHARE}
ALL = set(Action) - {A.READ_PATH}  # of a server without roots
TABLE = {
    # who: (with a thing of their own, of somebody else, of nobody)
    NOBODY: (set(), set(), set()),
    VIEWER: (LOOKS, LOOKS, LOOKS),
    MEMBER: (LOOKS | STARTS | OWN, LOOKS | STARTS, LOOKS | STARTS),
    ADMIN: (ALL, ALL, ALL),
    LOCAL: (set(Action), set(Action), set(Action)),
}
"""What is allowed where people sign in."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("person", TABLE, ids=lambda one: f"{one.name}-{one.role}")
@pytest.mark.parametrize("action", Action)
def test_the_table(mode, person, action):
    under = Access(MODES[mode])
    for thing, allowed in zip((MINE, THEIRS, NOBODYS), TABLE[person], strict=True):
        expected = {
            "personal": True,
            "demo": action in LOOKS or person == LOCAL,
        }.get(mode, action in allowed)
        said = refusal(person, action, thing, under=under)
        assert may(person, action, thing, under=under) == (said == "") == expected, said
        assert not said or said.endswith(".")


@pytest.mark.parametrize("mode", ["team", "class", "demo"])
def test_what_is_private_is_opened_by_its_owner_and_admins_alone(mode):
    under = Access(MODES[mode])
    mine, nobodys = Thing("a run", "ada", private=True), Thing("a run", "", private=True)
    theirs = Thing("a run", "bob", private=True)
    people = (NOBODY, Person("", Role.VIEWER), VIEWER, MEMBER, ADMIN, LOCAL)
    opened = [
        [may(one, A.OPEN, it, under=under) for one in people] for it in (mine, theirs, nobodys)
    ]
    admins = [False, False, False, False, True, True]
    assert opened == [[False, False, True, True, True, True], admins, admins]


def test_roots_open_the_servers_folders_to_members(tmp_path):
    under = Access(MODES["team"], roots=(tmp_path,))
    assert [may(one, A.READ_PATH, under=under) for one in (NOBODY, VIEWER, MEMBER, ADMIN)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_refusal_says_whose_it_is_and_whom_to_ask():
    under = Access(MODES["class"])
    assert "“a run”. It belongs to bob: ask bob." in refusal(MEMBER, A.STOP, THEIRS, under=under)
    assert "ask an admin" in refusal(MEMBER, A.DELETE, NOBODYS, under=under)


def test_nobody_who_signs_in_can_be_the_one_at_the_machine(served):
    served("team")
    from core.access.people import add
    from core.errors import BadAccess

    with pytest.raises(BadAccess):
        add("", role=Role.ADMIN)
    assert Person("root", Role.ADMIN) != LOCAL


def test_who_asks_is_stated_or_asked_for_else_the_one_at_the_machine(served, monkeypatch):
    served("team")
    monkeypatch.setattr("core.access.person._answered", [])
    assert who() == LOCAL
    end = answered_by(lambda: NOBODY)
    try:
        with pytest.raises(NotAllowed, match="Sign in"):
            check(A.SEE)
        with acting_as(MEMBER):
            assert who() == MEMBER
            check(A.TRAIN)
    finally:
        end()
    check(A.MANAGE)

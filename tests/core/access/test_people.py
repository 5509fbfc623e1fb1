"""The list of people: kept as hashes, changed by one at a time, and joined by a class."""

import json

import pytest

from core.__main__ import main
from core.access import Role
from core.access.people import FILE, acting_for, add, change, joined, people, remove, signed_in
from core.access.person import LOCAL, Person, who
from core.access.sessions import person_of
from core.errors import BadAccess, NotAllowed, UnknownName
from core.paths import access_folder

WORD = "correct horse"
pytestmark = pytest.mark.usefixtures("quick_passwords")


def test_a_password_is_kept_as_a_hash_that_only_the_owner_reads():
    add("Ada Lovelace", role=Role.ADMIN, password=WORD)
    path = access_folder() / FILE
    assert WORD not in path.read_text()
    assert json.loads(path.read_text())["people"]["Ada Lovelace"]["hash"].startswith("$argon2id$")
    assert path.stat().st_mode & 0o077 == 0
    assert signed_in("ada lovelace", WORD) == Person("Ada Lovelace", Role.ADMIN)


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("eve", WORD), ("oidc", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(name, password):
    add("ada", role=Role.MEMBER, password=WORD)
    add("oidc", role=Role.MEMBER)
    with pytest.raises(NotAllowed, match="name or the password is wrong"):
        signed_in(name, password)


@pytest.mark.parametrize(
    "name", ["", " ", "<b>x</b>", "a\nb\x00", "=1+1", "x" * 61, "../etc", "\u202eada", "a/b"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(BadAccess, match="is no name"):
        add(name, role=Role.MEMBER, password=WORD)


def test_names_are_of_any_script_and_differ_by_more_than_case():
    add("Åsa Öberg", role=Role.MEMBER, password=WORD)
    add("李雷", role=Role.MEMBER, password=WORD)
    with pytest.raises(BadAccess, match="already"):
        add("åsa öberg", role=Role.MEMBER, password=WORD)


def test_changing_and_removing_somebody():
    add("ada", role=Role.MEMBER, password=WORD)
    before = people()["ada"].since
    change("ada", role=Role.ADMIN, password="another password")
    assert people()["ada"].since > before
    assert signed_in("ada", "another password").role is Role.ADMIN
    with pytest.raises(UnknownName):
        change("eve", role=Role.ADMIN)
    remove("ada")
    assert not people()
    with pytest.raises(BadAccess, match="10 to 200"):
        add("bob", role=Role.MEMBER, password="short")


def test_joining_a_class_by_code_and_coming_back_by_ones_own_word():
    ben = Person("Ben", Role.MEMBER)
    assert joined("Ben", "frog", " heron-42 ", asked="heron-42") == ben
    assert joined("ben", "frog", "heron-42", asked="heron-42") == ben
    with pytest.raises(NotAllowed, match="Ben is taken"):
        joined("Ben", "toad", "heron-42", asked="heron-42")
    with pytest.raises(NotAllowed, match="not the code"):
        joined("Cleo", "frog", "heron", asked="heron-42")
    with pytest.raises(NotAllowed, match="no code yet"):
        joined("Cleo", "frog", "", asked="")
    assert list(people()) == ["Ben"]


def test_a_job_works_for_who_started_it():
    add("ada", role=Role.ADMIN, password=WORD)
    with acting_for("ada"):
        assert who() == Person("ada", Role.ADMIN)
    with acting_for("gone"):
        assert who() == Person("gone", Role.MEMBER)
    with acting_for(""):
        assert who() == LOCAL


def test_a_list_that_was_mended_badly_says_so():
    access_folder().mkdir(parents=True)
    (access_folder() / FILE).write_text('{"people": {"ada": {"role": "queen"}}}')
    with pytest.raises(BadAccess, match="queen"):
        people()


def test_the_command(monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    assert main(["people", "add", "Ada", "--role", "admin", "--password-stdin"]) == 0
    assert signed_in("Ada", WORD).role is Role.ADMIN
    assert main(["people"]) == 0
    assert "Ada\tadmin\tpassword" in capsys.readouterr().out
    typed = iter(["one password", "another one"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["people", "add", "Bob"]) == 2
    assert "differ" in capsys.readouterr().err
    capsys.readouterr()
    assert main(["people", "token", "Ada"]) == 0
    assert person_of(capsys.readouterr().out.strip()) == Person("Ada", Role.ADMIN)
    assert main(["people", "token", "Eve"]) == 2
    assert main(["people", "remove", "Ada"]) == 0
    assert main(["people", "remove", "Ada"]) == 2

"""What the owner of a server asks for: a file, the environment before it, and what is refused."""

import pytest

from core.access import access
from core.errors import BadAccess

FILE = """
mode = "class"
hosts = ["Lab.Example.org"]
hours = 8
[class]
code = "heron-42"
[quota]
jobs = 3
"""


def test_nothing_asked_is_one_person_at_one_machine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert access().mode.name == "personal"
    assert not access().knows


def test_a_file_in_the_working_folder_and_the_environment_before_it(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "embedscope.toml").write_text(FILE)
    found = access()
    assert (found.mode.name, found.hosts, found.code) == ("class", ("lab.example.org",), "heron-42")
    assert (found.quota.jobs, found.quota.megabytes, found.hours) == (3, None, 8)
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")
    monkeypatch.setenv("EMBEDSCOPE_HOSTS", "a.example, b.example")
    monkeypatch.setenv("EMBEDSCOPE_ROOTS", str(tmp_path))
    found = access()
    assert (found.mode.name, found.hosts) == ("team", ("a.example", "b.example"))
    assert found.roots == (tmp_path.resolve(),)
    assert (found.base, list(map(str, found.proxies))) == ("", ["127.0.0.0/8", "::1/128"])
    monkeypatch.setenv("EMBEDSCOPE_BASE", "/lab/one/")
    monkeypatch.setenv("EMBEDSCOPE_PROXIES", "10.0.0.2, 172.16.0.0/12")
    found = access()
    assert (found.base, list(map(str, found.proxies))) == (
        "lab/one",
        ["10.0.0.2/32", "172.16.0.0/12"],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mode = "open"', "Unknown mode: 'open'. Must be one of: personal, team, class, demo"),
        ("mode = 3", "mode must be a text"),
        ('modes = "team"', "unknown key 'modes'"),
        ('mode = "team', "cannot be read"),
        ('roots = ["/nowhere/at/all"]', "no folder"),
        ('[oidc]\nrole = "queen"', "queen"),
        ("[class]\nword = 1", "unknown key 'word'"),
        ('base = "/lab/../etc"', "base '/lab/../etc' is no path"),
        ('base = "/a b/"', "is no path"),
        ('proxies = ["lab.example.org"]', "an address or a network"),
        ('proxies = ["10.0.0.1/8"]', "has host bits set"),
    ],
)
def test_what_cannot_be_met_is_refused_with_its_place(monkeypatch, tmp_path, text, said):
    place = tmp_path / "other.toml"
    place.write_text(text)
    monkeypatch.setenv("EMBEDSCOPE_CONFIG", str(place))
    with pytest.raises(BadAccess, match=said):
        access()

"""What the app is made of: licences that are let in and refused, known weaknesses, the list."""

from __future__ import annotations

import email
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from core.paths import ROOT
from tools import audit, licences

RULES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["embedscope"]
CLASSIFIER = "Classifier: License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("about", "let_in"),
    [
        ("License-Expression: MIT", True),
        ("License-Expression: MIT OR GPL-3.0-only", True),
        ("License-Expression: Apache-2.0 WITH LLVM-exception AND (MIT OR GPL-2.0-only)", True),
        (f"{CLASSIFIER}Apache Software License", True),
        (f"{CLASSIFIER}BSD License\nLicense: whatever", True),
        ("License: Apache License, Version 2.0", True),
        ("License-Expression: GPL-3.0-or-later", False),
        ("License-Expression: MIT AND LGPL-2.1-only", False),
        ("License-Expression: AGPL-3.0-only WITH Classpath-exception-2.0", False),
        (f"{CLASSIFIER}GNU General Public License v3 (GPLv3)", False),
        (f"{CLASSIFIER}MIT License\n{CLASSIFIER}GNU Affero General Public License v3", False),
        ("License: Free for academic use", False),
        ("License: UNKNOWN", False),
        ("License-Expression: LicenseRef-Own", False),
        ("License-Expression: (MIT", False),
        ("Name: says-nothing", False),
    ],
)
def test_a_licence_is_let_in_or_refused(about: str, let_in: bool) -> None:
    said = licences.licence_of(email.message_from_string(about))
    assert licences.fits(said, licences.allowed(RULES)) is let_in, said


def test_every_locked_dependency_may_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0, capsys.readouterr().out
    names = licences.locked((ROOT / "requirements.lock").read_text("utf-8"))
    assert {"torch", "streamlit", "gradio"} <= set(names)


def test_one_that_may_not_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(licences, "licences", lambda *_: [("some-package", "GPL-3.0-only")])
    assert licences.main() == 1
    assert "some-package: GPL-3.0-only. Take it out" in capsys.readouterr().out


def test_a_known_weakness_is_told_and_none_can_be_where_nobody_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weak = {"id": "CVE-1", "fix_versions": ["2.1"]}
    found = [{"name": "a", "version": "2.0", "vulns": [weak]}, {"name": "b", "skip_reason": "?"}]
    answers = {
        json.dumps({"dependencies": found}): (1, "a 2.0: CVE-1, mended in 2.1"),
        json.dumps({"dependencies": found[1:]}): (0, audit.SKIPPED),
        "": (0, audit.SKIPPED),
    }
    for answer, (status, words) in answers.items():
        monkeypatch.setattr(audit, "LINE", ("-c", f"print({answer!r})"))
        assert audit.main() == status
        assert words in capsys.readouterr().out


def test_the_list_beside_the_wheel_names_versions_and_sums(tmp_path: Path) -> None:
    """As the Makefile makes it, of a lock with the first lines of ours."""
    pytest.importorskip("cyclonedx_py")
    made = next(
        line for line in (ROOT / "Makefile").read_text().splitlines() if "cyclonedx_py" in line
    )
    lock = tmp_path / "requirements.lock"
    lock.write_text("".join((ROOT / "requirements.lock").read_text().splitlines(True)[:12]))
    words = made.split()[1:]
    words[words.index("requirements.lock")] = str(lock)
    words[words.index("-o") + 1] = str(tmp_path / "made.json")
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True)
    told = json.loads((tmp_path / "made.json").read_text())
    assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "embedscope")
    (first, *_) = told["components"]
    assert first["purl"] == f"pkg:pypi/{first['name']}@{first['version']}"
    assert first["externalReferences"][0]["hashes"]

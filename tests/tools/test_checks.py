"""What is checked before a commit is what `make check` checks, and it sees every package."""

from __future__ import annotations

import re

import yaml

from tools.requirements import ROOT


def test_pre_commit_runs_the_commands_of_make_check() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    assert recipe
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert [hook["entry"] for hook in hooks] == commands
    assert all(repo["repo"] == "local" for repo in config["repos"])


def test_every_folder_of_code_is_a_package_that_import_linter_sees() -> None:
    folders = {
        path.parent for root in ("core", "pages", "bench") for path in ROOT.glob(f"{root}/**/*.py")
    }
    bare = sorted(
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    )
    assert bare == [], "lint-imports passes over a folder without __init__.py"

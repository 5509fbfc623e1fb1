"""The checkpoints that the wheel leaves out, as files to be served, and the list that it takes.

Hatchling calls this as it builds: beside the wheel lies `checkpoints/<name>.zip` for each, the same
bytes from the same files, and the wheel holds their sizes and checksums (core/runs/release.py).
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest time that a zip can hold: the same files, the same bytes
SHEETS = "thumbs"
"""No checkpoint: what several of them share, and the wheel has."""
LISTED = "embedscope/_app/checkpoints/release.json"


class Release(BuildHookInterface[Any]):
    """Makes them when a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files and let the wheel take the list; an editable install has everything."""
        if version == "editable":
            return
        within = self.build_config.force_include.values()
        held = {Path(place).name for place in within}
        listed = pack(Path(self.root) / "checkpoints", Path(self.directory) / "checkpoints", held)
        build_data["force_include"][str(listed)] = LISTED


def pack(checkpoints: Path, target: Path, held: set[str]) -> Path:
    """Zip every checkpoint but those `held` by the wheel; where the list of them lies."""
    target.mkdir(parents=True, exist_ok=True)
    listed: dict[str, dict[str, Any]] = {}
    for folder in sorted(each for each in checkpoints.iterdir() if each.is_dir()):
        if folder.name in {*held, SHEETS}:
            continue
        archive = target / f"{folder.name}.zip"
        _zip(folder, archive)
        listed[folder.name] = {
            "title": _title(folder),
            "bytes": archive.stat().st_size,
            "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        }
    path = target / "release.json"
    path.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _zip(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            packed.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)


def _title(folder: Path) -> str:
    """What its recipe calls it."""
    for line in (folder / "recipe.yaml").read_text("utf-8").splitlines():
        if line.startswith("title:"):
            return line.removeprefix("title:").strip().strip("'\"")
    return ""

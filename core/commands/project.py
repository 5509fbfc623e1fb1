"""Project an embedding set onto a map (t-SNE, UMAP, PaCMAP, PCA), or find the map made before."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.embeddings import EmbeddingSet, Map


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", help="of an embedding set, as `embeddings` prints it")
    parser.add_argument("--method", default="tsne", help="tsne (default), umap, pacmap, pca, own")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the method, such as perplexity=50; as often as needed",
    )
    parser.add_argument("--dimensions", type=int, default=2, help="2 (default) or 3")
    parser.add_argument("--seed", type=int, default=0, help="0 by default")
    parser.add_argument(
        "--ship", action="store_true", help="keep the map in its run's folder too, as a checkpoint"
    )
    parser.add_argument("--json", action="store_true", help="print what is known of the map")


def run(args: argparse.Namespace) -> int:
    """Find or make the map and print how far to trust it; 0."""
    from core.commands._progress import ProgressLine
    from core.embeddings import find_embedding_set
    from core.embeddings.maps import ProjectionSpec, make
    from core.embeddings.neighbours import add_index, told

    embedding_set = find_embedding_set(args.name)
    spec = ProjectionSpec(args.method, args.dimensions, args.seed, dict(map(_pair, args.set)))
    line = ProgressLine()

    def watch(share: float, stage: str, _points: object = None) -> None:
        line.show(f"{share:4.0%} {stage}")

    add_index(embedding_set, watch=watch)
    found = make(embedding_set, spec, watch=watch)
    line.end()
    if args.ship:
        _ship(embedding_set, found)
    about = {"cloud": embedding_set.name, "map": found.name, **found.about()}
    about["notes"] = [*about["notes"], *filter(None, [told(embedding_set)])]
    print(json.dumps(about, ensure_ascii=False) if args.json else _text(about))
    return 0


def _ship(embedding_set: EmbeddingSet, found: Map) -> None:
    """Copy a map of a run's own test embedding into the run, without the way there."""
    from core.embeddings.sources import stored
    from core.errors import BadSource
    from core.runs.find import find_run

    source = embedding_set.about()["source"]
    run = find_run(source["run"]) if source.get("kind") == "run" else None
    if run is None or stored(run) != embedding_set:
        raise BadSource(
            f"Only a map of a run's stored test embedding can be shipped: {embedding_set.name}"
        )
    place = run.folder / "maps" / found.name
    shutil.copytree(found.folder, place, dirs_exist_ok=True, ignore=lambda *_: ["frames"])
    print(place, file=sys.stderr)


def _pair(text: str) -> tuple[str, str]:
    from core.errors import BadRecipe

    name, sign, value = text.partition("=")
    if not sign:
        raise BadRecipe(f"--set {text!r}: write NAME=VALUE, such as perplexity=50.")
    return name.strip(), value.strip()


def _text(about: dict[str, Any]) -> str:
    lines = [
        f"{about['cloud']}: {about['title']} in {about['dimensions']} dimensions, "
        f"seed {about['seed']}, {about['seconds']:.1f} s; map {about['map']}",
        *about["notes"],
        "",
        f"{'':22}{'value':>9}{'n':>9}",
    ]
    for name, figure in about["quality"].items():
        value = "-" if figure["value"] is None else f"{figure['value']:.4f}"
        lines.append(f"{name:22}{value:>9}{figure['n']:>9,}")
    return "\n".join(lines)

"""CKA of the layers of two nets, or of the moments of two trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inference.wire import Named

if TYPE_CHECKING:
    from core.comparison.layers import Net, Similarity
    from core.comparison.matched import Matched
    from core.comparison.sides import Side


def answer(*, first: str, second: str, seed: int = 0) -> Named:
    """`cka` float64 [layers, layers] with the titles `first` and `second`, over `images` images;
    `note` says what people should know of these. Of two moments these are moments of their runs.

    Raises NotComparable where a side has no layers that can be looked at, and as `comparison` does.
    """
    from dataclasses import asdict

    from core.comparison.matched import matched
    from core.comparison.sides import find_side

    one, other = find_side(first), find_side(second)
    found = asdict(_similarity(one, other, matched(one.images(), other.images()), seed))
    return {**found, "first": list(found["first"]), "second": list(found["second"])}


def _similarity(one: Side, other: Side, pair: Matched, seed: int) -> Similarity:
    from core.comparison.layers import (
        PICTURES,
        shown_to,
        similarity_of_moments,
        similarity_of_nets,
    )
    from core.data.splits import probe

    labels = one.embedding_set.labels()[pair.first]
    rows = pair.first[probe(labels, PICTURES, seed)]
    if one.run and other.run and one.step is not None and other.step is not None:
        return similarity_of_moments(one.run, other.run, rows)
    shown_to(other)
    return similarity_of_nets(_net(one), _net(other), shown_to(one), rows)


def _net(side: Side) -> Net:
    """Raises NotComparable where the run keeps no weights; RunBroken, DataMissing."""
    from core.comparison.layers import Net
    from core.errors import NotComparable
    from core.inference.loaded import both_ends, trained

    source = side.embedding_set.about()["source"]
    name = source["run"]
    if source["weights"] == "initial":
        run, _ = trained(name)
        return Net(both_ends(name)[0], run.finished())
    from core.runs.find import find_run

    if not find_run(name).has_weights:
        raise NotComparable(f"{side.title} keeps no weights, so its layers cannot be looked at.")
    run, net = trained(name)
    return Net(net, run.finished())

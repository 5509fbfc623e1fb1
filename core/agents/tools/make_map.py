"""Make a map (a projection in the plane or in space): of a layer of a run's net, of a data set as
an encoder sees it or as plain pixels, or of an embedding set. It is queued, and get_job watches it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from core import encoders
from core.agents.arguments import run_called
from core.agents.jobs import Job, described, refuse_too_many
from core.embeddings import sources
from core.embeddings.embedding_set import find_embedding_set
from core.embeddings.maps import ProjectionSpec
from core.errors import BadSource, UnknownName
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds import map as map_job
from core.runs.find import run_key

TITLE = "Make a map"
WRITES = True
PIXELS = "pixels"


def answer(
    *,
    run: Annotated[str, Field(description="Through this run's net, on its own test images.")] = "",
    layer: Annotated[str, Field(description="A layer of that net.")] = "output",
    embedding_set: Annotated[str, Field(description="Of points that are there.")] = "",
    encoder: Annotated[
        str, Field(description="Through this encoder (list_encoders), or “pixels”; needs data.")
    ] = "",
    data: Annotated[str, Field(description="The data set that encoder or run is shown.")] = "",
    split: Annotated[Literal["train", "test", "all"], Field(description="Which images.")] = "test",
    sample: Annotated[int | None, Field(ge=10, description="So many points, by class.")] = None,
    method: Annotated[str, Field(description="pca, tsne, umap or pacmap.")] = "umap",
    dimensions: Annotated[Literal[2, 3], Field(description="Plane or space.")] = 2,
    seed: Annotated[int, Field(ge=0)] = 0,
) -> Job:
    """Queue it; raises BadSource, UnknownName, DataMissing, and what the source's check does."""
    spec = ProjectionSpec(method, dimensions, seed)
    if sum(map(bool, (run, embedding_set, encoder))) != 1:
        raise BadSource("A map is made of one of run, encoder and embedding_set: name just one.")
    refuse_too_many()
    if embedding_set:
        title = find_embedding_set(embedding_set).about()["title"]
        about = map_job.described(embedding_set, spec)
    else:
        source = _source(run, layer, encoder, data) | {"split": split, "sample": sample}
        sources.check(source | {"seed": seed})
        title = sources.title_of(source)
        about = map_job.described(None, spec, source | {"seed": seed})
    known = jobs()
    return described(known.state(known.start(MAP, about, title=title)))


def _source(run: str, layer: str, encoder: str, data: str) -> dict[str, Any]:
    if run:
        known = run_key(run_called(run))
        return {"kind": "run", "run": known, "layer": layer, "data": data or None}
    if not data:
        raise BadSource("An encoder is shown a data set: name one with data (list_data_sets).")
    if encoder == PIXELS:
        return {"kind": PIXELS, "data": data}
    if encoder not in encoders.offered():  # and so never a file by its path
        raise UnknownName("encoder", encoder, [*encoders.offered(), PIXELS])
    return {"kind": "encoder", "encoder": encoder, "data": data}

"""The trained parts of a run: pair models, and face nets where those were trained too."""

from __future__ import annotations

from dataclasses import replace

from core.errors import RunBroken
from core.faces import encoders
from core.faces.encoders import Encoder
from core.faces.encoders._run import of_torch
from core.runs.run import Run
from core.tasks.kinship.heads._head import PairHead
from core.tasks.kinship.settings import KinshipRecipe


def loaded(
    run: Run, known: tuple[Encoder, ...], recipe: KinshipRecipe
) -> tuple[tuple[Encoder, ...], list[PairHead], list[slice]]:
    """The encoders that see a face, the pair models, and the part of the vectors that each takes.

    `known` are the encoders as they come. Where the run trained its encoder, every model has its
    own instead. Raises RunBroken where the weights do not fit.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from core.tasks.kinship import heads
    from core.tasks.kinship.heads._siamese import Siamese
    from core.training.resume import part

    about = run.finished().pairs.head
    blocks = tuple(each.dimension for each in known)
    wide = sum(blocks)
    seeing: list[Encoder] = []
    made: list[PairHead] = []
    try:
        weights = load_file(run.folder / "model.safetensors")
        for name in about.models:
            head = heads.build(about.name, blocks=blocks, options=dict(about.options))
            own = {key: value.float() for key, value in part(name, weights).items()}
            if recipe.faces.fine_tune:
                net = encoders.net(known[0].name)
                Siamese(net, head, mirror=recipe.faces.mirror).load_state_dict(own)
                seeing.append(replace(known[0], run=of_torch(net, normalised=False)))
            else:
                head.load_state_dict(own)
            made.append(head.eval())
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise RunBroken(f"The weights of {run.name} cannot be loaded: {error}") from error
    if not recipe.faces.fine_tune:
        return known, made, [slice(0, wide)] * len(made)
    return tuple(seeing), made, [slice(i * wide, (i + 1) * wide) for i in range(len(made))]

"""What a frozen encoder made of a data set, once: all that a head which learns on it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch

from core.data.image_set import Images
from core.encoders.encoder import Encoder, Vectors
from core.encoders.tuned import TunedEncoder
from core.nets import parameters
from core.nets._vector_head import VectorHead
from core.progress import Progress
from core.runs.card_parts import VectorHeadCard
from core.runs.run import Run
from core.training.embed import load_head
from core.training.take_weights import take_weights


class Encoded:
    """The vectors of every split, on the device where the head learns."""

    def __init__(self, encoder: Encoder, vectors: Mapping[str, Vectors], *, device: str) -> None:
        self.address, self.title, self.version = encoder.address, encoder.title, encoder.version
        self.dimension = encoder.dimension
        self.rows = {split: torch.from_numpy(each).to(device) for split, each in vectors.items()}

    def card(
        self, net: VectorHead | TunedEncoder, outputs: int, *, tuned_from: str = ""
    ) -> VectorHeadCard:
        """What a run's card says of a head on them, or of it and the encoder that learned too."""
        head = net.head if isinstance(net, TunedEncoder) else net
        return VectorHeadCard(
            encoder=self.address,
            encoder_title=self.title,
            version=self.version,
            inputs=self.dimension,
            dimension=outputs,
            hidden=head.hidden,
            normalised=head.normalised,
            parameters=net.learning if isinstance(net, TunedEncoder) else parameters(net),
            tuned_from=tuned_from,
        )


def encoded(
    addresses: Iterable[str],
    images: Mapping[str, Images],
    *,
    device: str,
    progress: Progress,
    stop: Callable[[], bool],
) -> dict[str, Encoded]:
    """By address, what each encoder makes of the images of each split; those that were encoded
    before, on whatever page, are not encoded again. An empty address names none.

    Raises Stopped, what `core.encoders.load` does, and what opening an image does.
    """
    from core import encoders
    from core.encoders.kept import encode, vectors_folder

    found = {}
    whole = sum(map(len, images.values()))
    for address in dict.fromkeys(filter(None, addresses)):
        progress(0, whole, f"loading {encoders.title_of(address)}")
        encoder = encoders.load(address)
        vectors: dict[str, Vectors] = {}
        for split, each in images.items():
            vectors[split] = encode(
                encoder,
                each,
                folder=vectors_folder(encoder),
                progress=_of_all(progress, sum(map(len, vectors.values())), whole),
                stop=stop,
            )
        found[address] = Encoded(encoder, vectors, device=device)
    return found


def _of_all(progress: Progress, before: int, whole: int) -> Progress:
    """Of several splits one bar."""

    def tell(done: int, _of: int, _message: str) -> None:
        at = before + done
        progress(at, whole, f"{at:,} of {whole:,} images encoded")

    return tell


def initial_head(run: Run, *, seed: int, init_from: str | None) -> VectorHead:
    """The head of a finished run as it began; raises RunBroken where its weights are broken."""
    known = run.finished().head
    assert known is not None
    head = VectorHead.drawn(
        known.inputs, known.dimension, hidden=known.hidden, normalised=known.normalised, seed=seed
    )
    if init_from:
        take_weights(head, init_from)
    scaled = {k: v for k, v in load_head(run).state_dict().items() if k in ("mean", "scale")}
    head.load_state_dict(scaled, strict=False)  # these do not learn
    return head

"""What a net makes of shuffled tiles, as one piece of HTML."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.inference.puzzle.board import Board, assembled, exchanges
from core.metrics.decimal import decimal
from core.tasks.jigsaw.cut import EDGE
from core.tasks.jigsaw.permutations import TILES
from pages.widgets._html import image, part

if TYPE_CHECKING:
    from core.inference.puzzle.solve import Guess, Solution

STEP = 0.5
"""Seconds that an exchange takes."""
REST = 0.35
"""Share of an exchange's time in which nothing moves."""
GAP = 8
SMALL = 40
GLOW = "224, 112, 0"
_shown = count()
"""Numbers the animations: a browser plays one again only where its name is another."""


@dataclass(frozen=True, eq=False)
class Solved:
    """The tiles as they lay, and what the net made of them."""

    board: Board
    solution: Solution
    orders: int
    """How many orders the net was taught."""
    taught: bool
    """Whether this was one of them."""
    ms: float
    why: str = ""
    """Why tiles went wrong, where some did."""

    @property
    def right(self) -> tuple[bool, ...]:
        """Whether each lying tile went to its place."""
        return self.board.right(self.solution.places)


def verdict(solved: Solved) -> str:
    """How many tiles are right, in a few words."""
    return f"{sum(solved.right)} of {TILES} tiles right"


def order_words(orders: int, *, taught: bool, is_: str = "is") -> str:
    """Whether an order is one that the net was taught."""
    which = "one of them" if taught else "none of them"
    return f"The net was taught {orders:,} orders, and this {is_} {which}."


def solved_html(solved: Solved) -> str:
    """The verdict, the restored picture, the best permutations, how sure the net is."""
    head = (
        f"<p class='label' data-testid='verdict'>{verdict(solved)}</p>"
        f"<p class='note'>{order_words(solved.orders, taught=solved.taught, is_='was')} "
        f"It took {solved.ms:,.0f} ms.</p>"
    )
    if solved.why:
        head += f"<p class='none' data-testid='why'><b>Why?</b> {solved.why}</p>"
    pictures = _restored(solved) + _original(solved) + _hard(solved)
    return f"{head}<div class='parts'>{pictures}</div>{_guesses(solved)}"


def _restored(solved: Solved) -> str:
    board, places = solved.board, solved.solution.places
    steps = exchanges(places, solved.solution.sure)
    name, lasts = f"puzzle-{next(_shown)}", STEP * (len(steps) - 1)
    frames, tiles = "", ""
    for tile, (place, right) in enumerate(zip(places, solved.right, strict=True)):
        frames += f"@keyframes {name}-{tile} {{{_frames([step[tile] for step in steps])}}}"
        tiles += (
            f"<div class='{'' if right else 'wrong'}' "
            f"style='{_at(place)};animation-name:{name}-{tile}'>"
            f"{image(Image.fromarray(board.shown[board.order[tile]]), '')}</div>"
        )
    wrong = [place + 1 for place, right in zip(places, solved.right, strict=True) if not right]
    alt = f"Restored picture; wrong in places {_listed(wrong)}" if wrong else "Restored picture"
    table = (
        f"<style>{frames}</style><div class='table' role='img' aria-label='{alt}' "
        f"data-testid='restored' style='--lasts:{lasts:.2f}s'>{tiles}</div>"
    )
    text = "The most certain tile goes first. " + (
        "Red tiles are in the wrong place." if wrong else "Every tile is in its place."
    )
    whole = assembled(board.restored(places), gap=GAP)
    return part("As the net restored it", table, f"{text}<br>{_download(whole)}")


def _frames(path: Sequence[int]) -> str:
    """Keyframes of a tile that comes to the last place of `path`, a place after every exchange."""
    moves, goal = len(path) - 1, path[-1]
    frames = [f"0% {{{_away(path[0], goal)}}}"]
    for number in range(moves):
        here, there = path[number], path[number + 1]
        if here != there:
            begins = 100 * (number + REST) / moves
            frames.append(f"{begins:.2f}% {{{_away(here, goal)}; z-index: 1}}")
            frames.append(f"{100 * (number + 1) / moves:.2f}% {{{_away(there, goal)}; z-index: 1}}")
    return " ".join([*frames, "100% {transform: none}"])


def _away(place: int, goal: int) -> str:
    """Where a tile of place `goal` is drawn that lies in `place`."""
    rows, columns = (a - b for a, b in zip(divmod(place, EDGE), divmod(goal, EDGE), strict=True))
    step = "(100% + 6px)"
    return f"transform: translate(calc({columns} * {step}), calc({rows} * {step}))"


def _at(place: int) -> str:
    row, column = divmod(place, EDGE)
    step = f"(100% + 6px) / {EDGE}"
    return f"left:calc({column} * {step});top:calc({row} * {step})"


def _original(solved: Solved) -> str:
    picture = image(Image.fromarray(solved.board.square), "The picture before it was cut", "whole")
    text = (
        "The photo's middle square, less strips between the tiles, so that no edge continues "
        "in the next."
    )
    return part("The picture", f"<div class='whole'>{picture}</div>", text)


def _guesses(solved: Solved) -> str:
    guesses = "".join(_guess(solved, guess) for guess in solved.solution.guesses)
    text = (
        "The most probable orders it was taught. Digits: the tile it sees in each place, 1 top "
        f"left, 9 bottom right; ✓ the right one. {_searched(solved)}"
    )
    title = f"Its {_number(len(solved.solution.guesses))} best permutations"
    return part(title, f"<div class='guesses'>{guesses}</div>", text)


def _guess(solved: Solved, guess: Guess) -> str:
    restored = solved.board.restored(guess.order)
    small = [Image.fromarray(tile).resize((SMALL, SMALL)) for tile in restored]
    picture = Image.fromarray(assembled(np.stack([np.asarray(tile) for tile in small]), gap=2))
    digits = "".join(f"<span>{tile + 1}</span>" for tile in guess.order)
    right = " <span title='right'>\u2713</span>" if all(solved.board.right(guess.order)) else ""
    return (
        f"<div class='guess'>{image(picture, '')}<div class='digits'>{digits}</div>"
        f"<div class='bar'><div style='width:{guess.probability:.1%}'></div></div>"
        f"<span class='share'>{decimal(guess.probability)}{right}</span></div>"
    )


def _searched(solved: Solved) -> str:
    """How the net came from these guesses to its answer."""
    solution = solved.solution
    stayed = solution.places == solution.guesses[0].order
    if stayed and solved.taught:
        return "It kept the first."
    why = (
        "None of them is right, as it was not taught this order"
        if not solved.taught
        else "The first failed the test"
    )
    if stayed:
        return f"{why}; it kept the first all the same."
    first = sum(solved.board.right(solution.guesses[0].order))
    return (
        f"<b>{why}, so it searched.</b> From each of these {len(solution.guesses)} it swapped "
        "two tiles as long as it grew more certain of the picture. Its first guess would have "
        f"put {first} of {TILES} tiles right."
    )


def _hard(solved: Solved) -> str:
    cells = ""
    lying = zip(solved.board.order, solved.solution.sure, solved.right, strict=True)
    for tile, mean, right in sorted(lying):
        row, column = divmod(tile, EDGE)
        sure = min(1.0, max(0.0, mean))
        cells += (
            f"<div class='cell {'' if right else 'wrong'}' style='top:{row * 100 / EDGE:.3f}%;"
            f"left:{column * 100 / EDGE:.3f}%;background:rgba({GLOW}, {0.75 * (1 - sure):.2f})'>"
            f"<span>{decimal(sure)}</span></div>"
        )
    picture = image(Image.fromarray(solved.board.square).convert("L").convert("RGB"), "")
    text = (
        f"The net's own certainty, averaged over all {solved.orders:,} orders it knows. Orange: "
        "unsure, grey: sure; a cross: wrong place, of which it can be sure as well."
    )
    return part(
        "How sure the net is of each tile",
        f"<div class='whole hard' role='group'>{picture}{cells}</div>",
        text,
    )


def _download(picture: np.ndarray) -> str:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=92)
    code = base64.b64encode(data.getvalue()).decode("ascii")
    return (
        f"<a class='get' download='restored.jpg' href='data:image/jpeg;base64,{code}'>"
        "Download the restored picture</a>"
    )


def _listed(places: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(places)))


def _number(count: int) -> str:
    return {2: "two", 3: "three", 4: "four", 5: "five"}.get(count, str(count))

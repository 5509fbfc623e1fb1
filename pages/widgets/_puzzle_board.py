"""The table on which tiles lie: what a person clicks, and how it acts."""

from __future__ import annotations

from itertools import count

from PIL import Image

from core.inference.puzzle.board import Board
from core.tasks.jigsaw.cut import EDGE
from pages.widgets._html import image

_drawn = count()
"""Numbers the boards: one that is drawn anew replaces what was moved by hand since."""

WAITING = f"<div class='tiles'>{'<span></span>' * (EDGE * EDGE)}</div>"
"""The room that a board takes, until there is one."""
EXCHANGE = """
const tiles = () => [...element.querySelectorAll('.tiles button')];
const lift = (tile, on) => tile.setAttribute('aria-pressed', String(on));
const exchange = (one, other) => {
  [one.dataset.tile, other.dataset.tile] = [other.dataset.tile, one.dataset.tile];
  [one.innerHTML, other.innerHTML] = [other.innerHTML, one.innerHTML];
  for (const tile of [one, other]) {
    const name = `Place ${tiles().indexOf(tile) + 1}: tile ${Number(tile.dataset.tile) + 1}`;
    tile.setAttribute('aria-label', name);
  }
};
element.addEventListener('click', event => {
  const tile = event.target.closest('.tiles button');
  if (!tile) return;
  const held = element.querySelector('.tiles [aria-pressed=true]');
  if (!held) return lift(tile, true);
  lift(held, false);
  if (held === tile) return;
  exchange(held, tile);
  trigger('input', {order: tiles().map(one => Number(one.dataset.tile))});
});
element.addEventListener('keydown', event => {
  const place = tiles().indexOf(event.target.closest('.tiles button'));
  if (place < 0) return;
  if (event.key === 'Escape') tiles().forEach(tile => lift(tile, false));
  const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3}[event.key];
  if (!step) return;
  event.preventDefault();
  const beside = Math.abs(step) === 3 || Math.floor(place / 3) === Math.floor((place + step) / 3);
  if (beside) tiles()[place + step]?.focus();
});
"""


def board_html(board: Board) -> str:
    """Nine buttons, of which two exchange their tiles when one is chosen after the other."""
    buttons = "".join(_button(board, place) for place in range(EDGE * EDGE))
    return (
        "<div class='tiles' role='group' aria-label='Nine tiles: choose two to swap them' "
        f"data-drawn='{next(_drawn)}'>{buttons}</div>"
    )


def _button(board: Board, place: int) -> str:
    tile = board.order[place]
    return (
        f"<button type='button' data-tile='{tile}' aria-pressed='false' "
        f"aria-label='Place {place + 1}: tile {tile + 1}'>"
        f"{image(Image.fromarray(board.shown[tile]), '')}</button>"
    )

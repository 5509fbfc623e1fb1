"""The style of the Puzzle widget."""

CSS = """
.puzzle h3 {margin: .2rem 0 .4rem; font-size: 1rem}
.puzzle .label {font-size: 1.6rem; font-weight: 650; margin: 0}
.puzzle .note, .puzzle .hint {color: var(--look-muted); margin: .2rem 0 .8rem}
.puzzle figure {margin: 0 0 1.2rem; min-width: 0}
.puzzle figcaption {font-size: .85rem; color: var(--look-muted); margin-top: .4rem}
.puzzle .parts {display: grid; gap: .5rem 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr))}
.puzzle .bad, .puzzle .none {padding: .5rem .8rem}
.puzzle .bad {border-left: 4px solid var(--look-bad);
  background: color-mix(in srgb, var(--look-bad) 12%, transparent)}
.puzzle .none {border-left: 4px solid var(--look-primary);
  background: color-mix(in srgb, var(--look-primary) 12%, transparent)}
.puzzle .tiles {display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px; max-width: 400px}
.puzzle .tiles button {padding: 0; border: 0; background: none; cursor: pointer; line-height: 0;
  border-radius: 4px; outline-offset: 1px}
.puzzle .tiles span {aspect-ratio: 1; border-radius: 4px; background: var(--look-surface)}
.puzzle .tiles button:hover {filter: brightness(1.08)}
.puzzle .tiles button:focus-visible {outline: 3px solid var(--look-primary)}
.puzzle .tiles button[aria-pressed=true] {outline: 4px solid var(--look-accent);
  transform: scale(.93)}
.puzzle .tiles img {width: 100%; aspect-ratio: 1; border-radius: 4px; margin: 0}
.puzzle .whole, .puzzle .table {position: relative; width: 100%; max-width: 400px;
  aspect-ratio: 1}
.puzzle .whole img {width: 100%; border-radius: 4px; margin: 0; display: block}
.puzzle .table > div {position: absolute; width: calc((100% - 12px) / 3); aspect-ratio: 1;
  animation-duration: var(--lasts); animation-fill-mode: both; animation-timing-function: ease}
.puzzle .table img {width: 100%; height: 100%; margin: 0; display: block; border-radius: 4px}
.puzzle .table .wrong::after, .puzzle .hard .wrong::after {content: '\\2715'; position: absolute;
  inset: 0; border: 4px solid #d32f2f; border-radius: 4px; color: #fff; font-weight: 700;
  line-height: 1; font-size: 1rem; background: linear-gradient(135deg, #d32f2f 1.9rem,
  transparent 1.9rem); padding: 2px 0 0 4px}
.puzzle .table .wrong::after {animation: puzzle-mark .4s both; animation-delay: var(--lasts)}
@keyframes puzzle-mark {from {opacity: 0}}
.puzzle .hard .cell {position: absolute; width: 33.3334%; height: 33.3334%; display: grid;
  place-items: center}
.puzzle .hard .cell span {background: rgba(0, 0, 0, .7); color: #fff; border-radius: .6rem;
  padding: .05rem .5rem; font-size: .9rem; font-variant-numeric: tabular-nums}
.puzzle .guesses {display: grid; gap: .8rem 1.2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.9rem), 1fr))}
.puzzle .guess {display: grid; grid-template-columns: 5.5rem 4.2rem; gap: .35rem .8rem;
  align-items: center; justify-content: start}
.puzzle .guess img {width: 5.5rem; height: 5.5rem; border-radius: 4px; margin: 0}
.puzzle .digits {display: grid; grid-template-columns: repeat(3, 1fr); text-align: center;
  font-variant-numeric: tabular-nums; line-height: 1.5; color: var(--look-muted)}
.puzzle .bar {height: .8rem; border-radius: .4rem; background: rgba(128, 128, 128, .22);
  overflow: hidden}
.puzzle .bar div {height: 100%; min-width: 2px; background: var(--look-primary)}
.puzzle .guess .share {font-variant-numeric: tabular-nums; white-space: nowrap;
  font-size: .9rem}
.puzzle a.get {display: inline-block; margin-top: .5rem; padding: 0; color: var(--look-primary)}
.puzzle.answer {min-height: 980px}
.puzzle-parts {display: grid !important; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
  grid-template-rows: auto 1fr}
.puzzle-parts > :nth-child(2) {grid-area: 1 / 2 / 3 / 3}
@media (max-width: 700px) {
  .puzzle-parts {grid-template-columns: minmax(0, 1fr); grid-template-rows: none}
  .puzzle-parts > :nth-child(2) {grid-area: auto}
  .puzzle.answer {min-height: 0}
}
.puzzle .touch {display: none}
@media (hover: none) {.puzzle .mouse {display: none} .puzzle .touch {display: inline}}
@media (prefers-reduced-motion: reduce) {
  .puzzle .table > div, .puzzle .table .wrong::after {animation: none !important}
}
"""

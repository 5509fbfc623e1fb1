// Which run's curve in a Plotly chart lies nearest to a place on screen.
const NEAR = 14; // pixels
const AROUND = 24; // pixels left and right within which pieces of a curve are measured

// The number at `place` among the runs, or null. `known` tells the run of a trace's name.
function nearestRun(chart, { clientX, clientY }, known) {
  const { xaxis, yaxis } = chart._fullLayout ?? {};
  if (!xaxis?.c2p || !chart.calcdata) return null;
  const box = chart.getBoundingClientRect();
  const at = [clientX - box.left - xaxis._offset, clientY - box.top - yaxis._offset];
  if (at[0] < 0 || at[0] > xaxis._length || at[1] < 0 || at[1] > yaxis._length) return null;
  let [best, least] = [null, NEAR];
  for (const points of chart.calcdata) {
    const run = known(points[0]?.trace?.name);
    const away = run === null ? Infinity : awayFrom(points, at, xaxis, yaxis);
    if (away < least) [best, least] = [run, away];
  }
  return best;
}

// Pixels from `at` to the line through the points, whose x only grows.
function awayFrom(points, at, xaxis, yaxis) {
  const x = (point) => xaxis.c2p(point.x);
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x(points[middle]) < at[0] - AROUND) low = middle + 1;
    else high = middle;
  }
  let [before, least] = [null, Infinity];
  for (const point of points.slice(Math.max(low - 1, 0))) {
    const here = [x(point), yaxis.c2p(point.y)];
    if (!here.every(Number.isFinite)) continue;
    least = Math.min(least, toPiece(at, before ?? here, here));
    if (here[0] > at[0] + AROUND) break;
    before = here;
  }
  return least;
}

function toPiece(at, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx || dy ? Math.min(1, Math.max(0, ((at[0] - ax) * dx + (at[1] - ay) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(at[0] - ax - along * dx, at[1] - ay - along * dy);
}

// The selection beside the map: in a sentence and in pictures.
const FIRST_TILES = 84;
const MORE_TILES = 240;
const TILE = 44;
const MEETING = 0.2; // of the selection, at least, for each of two classes that meet there
const MOSTLY = 0.75;

function fillPicked(app) {
  const { chosen, shown } = app;
  app.find(".clear").hidden = !chosen;
  app.find(".more").hidden = chosen <= shown;
  app.find(".count").textContent = chosen ? saidOf(app) : nothingSaid();
  let rows = [];
  for (let row = 0; chosen && row < app.flags.length && rows.length < shown; row += 1) if (app.flags[row]) rows.push(row);
  if (app.labels && chosen <= shown) rows = rows.sort((a, b) => app.labels[a] - app.labels[b] || a - b);
  app.find(".picked .tiles").replaceChildren(...rows.map((row) => tileOf(app, row, TILE)));
  app.root.dataset.chosen = chosen;
}

function nothingSaid() {
  return matchMedia("(hover: none)").matches
    ? "Nothing is selected. Choose Lasso or Box, then draw around points."
    : "Nothing is selected. Use Lasso or Box, or hold Shift and drag around an island.";
}

// Such as "28 of 10,000 selected: images where Shirt meets T-shirt/top".
function saidOf(app) {
  const { chosen, shown, data } = app;
  const [count, total] = [chosen, data.count].map((number) => number.toLocaleString("en"));
  const made = `${count} of ${total} selected`;
  const first = chosen > shown ? `, the first ${shown} shown` : "";
  const classes = composition(app);
  if (!classes.length) return `${made}${first}`;
  const [[one, most], [other, second] = [null, 0]] = classes;
  const noun = `${data.noun}${chosen === 1 ? "" : "s"}`;
  const name = (label) => data.classes[label];
  const about = second >= MEETING * chosen && most + second >= MOSTLY * chosen ? `${noun} where ${name(one)} meets ${name(other)}`
    : most === chosen ? (chosen > 1 ? `all ${name(one)}` : name(one))
    : most >= MOSTLY * chosen ? `mostly ${name(one)}`
    : `${noun} of ${classes.length} classes`;
  return `${made}: ${about}${first}`;
}

// [class, how many of the selection], the largest first.
function composition({ flags, labels, data }) {
  const counts = new Array(data.classes.length).fill(0);
  for (let row = 0; labels && row < flags.length; row += 1) if (flags[row] && labels[row] >= 0) counts[labels[row]] += 1;
  return [...counts.entries()].filter(([, count]) => count).sort((a, b) => b[1] - a[1]);
}

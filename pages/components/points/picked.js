// The selection beside the maps, in a sentence and in pictures; and what a search finds.
const FIRST_TILES = 84;
const MORE_TILES = 240;
const TILE = 44;
const MEETING = 0.2; // of the selection, at least, for each of two classes that meet there
const MOSTLY = 0.75;

function fillPicked(app) {
  const { chosen, shown } = app;
  app.find(".clear").hidden = !chosen;
  app.find(".more").hidden = chosen <= shown;
  app.find(".count").textContent = chosen ? saidOf(app) : nothingSaid(app);
  let rows = [];
  for (let row = 0; chosen && row < app.flags.length && rows.length < shown; row += 1) if (app.flags[row]) rows.push(row);
  if (app.labels && chosen <= shown) rows = rows.sort((a, b) => app.labels[a] - app.labels[b] || a - b);
  app.find(".picked .tiles").replaceChildren(...rows.map((row) => tileOf(app, row, TILE)));
  app.root.dataset.chosen = chosen;
}

function nothingSaid(app) {
  const tools = app.find('[data-tool="box"]') ? "Lasso or Box" : "Lasso";
  return matchMedia("(hover: none)").matches
    ? `Nothing is selected. Choose ${tools}, then draw around points.`
    : `Nothing is selected. Use ${tools}, or hold Shift and drag around an island.`;
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

function tileOf(app, row, side, note) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = row === app.pinned ? "tile on" : "tile";
  button.title = [app.classOf(row), app.nameOf(row), note].filter(Boolean).join(" · ");
  button.setAttribute("aria-label", button.title);
  button.dataset.row = row;
  const picture = document.createElement("span");
  picture.className = "picture";
  if (app.sheets && row < app.sheets.count) app.sheets.dress(picture, row, side);
  else { picture.textContent = app.names ? app.nameOf(row).slice(0, 12) : row; picture.style.width = `${side}px`; }
  const stripe = document.createElement("span");
  stripe.className = "stripe";
  stripe.style.background = app.pixels ? app.colourOf(row) : "gray";
  button.append(picture, stripe);
  if (note) button.append(note);
  button.onclick = () => app.pin(row);
  button.onpointerenter = () => { app.hover = row; app.drawAbove(); };
  button.onpointerleave = () => app.point(null);
  return button;
}

// Rows by a number, a class or a name: `{ text, classes, labels, names, count }`. Of a number also that
// it is one point.
function foundBy({ text, classes, labels, names, count }) {
  const asked = text.trim().toLowerCase();
  const number = /^\d+$/.test(asked) ? +asked : null;
  const label = classes.findIndex((name) => name.toLowerCase() === asked);
  if (number != null && number < count) return { rows: [number], one: number };
  const part = label >= 0 ? label : classes.findIndex((name) => name.toLowerCase().includes(asked));
  const rows = [];
  for (let row = 0; row < count; row += 1) {
    if (part >= 0 ? labels?.[row] === part : names?.[row].toLowerCase().includes(asked)) rows.push(row);
  }
  return { rows };
}

// A search field: what it finds is selected, a single point is pinned.
function searches(field, app) {
  const act = () => {
    if (!field.value.trim()) return;
    const { data: { classes, count }, labels, names } = app;
    const { rows, one } = foundBy({ text: field.value, classes, labels, names, count });
    app.select(rows, "new");
    if (one != null) app.pin(one);
    if (!rows.length) app.find(".count").textContent = `Nothing is called “${field.value.trim()}”.`;
  };
  field.onkeydown = (event) => { event.stopPropagation(); if (event.key === "Enter") act(); };
  field.onsearch = act;
}

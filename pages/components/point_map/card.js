// The card of the pinned point with its neighbours.
function fillCard(card, app) {
  const row = app.pinned;
  if (row == null || row >= app.data.count) {
    const act = matchMedia("(hover: none)").matches ? "Tap a dot to pin it here" : "Point at a dot to see it; click to pin it here";
    card.replaceChildren(Object.assign(made("p", `${act}, with its nearest neighbours in the original space.`), { className: "hint" }));
    return;
  }
  const [head, called, top] = ["head", "called", "top"].map((className) => Object.assign(document.createElement("div"), { className }));
  if (app.sheets && row < app.sheets.count) {
    const picture = document.createElement("span");
    picture.className = "picture";
    picture.style.flex = "none";
    app.sheets.dress(picture, row, 96);
    head.append(picture);
  }
  const away = Object.assign(made("button", "Unpin"), { type: "button" });
  away.onclick = () => app.pin(null);
  top.append(made("h4", app.nameOf(row)), away);
  called.append(top, factsOf(app, row));
  head.append(called);
  card.replaceChildren(head, neighboursOf(app, row));
}

// Each with its name over it; what is said of it in brackets is told to who points at it.
function factsOf(app, row) {
  const list = document.createElement("dl");
  const facts = [["class", app.classOf(row)], ...app.data.columns.map((one) => {
    const { values, kind, classes } = app.column(one.name);
    return [one.title, values == null ? "…" : kind === "class" ? classes[values[row]] ?? "unknown" : short(values[row])];
  })];
  for (const [name, value] of facts.filter(([, value]) => value !== "")) {
    const fact = document.createElement("div");
    fact.title = name;
    fact.append(made("dt", name.split(" (")[0]), made("dd", value));
    list.append(fact);
  }
  return list;
}

function neighboursOf(app, row) {
  const near = document.createElement("div");
  near.className = "near";
  const known = app.data.card?.row === row ? app.data.card.near : null;
  if (!known) { near.textContent = "Searching its neighbours…"; return near; }
  const same = known.filter(([other]) => app.labels && app.labels[other] === app.labels[row]).length;
  const words = app.classOf(row) ? `: ${same} of ${known.length} are ${app.classOf(row)} too` : "";
  const tiles = document.createElement("div");
  tiles.className = "tiles";
  tiles.append(...known.map(([other, away]) => tileOf(app, other, 48, away >= 1e-4 ? String(+away.toPrecision(2)) : short(away))));
  near.append(made("p", `Nearest in the original space${words}. ${app.data.card.told}`), tiles);
  return near;
}

function made(kind, textContent) { return Object.assign(document.createElement(kind), { textContent }); }

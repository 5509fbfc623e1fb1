// What is on screen as a picture, and the selection as a table.
function savePicture(app) {
  const shown = app.panes.filter((pane) => pane.from);
  if (!shown.length) return;
  shown.forEach((pane) => pane.draw());
  const unit = shown[0].above.width / shown[0].size[0];
  const [edge, top] = [16 * unit, 30 * unit];
  const sheet = document.createElement("canvas");
  const classes = app.column(app.shade).kind === "class" ? app.column(app.shade) : { classes: [], colours: [] };
  sheet.width = shown.reduce((sum, pane) => sum + pane.above.width + edge, edge);
  sheet.height = top + shown[0].above.height + (classes.classes.length ? 40 * unit : edge);
  const pen = sheet.getContext("2d");
  pen.fillStyle = getComputedStyle(app.root).getPropertyValue("--st-background-color") || "white";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.font = `${13 * unit}px ${app.font}`;
  pen.fillStyle = pen.strokeStyle = app.ink;
  let x = edge;
  for (const pane of shown) {
    pen.fillText(pane.spec.title, x, top - 10 * unit, pane.above.width);
    pen.drawImage(pane.below, x, top);
    pen.drawImage(pane.above, x, top);
    pen.strokeRect(x, top, pane.above.width, pane.above.height);
    x += pane.above.width + edge;
  }
  x = edge;
  classes.classes.forEach((name, label) => {
    pen.fillStyle = classes.colours[label];
    pen.fillRect(x, sheet.height - 25 * unit, 11 * unit, 11 * unit);
    pen.fillStyle = app.ink;
    pen.fillText(name, x + 15 * unit, sheet.height - 15 * unit);
    x += pen.measureText(name).width + 28 * unit;
  });
  offer(`${app.data.cloud}.png`, sheet.toDataURL("image/png"));
}

async function saveTable(app) {
  const quote = (text) => (/[",\n]/.test(text) ? `"${String(text).replaceAll('"', '""')}"` : text);
  const columns = app.data.columns.map((one) => app.column(one.name));
  for (let tries = 0; columns.some((one) => !one.values) && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  const places = app.panes.flatMap((pane, i) => (pane.from ? ["x", "y", "z"].slice(0, pane.width).map((axis, part) => [`${axis}${app.panes.length > 1 ? i + 1 : ""}`, pane, part]) : []));
  const raw = new Map(await Promise.all(app.panes.filter((pane) => pane.from).map(async (pane) => [pane, (await fetchArray(pane.urls[Math.round(pane.at)])).values])));
  const lines = [["row", "name", "class", ...app.data.columns.map((one) => one.name), ...places.map(([name]) => name)].join(",")];
  for (let row = 0; row < app.data.count; row += 1) {
    if (app.chosen && !app.flags[row]) continue;
    const values = columns.map(({ kind, values, classes }) => (kind === "class" ? classes[values[row]] ?? "" : values[row]));
    lines.push([row, app.nameOf(row), app.classOf(row), ...values, ...places.map(([, pane, part]) => raw.get(pane)[row * pane.width + part])].map(quote).join(","));
  }
  const file = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
  offer(`${app.data.cloud}${app.chosen ? "-selection" : ""}.csv`, file);
  setTimeout(() => URL.revokeObjectURL(file), 10000);
}

function offer(name, href) {
  const link = document.createElement("a");
  Object.assign(link, { download: name, href });
  link.click();
}

// The selection, or all points, as a table.
async function saveTable(app) {
  // What a spreadsheet would take for a formula stays a text: as core/csv_text.py says.
  const plain = (text) => (typeof text === "string" && /^ *[=+\-@\t\r\n＝＋－＠]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);
  const quote = (value) => { const text = plain(value); return /[",\r\n]/.test(text) ? `"${String(text).replaceAll('"', '""')}"` : text; };
  const columns = app.data.columns.map((one) => app.column(one.name));
  for (let tries = 0; columns.some((one) => !one.values) && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  const places = app.panes.flatMap((pane, i) => (pane.from ? ["x", "y", "z"].slice(0, pane.width).map((axis, part) => [`${axis}${app.panes.length > 1 ? i + 1 : ""}`, pane, part]) : []));
  const raw = new Map(await Promise.all(app.panes.filter((pane) => pane.from).map(async (pane) => [pane, (await fetchArray(pane.urls[Math.round(pane.head.at)])).values])));
  const parts = []; // a text of millions of rows would be too long
  let lines = [["row", "name", "class", ...app.data.columns.map((one) => one.name), ...places.map(([name]) => name)].join(",")];
  for (let row = 0; row < app.data.count; row += 1) {
    if (app.chosen && !app.flags[row]) continue;
    const values = columns.map(({ kind, values, classes }) => (kind === "class" ? classes[values[row]] ?? "" : values[row]));
    lines.push([row, app.nameOf(row), app.classOf(row), ...values, ...places.map(([, pane, part]) => raw.get(pane)[row * pane.width + part])].map(quote).join(","));
    if (lines.length >= BLOCK) { parts.push(`${lines.join("\n")}\n`); lines = []; }
  }
  const file = URL.createObjectURL(new Blob([...parts, ...(lines.length ? [`${lines.join("\n")}\n`] : [])], { type: "text/csv" }));
  offer(`${app.data.cloud}${app.chosen ? "-selection" : ""}.csv`, file);
  setTimeout(() => URL.revokeObjectURL(file), 10000);
}

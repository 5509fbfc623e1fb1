// What the colours stand for: a button a class with its count, or the ramp of a number.
function fillLegend(app) {
  const legend = app.find(".legend");
  const column = app.column(app.shade);
  if (column.kind === "number") {
    const [low, high] = [column.low, column.high].map((value) => (value == null ? "" : short(value)));
    legend.innerHTML = `<div class="ramp" style="background:linear-gradient(90deg,${RAMP.join(",")})"></div><div class="ends"><span>${low}</span><span>${high}</span></div>`;
    return;
  }
  if (!column.classes.length || !column.values) { legend.replaceChildren(); return; }
  const every = new Uint32Array(column.classes.length);
  const some = new Uint32Array(column.classes.length);
  column.values.forEach((label, row) => { if (label >= 0) { every[label] += 1; some[label] += app.flags[row]; } });
  const total = (label) => every[label].toLocaleString("en");
  const note = (label) => (app.chosen ? `${some[label].toLocaleString("en")} / ${total(label)}` : total(label));
  drawLegend(legend, { ...column, only: app.only, note, first: areMany(column) ? app.leading : [], pick: (label, several) => app.isolate(label, several) });
}

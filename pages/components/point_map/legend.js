const LONG = 16; // letters of a name that two columns would cut

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
  legend.classList.toggle("long", column.classes.length <= COLOURED && column.classes.some((name) => name.length > LONG));
  const [every, some] = column.whole ? countsOf(column, app.flags) : [];
  const total = (label) => every[label].toLocaleString("en");
  const counts = (label) => (app.chosen ? `${some[label].toLocaleString("en")} / ${total(label)}` : total(label));
  const note = (label) => (column.whole ? counts(label) : "");
  drawLegend(legend, { ...column, only: app.only, note, first: areMany(column) ? app.leading : [], pick: (label, several) => app.isolate(label, several) });
}

// How many points each class has, and how many of them are selected.
function countsOf({ values, classes }, flags) {
  const [every, some] = [0, 0].map(() => new Uint32Array(classes.length));
  for (let row = 0; row < values.length; row += 1) {
    const label = values[row];
    if (label < 0) continue;
    every[label] += 1;
    some[label] += flags[row];
  }
  return [every, some];
}

// What of the map is taken along as a picture or a film.
const SHORTEST = 3; // seconds of a film

function shownBy(app) { return app.panes.map((pane) => ({ title: pane.spec.title, plot: pane })); }

// The classes; numbers have none.
function legendOf(app) {
  const { kind, classes, colours } = app.column(app.shade);
  return kind === "class" ? { classes, colours } : { classes: [], colours: [] };
}

// The way of the maps that have one, all at the same share of theirs; null where nothing moves.
function filmOf(app) {
  const moving = app.panes.filter((pane) => pane.stops.length > 1);
  if (!moving.length) return null;
  const longest = Math.max(...moving.map((pane) => pane.stops.length - 1));
  return {
    name: app.data.cloud,
    seconds: Math.min(SLIDE_SECONDS, Math.max(SHORTEST, longest * STOP_SECONDS)),
    show: (share) => Promise.all(moving.map((pane) => pane.head.seek(share * (pane.stops.length - 1)))),
    shown: () => shownBy(app).filter(({ plot }) => plot.from),
    legend: () => legendOf(app),
  };
}

// The replay as a film: moment by moment drawn as a still is, and kept as GIF or video. Each moment takes
// as long as it takes, so a slow machine makes the same film as a fast one, only later.
const FILM_WIDE = 960; // pixels
const BETWEEN = 7; // hundredths of a second between two moments
const LINGER = 150; // for which the end stays
const SAMPLED = [0, 0.2, 0.4, 0.6, 0.8, 1]; // moments from which the colours are taken

// film: { seconds, show(share) draws that moment and may be waited for, shown() and legend() say what
// of; app: has the `style` of its maps }. `kind` is "gif" or "video", `told(share)` hears how far it is.
// A Blob, or null where `stopped()` became true.
async function filmed(film, app, kind, told, stopped) {
  const plots = film.shown().map(({ plot }) => plot);
  const room = (FILM_WIDE - EDGE * (plots.length + 1)) / plots.length;
  for (const plot of plots) { const [w, h] = plot.size; plot.printing = { size: [room, (room * h) / w], ratio: 1 }; }
  try {
    const show = async (share) => {
      await film.show(share);
      const missing = plots.filter(({ picked }) => !picked?.all);
      if (missing.length) drawWhole(missing);
    };
    return await recorded({ ...film, show }, app, kind, told, stopped);
  } finally {
    for (const plot of plots) plot.printing = null;
    drawTogether(plots);
  }
}

async function recorded({ seconds, show, shown, legend }, app, kind, told, stopped) {
  const laidOut = () => sheetOf(shown(), legend(), app.style, { columns: shown().length, size: 13 });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const at = async (share) => {
    await show(share);
    const sheet = laidOut();
    if (!canvas.height) return sheet;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = app.style.ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawSheet(pen, sheet, 1);
    return kind === "gif" ? pen.getImageData(0, 0, canvas.width, canvas.height).data : null;
  };
  [canvas.width, canvas.height] = [FILM_WIDE, 0];
  const high = [await at(0), await at(1)].map(({ height }) => height); // titles may grow by a line
  canvas.height = 2 * Math.ceil(Math.max(...high) / 2); // codecs want it even
  const samples = [];
  if (kind === "gif") for (const share of SAMPLED) samples.push(await at(share));
  const made = kind === "gif" ? new Gif(canvas.width, canvas.height, samples) : await Video.of(canvas);
  const last = Math.round((100 * seconds) / BETWEEN);
  for (let moment = 0; moment <= last; moment += 1) {
    if (stopped()) { made.stop?.(); return null; }
    await made.add(await at(moment / last), moment < last ? BETWEEN : LINGER);
    told(moment / last);
    await new Promise((done) => setTimeout(done)); // the page stays alive
  }
  return made.blob();
}

// What is on screen as a picture file: maps with their titles, the classes below. It is laid out once,
// for a canvas or for SVG, as wide as on the screen or as on paper.
const EDGE = 16, LINE = 20, SWATCH = 11;
const NARROWEST = 140; // of a map on paper, in 96ths of an inch: narrower, they stand in more rows
const VECTORS = 30000; // points on a sheet that SVG has one by one; of more it holds a picture
const PRINT = { ink: "#000000", ground: "#ffffff", font: "Helvetica, Arial, sans-serif" };
const INCH = 25.4, PAPER = 96; // millimetres, and CSS pixels

// A still. plots: [{ title, plot }]; legend: { classes, colours }, both may be empty; app: has the
// `style` that its maps are drawn in. form: { mm, dpi, kind: "png" or "svg" }, or null for the screen.
async function savePicture(name, plots, legend, app, form = null) {
  const shown = plots.filter(({ plot }) => plot.from && plot.below.width);
  if (!shown.length) return;
  if (!form) {
    drawWhole(shown.map(({ plot }) => plot));
    const sheet = sheetOf(shown, legend, lookOf(app.root), { columns: shown.length, size: 13 });
    offer(`${name}.png`, canvasOf(sheet, shown[0].plot.ratio).toDataURL("image/png"));
    return;
  }
  const made = onPaper(shown, legend, app, form);
  if (form.kind === "svg") offerBlob(`${name}.svg`, new Blob([made], { type: "image/svg+xml" }));
  else offerBlob(`${name}.png`, await measured(made, form.dpi));
}

// SVG's text, or a canvas: the same maps, looked at as they are, drawn as large as they are on paper.
function onPaper(shown, legend, app, { mm, dpi, kind }) {
  const [wide, ratio] = [(mm / INCH) * PAPER, dpi / PAPER];
  const columns = Math.max(1, Math.min(shown.length, Math.floor(wide / NARROWEST)));
  const room = (wide - EDGE * (columns + 1)) / columns;
  const plots = shown.map(({ plot }) => plot);
  const before = app.style;
  app.style = PRINT;
  for (const plot of plots) { const [w, h] = plot.size; plot.printing = { size: [room, (room * h) / w], ratio }; }
  try {
    drawWhole(plots);
    const sheet = sheetOf(shown, legend, PRINT, { columns, size: 11 });
    return kind === "svg" ? svgOf(sheet, mm) : canvasOf(sheet, ratio);
  } finally {
    app.style = before;
    for (const plot of plots) plot.printing = null;
    painter().shrink();
    drawTogether(plots);
  }
}

// Where everything lies, in CSS pixels.
function sheetOf(shown, legend, look, { columns, size }) {
  const pen = document.createElement("canvas").getContext("2d");
  const font = `${size}px ${look.font}`;
  pen.font = font;
  let [y, width] = [EDGE / 2, 0];
  const maps = [];
  for (let first = 0; first < shown.length; first += columns) {
    const row = shown.slice(first, first + columns).map(({ title, plot }) => ({ plot, lines: wrapped(pen, title, plot.size[0]) }));
    const top = y + Math.max(...row.map(({ lines }) => lines.length)) * (size + 4) + 4;
    let x = EDGE;
    for (const { plot, lines } of row) { maps.push({ plot, lines, x, y: top }); x += plot.size[0] + EDGE; }
    width = Math.max(width, x);
    y = top + Math.max(...row.map(({ plot }) => plot.size[1])) + EDGE;
  }
  const entries = laid(legend.classes.map((each) => pen.measureText(each).width + 28), width - 2 * EDGE);
  const height = y + (entries.length ? (entries.at(-1).line + 1) * LINE : 0);
  return { maps, entries, legend, look, font, size, width, height, below: y };
}

function canvasOf(sheet, ratio) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(sheet.width * ratio), Math.round(sheet.height * ratio)];
  drawSheet(canvas.getContext("2d"), sheet, ratio);
  return canvas;
}

function drawSheet(pen, sheet, ratio) {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawSheetBy(pen, sheet, ({ plot, x, y }) => {
    pen.drawImage(plot.below, x, y, ...plot.size);
    pen.drawImage(plot.above, x, y, ...plot.size);
  });
}

function svgOf(sheet, mm) {
  const pen = new SvgPen();
  const many = sheet.maps.reduce((sum, { plot }) => sum + plot.here, 0) > VECTORS;
  drawSheetBy(pen, sheet, ({ plot, x, y }) => pen.within(x, y, ...plot.size, () => {
    if (many) pen.drawImage(plot.below, 0, 0, ...plot.size); else pen.points(plot);
    plot.overlay(pen);
  }));
  return pen.text(sheet.width, sheet.height, mm);
}

// `paint` draws a map in its place.
function drawSheetBy(pen, { maps, entries, legend: { classes, colours }, look, font, size, width, height, below }, paint) {
  pen.fillStyle = look.ground;
  pen.fillRect(0, 0, width, height);
  for (const map of maps) {
    paint(map);
    Object.assign(pen, { font, fillStyle: look.ink, strokeStyle: look.ink, lineWidth: 0.75 });
    map.lines.forEach((line, i) => pen.fillText(line, map.x, map.y - 7 - (map.lines.length - 1 - i) * (size + 4)));
    pen.strokeRect(map.x, map.y, ...map.plot.size);
  }
  entries.forEach((at, label) => {
    const [left, base] = [EDGE + at.x, below + at.line * LINE];
    pen.fillStyle = colours[label];
    pen.fillRect(left, base - 4, SWATCH, SWATCH);
    Object.assign(pen, { font, fillStyle: look.ink });
    pen.fillText(classes[label], left + 15, base + 6);
  });
}

// A title in lines that fit; a word that does not is left as long as it is.
function wrapped(pen, text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && pen.measureText(longer).width > most) lines.push(word); else lines[lines.length - 1] = longer;
  }
  return lines;
}

// Where each of several widths lies in lines of at most `most`.
function laid(widths, most) {
  let [x, line] = [0, 0];
  return widths.map((width) => {
    if (x && x + width > most) [x, line] = [0, line + 1];
    const place = { x, line };
    x += width;
    return place;
  });
}

// A PNG that says how large its dots are: else programs take it for a screen's, three times as large.
async function measured(canvas, dpi) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const chunk = new DataView(new ArrayBuffer(21));
  const dots = Math.round((dpi / INCH) * 1000); // a metre
  chunk.setUint32(0, 9);
  [..."pHYs"].forEach((letter, i) => chunk.setUint8(4 + i, letter.charCodeAt(0)));
  chunk.setUint32(8, dots);
  chunk.setUint32(12, dots);
  chunk.setUint8(16, 1); // per metre
  chunk.setUint32(17, crc(new Uint8Array(chunk.buffer, 4, 13)));
  return new Blob([blob.slice(0, 33), chunk, blob.slice(33)], { type: "image/png" }); // behind the head
}

// The check of a PNG's chunk (ISO 3309, as its specification has it).
function crc(bytes) {
  let check = ~0;
  for (const byte of bytes) {
    check ^= byte;
    for (let bit = 0; bit < 8; bit += 1) check = check & 1 ? (check >>> 1) ^ 0xedb88320 : check >>> 1;
  }
  return ~check >>> 0;
}

function offer(name, href) {
  const link = document.createElement("a");
  Object.assign(link, { download: name, href });
  link.click();
}

function offerBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  offer(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

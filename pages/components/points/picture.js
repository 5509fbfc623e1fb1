// What is on screen as a picture file: maps side by side with their titles, the classes below.
// plots: [{ title, plot }]; classes and their colours may be empty.
function savePicture(name, plots, { classes, colours }, { ink, font, ground }) {
  const shown = plots.filter(({ plot }) => plot.from && plot.below.width);
  if (!shown.length) return;
  const unit = shown[0].plot.below.width / shown[0].plot.size[0];
  const [edge, top, line] = [16 * unit, 30 * unit, 20 * unit];
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  const wide = shown.reduce((sum, { plot }) => sum + plot.below.width + edge, edge);
  pen.font = `${13 * unit}px ${font}`;
  const entries = laid(classes.map((each) => pen.measureText(each).width + 28 * unit), wide - 2 * edge);
  const high = Math.max(...shown.map(({ plot }) => plot.below.height));
  [sheet.width, sheet.height] = [wide, top + high + edge + (entries.at(-1)?.line + 1 || 0) * line];
  pen.fillStyle = ground;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.font = `${13 * unit}px ${font}`;
  pen.fillStyle = pen.strokeStyle = ink;
  let x = edge;
  for (const { title, plot } of shown) {
    pen.fillText(title, x, top - 10 * unit, plot.below.width);
    pen.drawImage(plot.below, x, top);
    pen.drawImage(plot.above, x, top);
    pen.strokeRect(x, top, plot.below.width, plot.below.height);
    x += plot.below.width + edge;
  }
  entries.forEach((at, label) => {
    const [left, base] = [edge + at.x, top + high + edge + at.line * line];
    pen.fillStyle = colours[label];
    pen.fillRect(left, base - 4 * unit, 11 * unit, 11 * unit);
    pen.fillStyle = ink;
    pen.fillText(classes[label], left + 15 * unit, base + 6 * unit);
  });
  offer(`${name}.png`, sheet.toDataURL("image/png"));
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

function offer(name, href) {
  const link = document.createElement("a");
  Object.assign(link, { download: name, href });
  link.click();
}

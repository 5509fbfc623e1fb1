// How a lane's map is painted: points, scale, remark, and the whole as a picture file.
const FULL = 32767;
const NOT_A_NUMBER = -32768;

// The two frames around a step, and how far it lies between them.
function around(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle; else high = middle;
  }
  if (step <= steps[low]) return [low, low, 0];
  if (step >= steps[high]) return [high, high, 0];
  return [low, high, (step - steps[low]) / (steps[high] - steps[low])];
}

function short(value) {
  return value >= 1e-2 && value < 1e4 ? String(+value.toPrecision(2)) : value.toExponential(0);
}

function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * power).find((length) => length <= most) ?? power;
}

// Where each point of a lane lies on its canvas, written to map.places; the number of those outside.
function placePoints(map, lane, [a, b, share], size, half) {
  const [from, to] = [lane.frames[a], lane.frames[b]];
  const scale = size / 2 / half / FULL;
  const [first, second] = [lane.radius[a] * scale * (1 - share), lane.radius[b] * scale * share];
  if (map.places.length !== from.length) map.places = new Float32Array(from.length);
  let outside = 0;
  for (let i = 0; i < from.length; i += 2) {
    const missing = from[i] === NOT_A_NUMBER || to[i] === NOT_A_NUMBER;
    const x = (map.places[i] = missing ? NaN : size / 2 + from[i] * first + to[i] * second);
    const y = (map.places[i + 1] = missing ? NaN : size / 2 - from[i + 1] * first - to[i + 1] * second);
    if (!(x >= 0 && x <= size && y >= 0 && y <= size)) outside += 1;
  }
  return outside;
}

function paintPoints(pen, places, { size, ink, only, hover, labels, colours }) {
  const radius = Math.min(3.2, Math.max(1.7, size / 130));
  for (let i = 0; i < labels.length; i += 1) {
    if (Number.isNaN(places[2 * i])) continue;
    pen.globalAlpha = only == null || only === labels[i] ? 0.8 : 0.08;
    pen.fillStyle = colours[labels[i]] ?? "gray";
    pen.beginPath();
    pen.arc(places[2 * i], places[2 * i + 1], radius, 0, 6.2832);
    pen.fill();
  }
  pen.globalAlpha = 1;
  if (hover == null) return;
  pen.strokeStyle = ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(places[2 * hover], places[2 * hover + 1], 7, 0, 6.2832);
  pen.stroke();
}

// A ruler of a round length in the embedding's own units.
function paintScale(pen, size, half, look) {
  const length = roundLength(0.6 * half);
  const end = 10 + (length / half) * (size / 2);
  pen.strokeStyle = look.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(10, size - 14);
  pen.lineTo(10, size - 10);
  pen.lineTo(end, size - 10);
  pen.lineTo(end, size - 14);
  pen.stroke();
  write(pen, short(length), 14, size - 17, "left", look);
}

function write(pen, text, x, y, align, { ink, font }) {
  pen.fillStyle = ink;
  pen.font = `12px ${font}`;
  pen.textAlign = align;
  pen.fillText(text, x, y);
}

// What the map alone could hide: that it shrank, is magnified, or does not show all.
function remark(lane, last, extent, half, outside) {
  const largest = Math.max(extent, ...lane.extent.slice(0, last + 1)); // so far
  const parts = [lane.note];
  if (extent < 0.2 * largest) parts.push(`shrunk to ${short((100 * extent) / largest)} % of its largest`);
  if (half < 0.5 * largest) parts.push(`magnified ${short(largest / half)}x`);
  if (outside > 0.01) parts.push(`${Math.round(100 * outside)} % of the points outside`);
  return parts.filter(Boolean).join(" · ");
}

// What is on screen, at the screen's own resolution, with names and classes.
function savePicture({ root, data, maps, at, ink, font }) {
  const shown = maps.map((map) => map.canvas).filter((canvas) => canvas.width);
  if (!shown.length) return;
  const [side, edge] = [shown[0].width, 24];
  const unit = side / shown[0].clientWidth;
  const [top, bottom] = [32 * unit, 32 * unit];
  const sheet = document.createElement("canvas");
  sheet.width = shown.length * (side + edge) + edge;
  sheet.height = top + side + bottom;
  const pen = sheet.getContext("2d");
  pen.fillStyle = getComputedStyle(root).getPropertyValue("--st-background-color") || "white";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.font = `${13 * unit}px ${font}`;
  shown.forEach((canvas, i) => {
    const x = edge + i * (side + edge);
    const title = [data.lanes[i].name, `step ${Math.round(at)}`, maps[i].score.textContent];
    pen.fillStyle = pen.strokeStyle = ink;
    pen.fillText(title.filter(Boolean).join(" · "), x, top - 10 * unit, side);
    pen.drawImage(canvas, x, top);
    pen.strokeRect(x, top, side, side);
  });
  let x = edge;
  data.classes.forEach((name, i) => {
    pen.fillStyle = data.colours[i];
    pen.fillRect(x, top + side + 10 * unit, 11 * unit, 11 * unit);
    pen.fillStyle = ink;
    pen.fillText(name, x + 15 * unit, top + side + 20 * unit);
    x += pen.measureText(name).width + 28 * unit;
  });
  const link = document.createElement("a");
  link.download = `race-step-${Math.round(at)}.png`;
  link.href = sheet.toDataURL("image/png");
  link.click();
}

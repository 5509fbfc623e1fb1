// Colours of classes and of numbers, as bytes [4n], and the legend that shows them.
const RAMP = ["#30123b", "#4662d7", "#36aaf9", "#1ae4b6", "#72fe5e", "#c8ef34", "#faba39", "#f66b19", "#cb2a04", "#7a0403"];
const UNKNOWN = 140; // gray
const TOLD_APART = 36; // of more classes only a few have a colour
const SHADES = 1023; // steps from the lowest number to the highest
const COLOURED = 12; // colours that are told apart at a glance

// Of each row of `column`, `{ kind: "class", values, colours }` or `{ kind: "number", values, low, high }`,
// in its slot: all of them, or into `pixels` those from `first` to before `last`.
function coloured(column, order, pixels = new Uint8Array(4 * order.count), first = 0, last = order.count) {
  const paints = new Int32Array(pixels.buffer);
  const { values, low, high } = column;
  const isClass = column.kind === "class";
  const unknown = packed([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
  const known = Int32Array.from(isClass ? (column.colours ?? []).map(channels) : shades(), packed);
  if (!values) paints.fill(unknown, first, last);
  else if (isClass) {
    for (let slot = first, row = order.row(first); slot < last; slot += 1, row = order.after(row)) {
      const label = values[row];
      paints[slot] = label >= 0 && label < known.length ? known[label] : unknown;
    }
  } else {
    const scale = SHADES / (high - low || 1);
    for (let slot = first, row = order.row(first); slot < last; slot += 1, row = order.after(row)) {
      const value = values[row];
      paints[slot] = value === value ? known[Math.max(0, Math.min(SHADES, Math.round((value - low) * scale)))] : unknown;
    }
  }
  return pixels;
}

// The bytes of a colour as the one number that lies in memory as they do.
function packed(bytes) { return new Int32Array(Uint8Array.from(bytes).buffer)[0]; }

// The colours of numbers from the lowest to the highest.
function shades() {
  const paints = RAMP.map(channels);
  return Array.from({ length: SHADES + 1 }, (_, at) => blend(paints, at / SHADES));
}

// Whether there are more classes than colours that can be told apart.
function areMany({ kind, classes }) { return kind !== "number" && classes.length > TOLD_APART; }

// The colours of very many classes: those of the `first` few labels differ, the rest is gray.
function fewColours(colours, first) {
  const gray = `#${UNKNOWN.toString(16).repeat(3)}`;
  const few = colours.map(() => gray);
  first.slice(0, COLOURED).forEach((label, i) => { few[label] = colours[i]; });
  return few;
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).concat(255);
}

function blend(paints, share) {
  const at = share * (paints.length - 1);
  const low = Math.min(Math.floor(at), paints.length - 2);
  return paints[low].map((value, i) => value + (paints[low + 1][i] - value) * (at - low));
}

// The classes that are shown alone once `label` was picked: a Set, or null for all.
function picked(only, label, several) {
  const chosen = new Set(several ? only ?? [] : []);
  if (only?.has(label)) chosen.delete(label); else chosen.add(label);
  return chosen.size ? chosen : null;
}

// A button for each class; `note(label)` stands behind its name, `pick(label, several)` is told. Of
// very many classes the `first` stand in front, and a sentence says that these have the colours.
function drawLegend(box, { classes, colours, only, note, pick, first = [] }) {
  box.classList.toggle("some", only != null);
  const rest = classes.map((_, label) => label).filter((label) => !first.includes(label));
  const said = document.createElement("p");
  said.textContent = `${Math.min(first.length, COLOURED)} of ${classes.length} classes have a colour; click any other to see it.`;
  box.replaceChildren(...(first.length ? [said] : []), ...[...first, ...rest].map((label) => {
    const name = classes[label];
    const button = document.createElement("button");
    button.type = "button";
    button.title = `Show ${name} alone; Shift-click shows several`;
    button.setAttribute("aria-pressed", only?.has(label) ?? false);
    const [swatch, text, number] = ["i", "span", "span"].map((kind) => document.createElement(kind));
    swatch.style.background = colours[label];
    text.textContent = name;
    number.textContent = note?.(label) ?? "";
    button.append(swatch, text, number);
    button.onclick = (event) => pick(label, event.shiftKey);
    return button;
  }));
}

function short(value, digits = 3) {
  return value === 0 || (value >= 1e-2 && value < 1e4) ? String(+value.toPrecision(digits)) : value.toExponential(digits - 2);
}

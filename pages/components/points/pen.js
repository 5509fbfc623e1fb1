// What canvases are drawn on with, as SVG: the part of a 2D context that maps, titles and legends use.
const STYLE_OF_PEN = ["fillStyle", "strokeStyle", "lineWidth", "font", "globalAlpha", "textAlign", "textBaseline", "lineJoin"];
const ANCHORS = { start: "start", left: "start", center: "middle", right: "end", end: "end" };
const signed = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const tenth = (number) => String(Math.round(number * 100) / 100);
const tag = (name, of) => `<${name} ${Object.entries(of).map(([key, value]) => `${key}="${value}"`).join(" ")}/>`;

class SvgPen {
  constructor() {
    this.known = document.createElement("canvas").getContext("2d"); // measures words, and names colours as #rrggbb
    Object.assign(this, { parts: [], path: "", dash: [], kept: [], clips: 0 });
    for (const name of STYLE_OF_PEN) this[name] = this.known[name];
  }

  // The file, `mm` wide; all was drawn on `width` by `height`.
  text(width, height, mm) {
    const high = tenth((mm * height) / width);
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${mm}mm" height="${high}mm" viewBox="0 0 ${tenth(width)} ${tenth(height)}">\n${this.parts.join("\n")}\n</svg>\n`;
  }

  add(part) { this.parts.push(part); }

  colour(value) { this.known.fillStyle = value; return this.known.fillStyle; }

  // What `draw` does, moved to (x, y) and cut off beyond `width` by `height`.
  within(x, y, width, height, draw) {
    const name = `room${this.clips++}`;
    this.add(`<clipPath id="${name}"><rect width="${tenth(width)}" height="${tenth(height)}"/></clipPath><g transform="translate(${tenth(x)} ${tenth(y)})"><g clip-path="url(#${name})">`);
    draw();
    this.add("</g></g>");
  }

  save() { this.kept.push(Object.fromEntries(STYLE_OF_PEN.map((name) => [name, this[name]]))); }

  restore() { Object.assign(this, this.kept.pop()); }

  measureText(text) { this.known.font = this.font; return this.known.measureText(text); }

  setLineDash(dash) { this.dash = dash; }

  beginPath() { this.path = ""; }

  moveTo(x, y) { this.path += `M${tenth(x)} ${tenth(y)}`; }

  lineTo(x, y) { this.path += `L${tenth(x)} ${tenth(y)}`; }

  closePath() { this.path += "Z"; }

  // All of a circle, which is what maps draw of one.
  arc(x, y, radius) {
    const [r, wide] = [tenth(radius), tenth(2 * radius)];
    this.path += `M${tenth(x - radius)} ${tenth(y)}a${r} ${r} 0 1 0 ${wide} 0a${r} ${r} 0 1 0 -${wide} 0`;
  }

  get line() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    return `stroke="${this.colour(this.strokeStyle)}" stroke-width="${tenth(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${dash}${this.faint}`;
  }

  get faint() { return this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : ""; }

  fill() { this.add(`<path d="${this.path}" fill="${this.colour(this.fillStyle)}"${this.faint}/>`); }

  stroke() { this.add(`<path d="${this.path}" fill="none" ${this.line}/>`); }

  box(x, y, width, height) { return `<rect x="${tenth(x)}" y="${tenth(y)}" width="${tenth(width)}" height="${tenth(height)}"`; }

  fillRect(...box) { this.add(`${this.box(...box)} fill="${this.colour(this.fillStyle)}"${this.faint}/>`); }

  strokeRect(...box) { this.add(`${this.box(...box)} fill="none" ${this.line}/>`); }

  fillText(text, x, y) { this.letters(text, x, y, `fill="${this.colour(this.fillStyle)}"`); }

  strokeText(text, x, y) { this.letters(text, x, y, `fill="none" ${this.line}`); }

  letters(text, x, y, how) {
    const [, weight, size, family] = this.font.match(/^(?:(\w+) )?([\d.]+)px (.*)$/);
    const base = this.textBaseline === "middle" ? y + 0.35 * size : y; // other programs read no other base line
    this.add(`<text x="${tenth(x)}" y="${tenth(base)}" text-anchor="${ANCHORS[this.textAlign]}" font-family="${signed(family)}" font-size="${size}" font-weight="${weight ?? "normal"}" ${how}>${signed(text)}</text>`);
  }

  // A part of a picture, or with five values all of it.
  drawImage(image, ...at) {
    const [sx, sy, sw, sh, x, y, width, height] = at.length > 4 ? at : [0, 0, image.width, image.height, ...at];
    const cut = document.createElement("canvas");
    Object.assign(cut, { width: sw, height: sh });
    cut.getContext("2d").drawImage(image, sx, sy, sw, sh, 0, 0, sw, sh);
    const place = { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) };
    this.add(tag("image", { ...place, preserveAspectRatio: "none", href: cut.toDataURL("image/png") }));
  }

  // The points of a map as it draws them, the faint ones under the others.
  points(plot) {
    const { skin, here, dotSize, inks } = plot;
    const places = plot.onScreen();
    const [states, colours] = [skin.states.values, skin.colours.values];
    const radius = tenth(dotSize / 2);
    const [wide, high] = plot.size;
    for (const pass of [[FAINT], [PLAIN, CHOSEN]]) for (const state of pass) {
      const opaque = [inks.faint, inks.alpha, Math.max(inks.alpha, 0.9)][state];
      const dots = [];
      for (let slot = 0; slot < here; slot += 1) {
        const [x, y] = [places[2 * slot], places[2 * slot + 1]];
        if (states[slot] !== state || !(x > -dotSize && y > -dotSize && x < wide + dotSize && y < high + dotSize)) continue;
        const fill = (1 << 24 | colours[4 * slot] << 16 | colours[4 * slot + 1] << 8 | colours[4 * slot + 2]).toString(16).slice(1);
        dots.push(`<circle cx="${tenth(x)}" cy="${tenth(y)}" r="${radius}" fill="#${fill}"/>`);
      }
      if (dots.length) this.add(`<g fill-opacity="${opaque}">${dots.join("")}</g>`);
    }
  }
}

// A closed line round points, over light and dark.
function drawRing(pen, line, look) {
  pen.beginPath();
  line.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  Object.assign(pen, { lineWidth: 4, strokeStyle: look.ground });
  pen.stroke();
  Object.assign(pen, { lineWidth: 2, strokeStyle: look.ink });
  pen.setLineDash([6, 4]);
  pen.stroke();
  pen.globalAlpha = 0.08;
  pen.fillStyle = look.ink;
  pen.fill();
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}

// Pictures one after the other as GIF89a, which every browser, mail and slide shows without a codec.
// Of each only what changed is kept.
const STAY = 255; // the index that leaves a dot as it was
const BINS = 32768; // of colours, five bits a channel
const LONGEST = 4096; // codes (LZW)

class Gif {
  // samples: some of its pictures, RGBA each, from which its 255 colours are taken.
  constructor(width, height, samples) {
    Object.assign(this, { width, height, bytes: [], before: new Uint8Array(width * height).fill(STAY), table: new Uint16Array(LONGEST << 8) });
    this.near = new Int16Array(BINS).fill(-1);
    this.choose(samples);
    this.text("GIF89a");
    this.short(width, height);
    this.bytes.push(0xf7, 0, 0); // a table of 256 colours
    for (let at = 0; at < 256; at += 1) this.bytes.push(...(this.colours[at] ?? [0, 0, 0]));
    this.bytes.push(0x21, 0xff, 11);
    this.text("NETSCAPE2.0");
    this.bytes.push(3, 1, 0, 0, 0); // again and again
  }

  text(letters) { for (const letter of letters) this.bytes.push(letter.charCodeAt(0)); }

  short(...numbers) { for (const number of numbers) this.bytes.push(number & 255, number >> 8); }

  // The most frequent colours.
  choose(samples) {
    const [counts, sums] = [new Uint32Array(BINS), new Float64Array(3 * BINS)];
    for (const pixels of samples) for (let at = 0; at < pixels.length; at += 4) {
      const bin = binOf(pixels, at);
      counts[bin] += 1;
      for (let part = 0; part < 3; part += 1) sums[3 * bin + part] += pixels[at + part];
    }
    const found = [...counts.keys()].filter((bin) => counts[bin]).sort((a, b) => counts[b] - counts[a]).slice(0, STAY);
    this.colours = found.map((bin) => [0, 1, 2].map((part) => Math.round(sums[3 * bin + part] / counts[bin])));
  }

  // The colour nearest to a bin's.
  nearest(bin, pixels, at) {
    if (this.near[bin] < 0) {
      let most = Infinity;
      this.colours.forEach(([r, g, b], index) => {
        const away = (r - pixels[at]) ** 2 + (g - pixels[at + 1]) ** 2 + (b - pixels[at + 2]) ** 2;
        if (away < most) [most, this.near[bin]] = [away, index];
      });
    }
    return this.near[bin];
  }

  // A picture, RGBA, that stays for `hundredths` of a second.
  add(pixels, hundredths) {
    const { width, height, before } = this;
    const now = new Uint8Array(width * height);
    let [left, top, right, low] = [width, height, 0, 0];
    for (let at = 0; at < now.length; at += 1) {
      now[at] = this.nearest(binOf(pixels, 4 * at), pixels, 4 * at);
      if (now[at] === before[at]) continue;
      const [x, y] = [at % width, (at / width) | 0];
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); low = Math.max(low, y);
    }
    if (left > right) [left, top, right, low] = [0, 0, 0, 0]; // nothing changed: a dot of it
    const [wide, high] = [right - left + 1, low - top + 1];
    const part = new Uint8Array(wide * high);
    for (let y = 0; y < high; y += 1) for (let x = 0; x < wide; x += 1) {
      const at = (top + y) * width + left + x;
      part[y * wide + x] = now[at] === before[at] ? STAY : now[at];
    }
    this.before = now;
    this.bytes.push(0x21, 0xf9, 4, 5); // drawn over the last, with an index that leaves it
    this.short(hundredths);
    this.bytes.push(STAY, 0, 0x2c);
    this.short(left, top, wide, high);
    this.bytes.push(0, 8);
    this.pack(part);
  }

  // By Lempel, Ziv and Welch, in blocks of 255 bytes.
  pack(indices) {
    const { bytes, table } = this;
    const [clear, end] = [256, 257];
    let [size, next, held, bits, block] = [9, end + 1, 0, 0, []];
    const flush = () => { bytes.push(block.length, ...block); block = []; };
    const put = (code) => {
      held |= code << bits;
      for (bits += size; bits >= 8; bits -= 8) { block.push(held & 255); held >>>= 8; if (block.length === 255) flush(); }
    };
    table.fill(0);
    put(clear);
    let known = indices[0];
    for (let at = 1; at < indices.length; at += 1) {
      const key = known << 8 | indices[at];
      if (table[key]) { known = table[key]; continue; }
      put(known);
      known = indices[at];
      if (next < LONGEST) {
        if (next >= 1 << size) size += 1;
        table[key] = next++;
      } else { put(clear); table.fill(0); [size, next] = [9, end + 1]; }
    }
    put(known);
    put(end);
    if (bits) block.push(held & 255);
    if (block.length) flush();
    bytes.push(0);
  }

  blob() { return new Blob([Uint8Array.from(this.bytes), Uint8Array.of(0x3b)], { type: "image/gif" }); }
}

const binOf = (pixels, at) => (pixels[at] >> 3) << 10 | (pixels[at + 1] >> 3) << 5 | pixels[at + 2] >> 3;

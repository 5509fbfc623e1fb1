// Arrays come as .npy files, whose numbers lie after a short head: no copy is made.
const KINDS = { "<f4": Float32Array, "<i2": Int16Array, "<u2": Uint16Array, "<i4": Int32Array, "|u1": Uint8Array };

// In a file that stands alone (one_file.py) all of it lies within, in a notebook's cell as bytes;
// elsewhere an address is an address.
const located = (url) => globalThis.within?.[url] ?? url;

async function fetchArray(url) { return parseArray(await fetchBytes(url)); }

async function fetchBytes(url) {
  const place = located(url);
  if (ArrayBuffer.isView(place)) return place.buffer.slice(place.byteOffset, place.byteOffset + place.byteLength);
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer.arrayBuffer();
}

function parseArray(buffer) {
  const view = new DataView(buffer);
  const long = view.getUint8(6) > 1;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const head = new TextDecoder("latin1").decode(new Uint8Array(buffer, start, length));
  const kind = KINDS[head.match(/'descr': *'([^']+)'/)[1]];
  const shape = head.match(/'shape': *\(([^)]*)\)/)[1].split(",").filter((part) => part.trim()).map(Number);
  if (!kind) throw new Error("an array of a type that maps do not use");
  return { values: new kind(buffer, start + length), shape };
}

function packBits(flags) {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (let i = 0; i < flags.length; i += 1) if (flags[i]) bytes[i >> 3] |= 1 << (i & 7);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function unpackBits(text, count) {
  const flags = new Uint8Array(count);
  const bytes = atob(text);
  for (let i = 0; i < count; i += 1) flags[i] = (bytes.charCodeAt(i >> 3) >> (i & 7)) & 1;
  return flags;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))];
}

// Where most values of one coordinate lie: outliers may lie outside, unless there are few points.
function span(values, width, axis) {
  const count = values.length / width;
  const every = Math.max(1, Math.floor(count / 20000));
  const seen = [];
  for (let i = 0; i < count; i += every) {
    const value = values[i * width + axis];
    if (Number.isFinite(value)) seen.push(value);
  }
  if (!seen.length) return [0, 0];
  seen.sort((a, b) => a - b);
  const [low, high] = [seen[0], seen[seen.length - 1]];
  const [inner, outer] = [quantile(seen, 0.002), quantile(seen, 0.998)];
  return high - low > 2 * (outer - inner) && outer > inner ? [inner, outer] : [low, high];
}

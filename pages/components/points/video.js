// Pictures one after the other as WebM, each for as long as it is said to stay: the browser encodes them
// (WebCodecs), and what it gives is laid into the boxes of Matroska here. Its recorder (MediaRecorder)
// would drop what it has no time for.
const CODECS = [["vp09.00.40.08", "V_VP9"], ["vp8", "V_VP8"]];
const BITS = 6e6; // a second
const KEY = 28; // pictures from one that stands alone to the next

class Video {
  static get able() { return Boolean(globalThis.VideoEncoder); }

  static async of(canvas) {
    const { width, height } = canvas;
    for (const [codec, name] of CODECS) {
      const asked = { codec, width, height, bitrate: BITS, latencyMode: "quality" };
      if ((await VideoEncoder.isConfigSupported(asked)).supported) return new Video(canvas, asked, name);
    }
    throw new Error("this browser encodes no video that WebM holds");
  }

  constructor(canvas, asked, name) {
    Object.assign(this, { canvas, name, blocks: [], count: 0, at: 0 });
    this.encoder = new VideoEncoder({
      output: (chunk) => {
        const bytes = new Uint8Array(chunk.byteLength);
        chunk.copyTo(bytes);
        this.blocks.push({ bytes, at: chunk.timestamp / 1000, key: chunk.type === "key" });
      },
      error: (error) => { this.wrong = error; },
    });
    this.encoder.configure(asked);
  }

  // What the canvas shows now, for `hundredths` of a second.
  async add(_, hundredths) {
    if (this.wrong) throw this.wrong;
    const frame = new VideoFrame(this.canvas, { timestamp: 1000 * this.at, duration: 10000 * hundredths });
    this.encoder.encode(frame, { keyFrame: this.count++ % KEY === 0 });
    frame.close();
    this.at += 10 * hundredths; // milliseconds
  }

  stop() { this.encoder.close(); }

  async blob() {
    await this.add(null, 1); // players end where the last picture begins: so it is there twice
    await this.encoder.flush();
    this.stop();
    return new Blob([webm(this.blocks, this)], { type: "video/webm" });
  }
}

// A Matroska file of one track. blocks: { bytes, at in milliseconds, key }.
function webm(blocks, { name, at, canvas: { width, height } }) {
  const head = box(0x1a45dfa3, [
    box(0x4286, [1]), box(0x42f7, [1]), box(0x42f2, [4]), box(0x42f3, [8]),
    box(0x4282, letters("webm")), box(0x4287, [2]), box(0x4285, [2]),
  ]);
  const info = box(0x1549a966, [box(0x2ad7b1, whole(1e6)), box(0x4489, float(at)), box(0x4d80, letters("Embedscope")), box(0x5741, letters("Embedscope"))]);
  const track = box(0xae, [
    box(0xd7, [1]), box(0x73c5, [1]), box(0x83, [1]), box(0x86, letters(name)),
    box(0xe0, [box(0xb0, whole(width)), box(0xba, whole(height))]),
  ]);
  const clusters = [];
  for (const block of blocks) {
    if (block.key) clusters.push({ at: block.at, parts: [box(0xe7, whole(block.at))] });
    const { at: first, parts } = clusters.at(-1);
    const after = Math.round(block.at - first);
    parts.push(box(0xa3, [Uint8Array.of(0x81, after >> 8, after & 255, block.key ? 0x80 : 0), block.bytes]));
  }
  return joined([head, box(0x18538067, [info, box(0x1654ae6b, [track]), ...clusters.map(({ parts }) => box(0x1f43b675, parts))])]);
}

// An element: its id, its length in eight bytes, and bytes or other elements.
function box(id, content) {
  const inner = content instanceof Uint8Array ? content : joined(content);
  const size = whole(inner.length, 8);
  size[0] = 1;
  return joined([whole(id), size, inner]);
}

function joined(parts) {
  const all = parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part));
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) { bytes.set(part, at); at += part.length; }
  return bytes;
}

// A whole number, the highest byte first, in as few bytes as hold it or in `room`.
function whole(number, room = Math.max(1, Math.ceil(Math.log2(number + 1) / 8))) {
  const bytes = new Uint8Array(room);
  for (let place = room - 1, left = Math.round(number); place >= 0; place -= 1) { bytes[place] = left % 256; left = Math.floor(left / 256); }
  return bytes;
}

function float(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, number);
  return bytes;
}

const letters = (text) => new TextEncoder().encode(text);

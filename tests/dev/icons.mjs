// Draws the icon of the page as PNG files, which installing it as an app asks for. It knows just what
// styles/icon.svg uses: one round rectangle, and lines of one width with round ends.
import { deflateSync } from "node:zlib";

/** The PNG in so many pixels; `maskable` fills the square and keeps the drawing where no mask cuts. */
export function icon(svg, size, maskable) {
  const number = (name) => Number(new RegExp(`\\s${name}="([\\d.]+)"`).exec(svg)[1]);
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)[1]);
  const ground = colour(/<rect[^>]* fill="(#[0-9a-f]+)"/.exec(svg)[1]);
  const ink = colour(/ stroke="(#[0-9a-f]+)"/.exec(svg)[1]);
  const [corner, width] = [number("rx"), number("stroke-width")];
  const lines = [...svg.matchAll(/ d="M([\d. ]+)"/g)].flatMap(([, path]) => {
    const at = path.split(" ").map(Number);
    return at.slice(2).flatMap((_, i) => (i % 2 ? [] : [at.slice(i, i + 4)]));
  });
  if (!lines.length || lines.flat().some(Number.isNaN)) throw new Error("icon.svg has shapes that icons.mjs does not know");
  const scale = (maskable ? 1.15 : 1) * (side / size);
  const rows = Buffer.alloc(size * (1 + 4 * size));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [column, row].map((n) => (n + 0.5 - size / 2) * scale + side / 2);
      // How much of the pixel is covered, from the distance of its centre to the edge.
      const covered = (distance) => Math.min(1, Math.max(0, 0.5 - distance / scale));
      const drawn = covered(Math.min(...lines.map((line) => toLine(x, y, line))) - width / 2);
      const shown = maskable ? 1 : covered(toRound(x, y, side, corner));
      const pixel = ground.map((g, i) => Math.round(g + (ink[i] - g) * drawn));
      rows.set([...pixel, Math.round(255 * shown)], row * (1 + 4 * size) + 1 + 4 * column);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // 8 bits, red green blue alpha
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function colour(hex) {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  return [1, 3, 5].map((i) => parseInt(digits.slice(i, i + 2), 16));
}

function toLine(x, y, [x1, y1, x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** Signed: negative inside. */
function toRound(x, y, side, corner) {
  const [dx, dy] = [x, y].map((n) => Math.abs(n - side / 2) - side / 2 + corner);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
}

function chunk(name, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** CRC-32 as PNG wants it; zlib's own is not in every Node of today. */
function crc(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ -1) >>> 0;
}

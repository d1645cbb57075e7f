/** The chunk pHYs of a PNG: how many of its pixels make an inch. Source: PNG (third edition), 11.3.4.3. */
import { crc32 } from 'node:zlib';

/** Signature (8 bytes) and IHDR (25 bytes), which every PNG begins with. */
const HEADER_BYTES = 33;
const METRES_PER_INCH = 0.0254;

/** @param png without a chunk pHYs */
export function withDensity(png: Uint8Array, dpi: number): Uint8Array {
  return Buffer.concat([png.subarray(0, HEADER_BYTES), densityChunk(dpi), png.subarray(HEADER_BYTES)]);
}

/** Pixels a metre across and down, and 1 for "metre". */
function densityChunk(dpi: number): Uint8Array {
  const perMetre = Math.round(dpi / METRES_PER_INCH);
  const chunk = Buffer.alloc(21);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return chunk;
}

/** Element codes in memory: as wide as their format, one, two or four bytes. */
export type Codes = Uint8Array<ArrayBufferLike> | Uint16Array<ArrayBufferLike> | Uint32Array<ArrayBufferLike>;

/** Zeros, in the narrowest array for codes of so many bits. */
export function emptyCodes(bits: number, length: number): Codes {
  if (bits <= 8) return new Uint8Array(length);
  return bits <= 16 ? new Uint16Array(length) : new Uint32Array(length);
}

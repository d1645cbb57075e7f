/** Codes in the narrowest array that holds their bits, as the engine takes them. */
export function codesArray(bits: number, codes: readonly number[]): Uint8Array | Uint16Array | Uint32Array {
  if (bits <= 8) return Uint8Array.from(codes);
  return bits <= 16 ? Uint16Array.from(codes) : Uint32Array.from(codes);
}

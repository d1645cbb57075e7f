/** Element codes in memory: as wide as their format, one, two or four bytes. */
export type Codes = Uint8Array<ArrayBufferLike> | Uint16Array<ArrayBufferLike> | Uint32Array<ArrayBufferLike>;

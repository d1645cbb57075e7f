/** Bytes moved in pieces, and zeros where none belong. */
import { UNIT_ELEMENTS } from '../../elements/layout';
import { Moves } from '../../elements/records';

/** Work unit: UNIT_ELEMENTS pieces of the output. */
export function movesUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Moves>(address);
  const bytes = <usize>job.pieceBytes;
  const last = min((unit + 1) * UNIT_ELEMENTS, job.count);
  for (let i = unit * UNIT_ELEMENTS; i < last; i++) {
    const from = load<i32>(job.places + (<usize>i << 2));
    const to = job.output + <usize>i * bytes;
    if (from < 0) clear(to, bytes);
    else move(to, job.source + <usize>from * bytes, bytes);
  }
}

// @ts-ignore: decorator
@inline
export function move(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  if (to + 8 <= end) {
    store<u64>(to, load<u64>(from));
    to += 8;
    from += 8;
  }
  if (to + 4 <= end) {
    store<u32>(to, load<u32>(from));
    to += 4;
    from += 4;
  }
  for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
}

// @ts-ignore: decorator
@inline
export function clear(to: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 8 <= end; to += 8) store<u64>(to, 0);
  for (; to < end; to++) store<u8>(to, 0);
}

/**
 * Largest values of windows, and gradients back to their places, as many channels at a time as a vector holds. Codes are
 * compared as whole numbers in the order of their values.
 */
import { STORED_FLOAT16, STORED_FLOAT32 } from '../../elements/layout';
import { Pooling, Windows } from '../../elements/records';
import { loadFour, shiftOf, storeSome } from './lanes';

/** What is wanted of the winners of a window: their codes, or their places in it. */
const CODES = 0;
const PLACES = 1;

/** The code of the winner of each window. */
export function maxima(job: Pooling, windows: Windows, image: i32): void {
  const channels = windows.channels;
  const lanes = lanesOf(job.xStored);
  const first = image * windows.height * windows.width * channels;
  const shift = shiftOf(job.xStored);
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += lanes) {
        const codes = ofWinners(job, windows, first + c, row, column, CODES);
        storeLanes(job.output + (<usize>(window + c) << shift), codes, min(lanes, channels - c) << <i32>shift);
      }
    }
  }
}

/** The gradient of each window to the place of its winner, added up in `sums` where there are some. */
export function sendBack(job: Pooling, windows: Windows, image: i32, sums: usize): void {
  const channels = windows.channels;
  const lanes = lanesOf(job.xStored);
  const first = image * windows.height * windows.width * channels;
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += lanes) {
        const winners = ofWinners(job, windows, first + c, row, column, PLACES);
        const count = min(lanes, channels - c);
        if (sums == 0) toWinners(job, windows, first + c, row, column, winners, window + c, count);
        else addToWinners(job, windows, sums + (<usize>c << 2), row, column, winners, window + c, count);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function lanesOf(stored: i32): i32 {
  return stored == STORED_FLOAT32 ? 4 : 8;
}

/** Of the largest of a window in as many channels as a vector holds: the first of equals, the first NaN before all. */
// @ts-ignore: decorator
@inline
function ofWinners(job: Pooling, windows: Windows, first: i32, row: i32, column: i32, wanted: i32): v128 {
  const stored = job.xStored;
  const isSingle = stored == STORED_FLOAT32;
  const infinity = stored == STORED_FLOAT16 ? 0x7c00 : 0x7f80;
  const top = row * windows.stride - windows.padding;
  const left = column * windows.stride - windows.padding;
  const bottom = min(top + windows.kernel, windows.height);
  const right = min(left + windows.kernel, windows.width);
  let best = isSingle ? i32x4.splat(i32.MIN_VALUE) : i16x8.splat(i16.MIN_VALUE);
  let winners = i32x4.splat(0);
  for (let y = max(top, 0); y < bottom; y++) {
    for (let x = max(left, 0); x < right; x++) {
      const index = first + (y * windows.width + x) * windows.channels;
      const codes = v128.load(job.x + (<usize>index << shiftOf(stored)));
      const place = (y - top) * windows.kernel + x - left;
      const keys = isSingle ? singleKeys(codes) : halfKeys(codes, infinity);
      const beats = isSingle ? i32x4.gt_s(keys, best) : i16x8.gt_s(keys, best);
      const offered = wanted == CODES ? codes : isSingle ? i32x4.splat(place) : i16x8.splat(<i16>place);
      best = v128.bitselect(keys, best, beats);
      winners = v128.bitselect(offered, winners, beats);
    }
  }
  return winners;
}

/** Whole numbers in the order of the values, one for both zeros, the largest for NaN. */
// @ts-ignore: decorator
@inline
function singleKeys(codes: v128): v128 {
  const magnitudes = v128.and(codes, i32x4.splat(0x7fffffff));
  const signs = i32x4.shr_s(codes, 31);
  const keys = i32x4.sub(v128.xor(magnitudes, signs), signs);
  return v128.bitselect(i32x4.splat(0x7fffffff), keys, i32x4.gt_s(magnitudes, i32x4.splat(0x7f800000)));
}

// @ts-ignore: decorator
@inline
function halfKeys(codes: v128, infinity: i32): v128 {
  const magnitudes = v128.and(codes, i16x8.splat(0x7fff));
  const signs = i16x8.shr_s(codes, 15);
  const keys = i16x8.sub(v128.xor(magnitudes, signs), signs);
  return v128.bitselect(i16x8.splat(0x7fff), keys, i16x8.gt_s(magnitudes, i16x8.splat(<i16>infinity)));
}

/** Gradients of `count` channels of a window that shares no place with others to their winners, zeros to its other places. */
// @ts-ignore: decorator
@inline
function toWinners(
  job: Pooling, windows: Windows, first: i32, row: i32, column: i32, winners: v128, window: i32, count: i32,
): void {
  const stored = job.xStored;
  const shift = shiftOf(stored);
  const gradients = v128.load(job.dy + (<usize>window << shift));
  const kernel = windows.kernel;
  const top = row * windows.stride - windows.padding;
  const left = column * windows.stride - windows.padding;
  const bottom = min(top + kernel, windows.height);
  const right = min(left + kernel, windows.width);
  const pixelBytes = <usize>windows.channels << shift;
  const lineBytes = <usize>windows.width * pixelBytes;
  const output = job.output + (<usize>first << shift);
  for (let y = max(top, 0); y < bottom; y++) {
    for (let x = max(left, 0); x < right; x++) {
      const wins = isPlace(stored, winners, (y - top) * kernel + x - left);
      storeLanes(output + <usize>y * lineBytes + <usize>x * pixelBytes, v128.and(gradients, wins), count << <i32>shift);
    }
  }
}

/** Gradients of `count` channels to the sums of their winners, nothing to those of others. */
// @ts-ignore: decorator
@inline
function addToWinners(
  job: Pooling, windows: Windows, sums: usize, row: i32, column: i32, winners: v128, window: i32, count: i32,
): void {
  const stored = job.xStored;
  const isSingle = stored == STORED_FLOAT32;
  const from = job.dy + (<usize>window << shiftOf(job.dyStored));
  const low = loadFour(from, job.dyStored);
  const high = isSingle ? low : loadFour(from + 8, job.dyStored);
  const kernel = windows.kernel;
  const top = row * windows.stride - windows.padding;
  const left = column * windows.stride - windows.padding;
  const bottom = min(top + kernel, windows.height);
  const right = min(left + kernel, windows.width);
  for (let y = max(top, 0); y < bottom; y++) {
    for (let x = max(left, 0); x < right; x++) {
      const wins = isPlace(stored, winners, (y - top) * kernel + x - left);
      const to = sums + (<usize>((y * windows.width + x) * windows.channels) << 2);
      addSome(to, v128.and(low, isSingle ? wins : i32x4.extend_low_i16x8_s(wins)), min(count, 4));
      if (count > 4) addSome(to + 16, v128.and(high, i32x4.extend_high_i16x8_s(wins)), count - 4);
    }
  }
}

// @ts-ignore: decorator
@inline
function isPlace(stored: i32, winners: v128, place: i32): v128 {
  return stored == STORED_FLOAT32 ? i32x4.eq(winners, i32x4.splat(place)) : i16x8.eq(winners, i16x8.splat(<i16>place));
}

// @ts-ignore: decorator
@inline
function addSome(to: usize, values: v128, count: i32): void {
  const sum = f32x4.add(v128.load(to), values);
  if (count == 4) v128.store(to, sum);
  else storeSome(to, STORED_FLOAT32, sum, count);
}

/** The first bytes of a vector: 2, 4 … 16. */
// @ts-ignore: decorator
@inline
function storeLanes(to: usize, vector: v128, bytes: i32): void {
  if (bytes == 16) v128.store(to, vector);
  else storeSomeLanes(to, vector, bytes);
}

function storeSomeLanes(to: usize, vector: v128, bytes: i32): void {
  if (bytes & 8) {
    v128.store64_lane(to, vector, 0);
    vector = i64x2.shuffle(vector, vector, 1, 1);
    to += 8;
  }
  if (bytes & 4) {
    v128.store32_lane(to, vector, 0);
    vector = i32x4.shuffle(vector, vector, 1, 1, 1, 1);
    to += 4;
  }
  if (bytes & 2) v128.store16_lane(to, vector, 0);
}

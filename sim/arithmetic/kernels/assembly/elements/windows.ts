/** Windows over images: patches of one image as rows and back as sums, and pooling. */
import { POOL_AVERAGE, POOL_AVERAGE_BACKWARD, POOL_MAX, STORED_FLOAT32 } from '../../elements/layout';
import { Pooling, Windows } from '../../elements/records';
import { joined, lower, upper } from './element-wise';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';
import { clear, move } from './moves';

/** Work unit: an image. Zeros where a window reaches beyond its edges. */
export function gatherUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Windows>(address);
  const pixelBytes = <usize>job.channels * job.codeBytes;
  const takenBytes = <usize>job.taken * job.codeBytes;
  const lineBytes = <usize>job.kernel * takenBytes;
  const isWhole = job.dilation == 1 && job.taken == job.channels;
  const image = job.image + <usize>unit * job.height * job.width * pixelBytes + <usize>job.from * job.codeBytes;
  let to = job.patches + <usize>unit * job.rows * job.columns * job.kernel * lineBytes;
  for (let row = 0; row < job.rows; row++) {
    for (let column = 0; column < job.columns; column++) {
      const left = column * job.stride - job.padding;
      const isInside = left >= 0 && left + job.kernel <= job.width;
      for (let ky = 0; ky < job.kernel; ky++) {
        const y = row * job.stride - job.padding + ky * job.dilation;
        const line = image + <usize>(y * job.width) * pixelBytes;
        if (y < 0 || y >= job.height) clear(to, lineBytes);
        else if (isWhole && isInside) move(to, line + <usize>left * pixelBytes, lineBytes);
        else gatherLine(job, to, line, left, pixelBytes, takenBytes);
        to += lineBytes;
      }
    }
  }
}

function gatherLine(job: Windows, to: usize, line: usize, left: i32, pixelBytes: usize, takenBytes: usize): void {
  for (let kx = 0; kx < job.kernel; kx++) {
    const x = left + kx * job.dilation;
    if (x < 0 || x >= job.width) clear(to, takenBytes);
    else move(to, line + <usize>x * pixelBytes, takenBytes);
    to += takenBytes;
  }
}

/** Work unit: an image. Adds each patch to the float32 sums, which are cleared before, in the order of windows and places. */
export function scatterUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Windows>(address);
  const shift = shiftOf(job.patchesStored);
  const image = job.image + (<usize>(unit * job.height * job.width * job.channels + job.from) << 2);
  let at = unit * job.rows * job.columns * job.kernel * job.kernel * job.taken;
  for (let row = 0; row < job.rows; row++) {
    for (let column = 0; column < job.columns; column++) {
      for (let ky = 0; ky < job.kernel; ky++) {
        const y = row * job.stride - job.padding + ky * job.dilation;
        for (let kx = 0; kx < job.kernel; kx++, at += job.taken) {
          const x = column * job.stride - job.padding + kx * job.dilation;
          if (y < 0 || y >= job.height || x < 0 || x >= job.width) continue;
          const to = image + (<usize>((y * job.width + x) * job.channels) << 2);
          addFours(to, job.patches + (<usize>at << shift), job.patchesStored, job.taken);
        }
      }
    }
  }
}

function addFours(to: usize, from: usize, stored: i32, count: i32): void {
  const step = <usize>4 << shiftOf(stored);
  for (; count >= 4; count -= 4, to += 16, from += step) {
    v128.store(to, f32x4.add(v128.load(to), loadFour(from, stored)));
  }
  if (count > 0) storeSome(to, STORED_FLOAT32, f32x4.add(v128.load(to), loadFour(from, stored)), count);
}

/** Work unit: an image. */
export function poolUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Pooling>(address);
  const windows = changetype<Windows>(job.windows);
  if (job.applied == POOL_MAX) return maxima(job, windows, unit);
  if (job.applied == POOL_AVERAGE) return averages(job, windows, unit);
  const size = windows.height * windows.width * windows.channels;
  const output = job.output + (<usize>(unit * size) << shiftOf(job.outputStored));
  if (job.applied != POOL_AVERAGE_BACKWARD && windows.kernel <= windows.stride) {
    memory.fill(output, 0, <usize>size << shiftOf(job.outputStored));
    return sendBack(job, windows, unit, 0);
  }
  const sums = job.sums + (<usize>(thread * ((size + 3) & ~3)) << 2);
  memory.fill(sums, 0, <usize>size << 2);
  if (job.applied == POOL_AVERAGE_BACKWARD) spread(job, windows, unit, sums);
  else sendBack(job, windows, unit, sums);
  for (let i = 0; i < size; i += 4) {
    const to = output + (<usize>i << shiftOf(job.outputStored));
    const values = v128.load(sums + (<usize>i << 2));
    if (i + 4 <= size) storeFour(to, job.outputStored, values);
    else storeSome(to, job.outputStored, values, size - i);
  }
}

/** The gradient of each window to the place of its winner, added up in `sums` where there are some. */
function sendBack(job: Pooling, windows: Windows, image: i32, sums: usize): void {
  const channels = windows.channels;
  const first = image * windows.height * windows.width * channels;
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += 4) {
        const winners = winnersOf(job, windows, first + c, row, column);
        const count = min(4, channels - c);
        place(job, window + c, i32x4.extract_lane(winners, 0), first, sums);
        if (count > 1) place(job, window + c + 1, i32x4.extract_lane(winners, 1), first, sums);
        if (count > 2) place(job, window + c + 2, i32x4.extract_lane(winners, 2), first, sums);
        if (count > 3) place(job, window + c + 3, i32x4.extract_lane(winners, 3), first, sums);
      }
    }
  }
}

/** Indices of the largest of a window in four channels: the first of equals, the first NaN before all. */
// @ts-ignore: decorator
@inline
function winnersOf(job: Pooling, windows: Windows, first: i32, row: i32, column: i32): v128 {
  const shift = shiftOf(job.xStored);
  let best = f32x4.splat(0);
  let winners = i32x4.splat(0);
  let isFirst = true;
  for (let ky = 0; ky < windows.kernel; ky++) {
    const y = row * windows.stride - windows.padding + ky;
    if (y < 0 || y >= windows.height) continue;
    for (let kx = 0; kx < windows.kernel; kx++) {
      const x = column * windows.stride - windows.padding + kx;
      if (x < 0 || x >= windows.width) continue;
      const index = first + (y * windows.width + x) * windows.channels;
      const values = loadFour(job.x + (<usize>index << shift), job.xStored);
      const indices = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
      const isNan = v128.and(f32x4.ne(values, values), f32x4.eq(best, best));
      const beats = isFirst ? i32x4.splat(-1) : v128.or(f32x4.gt(values, best), isNan);
      best = v128.bitselect(values, best, beats);
      winners = v128.bitselect(indices, winners, beats);
      isFirst = false;
    }
  }
  return winners;
}

// @ts-ignore: decorator
@inline
function place(job: Pooling, window: i32, winner: i32, first: i32, sums: usize): void {
  const shift = shiftOf(job.outputStored);
  if (sums != 0) {
    const to = sums + (<usize>(winner - first) << 2);
    const gradient = f32x4.extract_lane(loadFour(job.dy + (<usize>window << shiftOf(job.dyStored)), job.dyStored), 0);
    store<f32>(to, load<f32>(to) + gradient);
    return;
  }
  const to = job.output + (<usize>winner << shift);
  const from = job.dy + (<usize>window << shift);
  if (shift == 2) store<u32>(to, load<u32>(from));
  else store<u16>(to, load<u16>(from));
}

/** The code of the winner of each window. */
function maxima(job: Pooling, windows: Windows, image: i32): void {
  const channels = windows.channels;
  const first = image * windows.height * windows.width * channels;
  const shift = shiftOf(job.xStored);
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += 4) {
        const codes = maximumOf(job, windows, first + c, row, column);
        const to = job.output + (<usize>(window + c) << shift);
        if (c + 4 > channels) storeCodes(to, codes, channels - c, job.xStored);
        else if (shift == 2) v128.store(to, codes);
        else v128.store64_lane(to, codes, 0);
      }
    }
  }
}

function storeCodes(to: usize, codes: v128, count: i32, stored: i32): void {
  if (stored == STORED_FLOAT32) {
    v128.store_lane<i32>(to, codes, 0);
    if (count > 1) v128.store_lane<i32>(to, codes, 1, 4);
    if (count > 2) v128.store_lane<i32>(to, codes, 2, 8);
  } else {
    v128.store_lane<i16>(to, codes, 0);
    if (count > 1) v128.store_lane<i16>(to, codes, 1, 2);
    if (count > 2) v128.store_lane<i16>(to, codes, 2, 4);
  }
}

/** Codes of the largest of a window in four channels, of 16 bits in the lower half: as `winnersOf`. */
// @ts-ignore: decorator
@inline
function maximumOf(job: Pooling, windows: Windows, first: i32, row: i32, column: i32): v128 {
  const isSingle = job.xStored == STORED_FLOAT32;
  const shift = shiftOf(job.xStored);
  let best = f32x4.splat(0);
  let winners = i32x4.splat(0);
  let isFirst = true;
  for (let ky = 0; ky < windows.kernel; ky++) {
    const y = row * windows.stride - windows.padding + ky;
    if (y < 0 || y >= windows.height) continue;
    for (let kx = 0; kx < windows.kernel; kx++) {
      const x = column * windows.stride - windows.padding + kx;
      if (x < 0 || x >= windows.width) continue;
      const at = job.x + (<usize>(first + (y * windows.width + x) * windows.channels) << shift);
      const values = loadFour(at, job.xStored);
      const codes = isSingle ? values : v128.load64_zero(at);
      const isNan = v128.and(f32x4.ne(values, values), f32x4.eq(best, best));
      const beats = isFirst ? i32x4.splat(-1) : v128.or(f32x4.gt(values, best), isNan);
      const lanes = isSingle ? beats : i16x8.narrow_i32x4_s(beats, beats);
      best = v128.bitselect(values, best, beats);
      winners = v128.bitselect(codes, winners, lanes);
      isFirst = false;
    }
  }
  return winners;
}

/** Sums in the order of places, divided by those of a whole window. */
function averages(job: Pooling, windows: Windows, image: i32): void {
  const channels = windows.channels;
  const first = image * windows.height * windows.width * channels;
  const places = f64x2.splat(<f64>(windows.kernel * windows.kernel));
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += 4) {
        const sum = sumOf(job, windows, first + c, row, column);
        const means = joined(f64x2.div(lower(sum), places), f64x2.div(upper(sum), places));
        const to = job.output + (<usize>(window + c) << shiftOf(job.outputStored));
        if (c + 4 <= channels) storeFour(to, job.outputStored, means);
        else storeSome(to, job.outputStored, means, channels - c);
      }
    }
  }
}

function sumOf(job: Pooling, windows: Windows, first: i32, row: i32, column: i32): v128 {
  let sum = f32x4.splat(0);
  for (let ky = 0; ky < windows.kernel; ky++) {
    const y = row * windows.stride - windows.padding + ky;
    if (y < 0 || y >= windows.height) continue;
    for (let kx = 0; kx < windows.kernel; kx++) {
      const x = column * windows.stride - windows.padding + kx;
      if (x < 0 || x >= windows.width) continue;
      const index = first + (y * windows.width + x) * windows.channels;
      sum = f32x4.add(sum, loadFour(job.x + (<usize>index << shiftOf(job.xStored)), job.xStored));
    }
  }
  return sum;
}

/** Each gradient, divided in float64, to every place of its window. */
function spread(job: Pooling, windows: Windows, image: i32, sums: usize): void {
  const channels = windows.channels;
  const places = f64x2.splat(<f64>(windows.kernel * windows.kernel));
  let window = image * windows.rows * windows.columns * channels;
  for (let row = 0; row < windows.rows; row++) {
    for (let column = 0; column < windows.columns; column++, window += channels) {
      for (let c = 0; c < channels; c += 4) {
        const gradients = loadFour(job.dy + (<usize>(window + c) << shiftOf(job.dyStored)), job.dyStored);
        const low = f64x2.div(lower(gradients), places);
        const high = f64x2.div(upper(gradients), places);
        spreadFour(windows, sums + (<usize>c << 2), row, column, low, high, min(4, channels - c));
      }
    }
  }
}

function spreadFour(windows: Windows, sums: usize, row: i32, column: i32, low: v128, high: v128, count: i32): void {
  for (let ky = 0; ky < windows.kernel; ky++) {
    const y = row * windows.stride - windows.padding + ky;
    if (y < 0 || y >= windows.height) continue;
    for (let kx = 0; kx < windows.kernel; kx++) {
      const x = column * windows.stride - windows.padding + kx;
      if (x < 0 || x >= windows.width) continue;
      const to = sums + (<usize>((y * windows.width + x) * windows.channels) << 2);
      const before = v128.load(to);
      const after = joined(f64x2.add(lower(before), low), f64x2.add(upper(before), high));
      if (count == 4) v128.store(to, after);
      else storeSome(to, STORED_FLOAT32, after, count);
    }
  }
}

/** Pooling over windows of images: averages and their gradients; those of largest values are in max-pooling.ts. */
import { POOL_AVERAGE, POOL_AVERAGE_BACKWARD, POOL_MAX, STORED_FLOAT32 } from '../../elements/layout';
import { Pooling, Windows } from '../../elements/records';
import { joined, lower, upper } from './element-wise';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';
import { maxima, sendBack } from './max-pooling';

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

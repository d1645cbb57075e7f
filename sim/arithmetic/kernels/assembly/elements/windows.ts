/** Windows over images: patches of one image as rows and back as sums. */
import { STORED_FLOAT32 } from '../../elements/layout';
import { Windows } from '../../elements/records';
import { loadFour, shiftOf, storeSome } from './lanes';
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

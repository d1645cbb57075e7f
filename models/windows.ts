/** Windows that slide over an axis of an image: of convolutions and pooling. */

/** Length of an image's side after windows. @returns 0 or less where no window fits */
export function windowsAlong(
  length: number,
  { kernel, stride, padding, dilation = 1 }: { kernel: number; stride: number; padding: number; dilation?: number },
): number {
  return Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

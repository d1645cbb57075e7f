/**
 * What an example shows of an image: all of it, or a square from its centre; in training moved and mirrored by chance,
 * as He et al. 2016, section 4.2, do with images of 32 × 32: up to 4 pixels each way, zeros beyond the edge.
 */
import { randomUnit, streamOf } from '../../runtime/random.js';
import type { Part } from './dataset.js';

/** Ways in which training examples are others in each epoch. */
export const MOVED = ['crop-flip'] as const;

export interface View {
  /** Of the square; the whole image where none is given. */
  readonly side?: number;
  readonly augment: 'none' | (typeof MOVED)[number];
  readonly seed: number;
}

export const WHOLE: View = { augment: 'none', seed: 0 };

/** Pixels that a training example is moved at most, each way. */
const MOST_SHIFT = 4;

/** First row and column of the image that an example shows, and the way it is read. */
export interface Placed {
  readonly top: number;
  readonly left: number;
  readonly direction: 'straight' | 'mirrored';
}

/** Chance alone depends on seed, epoch and image: in whichever batch it stands. */
export function placed(
  { side, augment, seed }: View,
  part: Part,
  { height, width }: { readonly height: number; readonly width: number },
  { image, epoch }: { readonly image: number; readonly epoch: number },
): Placed {
  const centred = (length: number) => (side === undefined ? 0 : Math.floor((length - side) / 2));
  const [top, left] = [centred(height), centred(width)];
  if (augment === 'none' || part === 'test') return { top, left, direction: 'straight' };
  const stream = streamOf('augment', epoch);
  const unit = (at: number) => randomUnit(seed, stream, 3 * image + at);
  const shift = (at: number) => Math.floor(unit(at) * (2 * MOST_SHIFT + 1)) - MOST_SHIFT;
  return { top: top + shift(0), left: left + shift(1), direction: unit(2) < 0.5 ? 'straight' : 'mirrored' };
}

/**
 * The data set that Octile ships: digits drawn as strokes, each with its own slant, size, place,
 * thickness, bent ends and noise, from a seed. 28 × 28 bytes like MNIST, ten balanced classes.
 * It stands in for MNIST where nothing may be downloaded; accuracies on it are not MNIST's.
 * Only + − × ÷ and square roots: the same bytes in every engine.
 */
import { randomNormal, randomUnit, randomWord, streamOf } from '../../runtime/random.js';
import type { ImageSet, ImageSets } from './images.js';

type Point = readonly [number, number];

/** Polylines of each digit in a unit square, y down. */
const DIGITS: readonly (readonly (readonly Point[])[])[] = [
  [ring(0.5, 0.5, 0.32, 0.44)],
  [
    [
      [0.34, 0.25],
      [0.54, 0.06],
      [0.54, 0.94],
    ],
  ],
  [
    [
      [0.2, 0.28],
      [0.32, 0.1],
      [0.6, 0.06],
      [0.76, 0.24],
      [0.68, 0.46],
      [0.2, 0.94],
      [0.82, 0.94],
    ],
  ],
  [
    [
      [0.22, 0.12],
      [0.56, 0.06],
      [0.76, 0.22],
      [0.66, 0.42],
      [0.44, 0.47],
      [0.7, 0.54],
      [0.8, 0.74],
      [0.58, 0.94],
      [0.2, 0.86],
    ],
  ],
  [
    [
      [0.66, 0.94],
      [0.66, 0.06],
      [0.16, 0.64],
      [0.86, 0.64],
    ],
  ],
  [
    [
      [0.78, 0.08],
      [0.3, 0.08],
      [0.25, 0.46],
      [0.56, 0.4],
      [0.78, 0.58],
      [0.72, 0.84],
      [0.48, 0.95],
      [0.2, 0.86],
    ],
  ],
  [
    [
      [0.7, 0.06],
      [0.4, 0.3],
      [0.24, 0.64],
      [0.34, 0.9],
      [0.6, 0.94],
      [0.76, 0.74],
      [0.62, 0.54],
      [0.36, 0.56],
      [0.26, 0.68],
    ],
  ],
  [
    [
      [0.2, 0.08],
      [0.82, 0.08],
      [0.42, 0.94],
    ],
  ],
  [ring(0.5, 0.27, 0.22, 0.21), ring(0.5, 0.71, 0.27, 0.23)],
  [
    [
      [0.74, 0.34],
      [0.62, 0.12],
      [0.38, 0.1],
      [0.26, 0.28],
      [0.38, 0.46],
      [0.62, 0.44],
      [0.74, 0.3],
      [0.72, 0.6],
      [0.56, 0.94],
    ],
  ],
];

const SIDE = 28;

/**
 * @param train images to train on; @param test images to test on, drawn from other random numbers
 * @param seed of every image; the same seed gives the same bytes
 */
export function strokesDataset(train: number, test: number, seed: number): ImageSets {
  return {
    name: 'strokes',
    shape: { channels: 1, height: SIDE, width: SIDE },
    classes: 10,
    train: drawSet(train, seed, 'train'),
    test: drawSet(test, seed, 'test'),
  };
}

function drawSet(size: number, seed: number, part: string): ImageSet {
  const pixels = new Uint8Array(size * SIDE * SIDE);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    labels[i] = i % 10;
    drawDigit(i % 10, seed, streamOf('strokes', part, i), pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
  }
  return { pixels, labels, size };
}

function drawDigit(digit: number, seed: number, stream: number, image: Uint8Array): void {
  const normal = (index: number) => randomNormal(seed, stream, index);
  const thickness = 1.25 + 0.55 * randomUnit(seed, stream, 1_000_000);
  const nearest = new Float64Array(SIDE * SIDE).fill(SIDE * SIDE);
  for (const segment of placedSegments(digit, normal)) bringNearer(nearest, segment, thickness + 0.5);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const ink = Math.min(1, Math.max(0, thickness + 0.5 - Math.sqrt(nearest[pixel] as number)));
    image[pixel] = Math.min(255, Math.max(0, Math.floor(235 * ink + pixelNoise(seed, stream, pixel))));
  }
}

/** Lowers each pixel's squared distance to the nearest line; pixels beyond `reach` are left as they are. */
function bringNearer(nearest: Float64Array, segment: Segment, reach: number): void {
  const [x0, y0, x1, y1] = segment;
  const within = (value: number) => Math.min(SIDE - 1, Math.max(0, value));
  const lastX = within(Math.floor(Math.max(x0, x1) + reach));
  const lastY = within(Math.floor(Math.max(y0, y1) + reach));
  for (let y = within(Math.ceil(Math.min(y0, y1) - reach)); y <= lastY; y++) {
    for (let x = within(Math.ceil(Math.min(x0, x1) - reach)); x <= lastX; x++) {
      const pixel = y * SIDE + x;
      nearest[pixel] = Math.min(nearest[pixel] as number, squaredDistance(x, y, segment));
    }
  }
}

/** Uniform in ±40 of 255: a byte of a random word, four pixels a word. */
function pixelNoise(seed: number, stream: number, pixel: number): number {
  const word = randomWord(seed, stream, 2_000_000 + (pixel >> 2));
  return (((word >>> (8 * (pixel & 3))) & 255) - 127.5) * (40 / 127.5);
}

type Segment = readonly [number, number, number, number];

/** The digit's lines in pixels: each point shaken, then slanted, turned, scaled and moved. */
function placedSegments(digit: number, normal: (index: number) => number): Segment[] {
  const slant = 0.22 * normal(0);
  const turn = 0.14 * normal(1);
  const [width, height] = [15 + 2.2 * normal(2), 19 + 1.6 * normal(3)];
  const [left, top] = [13.5 + 1.5 * normal(4), 13.5 + 1.3 * normal(5)];
  let point = 10;
  const place = ([x, y]: Point): Point => {
    const [u, v] = [x - 0.5 + 0.035 * normal(point), y - 0.5 + 0.035 * normal(point + 1)];
    point += 2;
    return [left + width * (u - slant * v - turn * v), top + height * (v + turn * u)];
  };
  return (DIGITS[digit] ?? []).flatMap((line) => {
    const points = line.map(place);
    return points.slice(1).map(([x, y], i): Segment => [points[i]?.[0] ?? x, points[i]?.[1] ?? y, x, y]);
  });
}

function squaredDistance(x: number, y: number, [x0, y0, x1, y1]: Segment): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  const [ex, ey] = [x - x0 - along * dx, y - y0 - along * dy];
  return ex * ex + ey * ey;
}

/** A closed line of twelve points; cosines and sines of multiples of 30° in closed form. */
function ring(centreX: number, centreY: number, radiusX: number, radiusY: number): Point[] {
  const half = Math.sqrt(3) / 2;
  const cosines = [1, half, 0.5, 0, -0.5, -half, -1, -half, -0.5, 0, 0.5, half, 1];
  return cosines.map(
    (cosine, i): Point => [centreX + radiusX * cosine, centreY + radiusY * (cosines[(i + 9) % 12] ?? 0)],
  );
}

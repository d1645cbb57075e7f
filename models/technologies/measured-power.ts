/**
 * What was measured of the power of IPUs: of chips at rest and at work, with what is open about each. Rows that the
 * energy table is calibrated on say so there (calibration.ts); the others judge it (`octile validate energy`).
 * UCL = the public study "energy-efficiency-AI-sovereignty" (UCL, 2025): one GC200, chip power by gc-monitor at 1 Hz,
 * 20 runs of 300 s, PopTorch 3.2, clock 1,330 MHz throughout, operands N(0, 1) on the chip.
 */

/** What a chip did while it was measured. */
export type MeasuredWork =
  | { readonly kind: 'rest' }
  /** A product of square matrices. */
  | { readonly kind: 'product'; readonly side: number; readonly operands: 'fp16'; readonly partials: 'fp32' }
  /** a = b + 2c on float32. */
  | { readonly kind: 'triad'; readonly elements: number }
  /** A network's forward pass in fp16, samples a second. */
  | { readonly kind: 'network'; readonly network: string; readonly perSecond: number; readonly macsPerSample: number }
  /** Anything that a chip can be made to do. */
  | { readonly kind: 'busiest' };

export interface MeasuredPower {
  readonly name: string;
  readonly machine: string;
  /** While it was measured, where that was said. */
  readonly clockHz?: number;
  readonly work: MeasuredWork;
  readonly powerW: number;
  /** What the figure says of the chip's power: it was so, at most so, at least so. */
  readonly says: 'is' | 'at-most' | 'at-least';
  /** Of one piece of the work, where it was measured. */
  readonly timeS?: number;
  readonly source: string;
  readonly open: readonly string[];
}

const UCL = 'UCL, energy-efficiency-AI-sovereignty (2025)';
const UCL_CLOCK_HZ = 1.33e9;

/** Multiply-accumulates of an image in convolutions and the last layer: as the network is published. */
const RESNET50_MACS = 4.089e9;

export const GC200_REST: MeasuredPower = {
  name: 'GC200 at rest',
  machine: 'gc200',
  clockHz: UCL_CLOCK_HZ,
  work: { kind: 'rest' },
  powerW: 41.6,
  says: 'is',
  source: `${UCL}: at rest, process attached`,
  open: [],
};

export const C600_REST: MeasuredPower = {
  name: 'C600 at rest, clock parked',
  machine: 'ipu21',
  clockHz: 20e6,
  work: { kind: 'rest' },
  powerW: 12.6,
  says: 'is',
  source: 'Graphcore command-line tools, gc-info: total board power with the clock at 20 MHz',
  open: ['of the board: what its regulators take is in it'],
};

export const GC200_TRIAD: MeasuredPower = {
  name: 'GC200 triad, 68 M floats',
  machine: 'gc200',
  clockHz: UCL_CLOCK_HZ,
  work: { kind: 'triad', elements: 68e6 },
  powerW: 62.5,
  says: 'is',
  timeS: 275e-6,
  source: `${UCL}: a = b + 2c, float32, 275 µs a call, 7.0 pJ above rest a byte of the three arrays`,
  open: ['a call takes five times as long as one pass over the arrays: what else it does is not published'],
};

export const MEASURED_POWERS: readonly MeasuredPower[] = [
  GC200_REST,
  C600_REST,
  {
    name: 'Bow at rest',
    machine: 'bow',
    work: { kind: 'rest' },
    powerW: 46,
    says: 'at-most',
    source: 'Argonne user guide: a Bow-2000 board of two IPUs, 1,850 MHz, 92.3 W with one attached',
    open: ['half of the board: what else is on it is counted as chips'],
  },
  GC200_TRIAD,
  {
    name: 'GC200 4096³, fp16, fp32 partials',
    machine: 'gc200',
    clockHz: UCL_CLOCK_HZ,
    work: { kind: 'product', side: 4096, operands: 'fp16', partials: 'fp32' },
    powerW: 208.8,
    says: 'is',
    timeS: 1.896e-3,
    source: `${UCL}: 208.8 ± 1.7 W, 1.896 ms, 0.396 J`,
    open: ['the time holds PopTorch’s changes of layout and a copy of the result'],
  },
  {
    name: 'C600 ResNet-50 inference, fp16',
    machine: 'ipu21',
    work: { kind: 'network', network: 'resnet50', perSecond: 13_499, macsPerSample: RESNET50_MACS },
    powerW: 185,
    says: 'at-most',
    source: 'Graphcore, application throughput of the C600, under its cap of 185 W (data sheet)',
    open: ['a cap, not a measurement; the batch is not published'],
  },
  {
    name: 'GC200 vendor stress test',
    machine: 'gc200',
    clockHz: UCL_CLOCK_HZ,
    work: { kind: 'busiest' },
    powerW: 172,
    says: 'at-least',
    source: 'Graphcore gc-powertest, a sample: 123.5 to 124.5 W and 47.5 to 49 W on two rails, about 40 °C',
    open: ['what it runs is not published: the busiest product must draw at least as much'],
  },
  {
    name: 'GC200 most that a chip may draw',
    machine: 'gc200',
    work: { kind: 'busiest' },
    powerW: 300,
    says: 'at-most',
    source: 'Graphcore M2000: 300 W a chip; under heavy load the clock drops (gc-monitor)',
    open: ['of the chip with its clock lowered where it must be'],
  },
];

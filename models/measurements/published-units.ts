/**
 * What others published of units and chips, to stand beside Octile's own units as gates: energy of a multiply-accumulate
 * at a supply, and ratios. Nodes differ and are not scaled; a whole chip or cluster holds memory, control and wires that a
 * unit alone does not. Each band says where ours is expected, and what a figure outside it means.
 */

export interface PublishedEnergy {
  readonly name: string;
  readonly node: string;
  readonly supplyV: number;
  /** pJ a multiply-accumulate: two operations. */
  readonly picojoules: number;
  readonly of: 'unit' | 'cluster' | 'chip';
  /** Our unit that does the same work. */
  readonly unit: string;
  readonly source: string;
}

/** Efficiency as it is published to energy: two operations a multiply-accumulate. */
const pjPerMac = (teraflopsPerWatt: number) => 2 / teraflopsPerWatt;

export const PUBLISHED_ENERGIES: readonly PublishedEnergy[] = [
  {
    name: 'IBM 4-core, hybrid fp8',
    node: '7 nm',
    supplyV: 0.55,
    picojoules: pjPerMac(3.5),
    of: 'chip',
    unit: 'amp-f25',
    source: 'ISSCC 2021, JSSC 57(1): 3.5 TFLOP/s/W at 1 GHz',
  },
  {
    name: 'IBM 4-core, hybrid fp8',
    node: '7 nm',
    supplyV: 0.75,
    picojoules: pjPerMac(1.9),
    of: 'chip',
    unit: 'amp-f25',
    source: 'ISSCC 2021, JSSC 57(1): 1.9 TFLOP/s/W at 1.6 GHz',
  },
  {
    name: 'MiniFloat-NN, ExSdotp',
    node: '12 nm',
    supplyV: 0.8,
    picojoules: pjPerMac(0.575),
    of: 'cluster',
    unit: 'exsdotp-fp8',
    source: 'arXiv:2207.03192: 575 GFLOP/s/W, fp8 into fp16',
  },
  {
    name: 'RedMulE, fp16',
    node: '22 nm',
    supplyV: 0.65,
    picojoules: pjPerMac(0.755),
    of: 'cluster',
    unit: 'fma-fp16',
    source: 'arXiv:2301.03904: 755 GFLOP/s/W',
  },
  {
    name: 'FPnew, fp8',
    node: '22 nm',
    supplyV: 0.45,
    picojoules: pjPerMac(2.95),
    of: 'unit',
    unit: 'fma-fp8',
    source: 'TVLSI 29(4): 2.95 TFLOP/s/W at best; its supply there is taken as the least of 0.45 to 1.2 V',
  },
];

/** Our unit over theirs, supplies scaled by the square: a unit in a chip or cluster, and a unit beside a unit of an older node. */
export const ENERGY_BANDS: Readonly<Record<PublishedEnergy['of'], readonly [number, number]>> = {
  unit: [0.2, 1],
  cluster: [0.2, 0.7],
  chip: [0.2, 0.7],
};

export interface PublishedRatio {
  readonly name: string;
  readonly quantity: 'area' | 'energy';
  /** Our units: over and under. */
  readonly unit: string;
  readonly base: string;
  readonly band: readonly [number, number];
  /** Why ours may lie outside. */
  readonly open: string;
  readonly source: string;
}

export const PUBLISHED_RATIOS: readonly PublishedRatio[] = [
  {
    name: 'fp8 to int8',
    quantity: 'energy',
    unit: 'amp-f25',
    base: 'amp-int8',
    band: [1.5, 2.8],
    open: 'by accumulator',
    source: 'van Baalen et al., arXiv:2303.17951: 50 to 180 % less efficient',
  },
  {
    name: 'ExSdotp to two multiply-adds',
    quantity: 'area',
    unit: 'exsdotp-fp8',
    base: 'fma-fp8',
    band: [0.6, 0.8],
    open: 'theirs sorts three terms and shifts once, ours adds in a window of all exponents',
    source: 'arXiv:2207.03192: about 30 % less area than a cascade',
  },
  {
    name: 'fp8 to fp16 products',
    quantity: 'energy',
    unit: 'amp-f25',
    base: 'amp-fp16-f25',
    band: [0.25, 0.55],
    open: 'peak rates at equal power give 0.4 to 0.55 of a chip, operations of 7 nm at second hand 0.34',
    source: 'Graphcore C600 and NVIDIA H100 data sheets; Jouppi et al., ISCA 2021',
  },
];

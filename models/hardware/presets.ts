/**
 * Units to build, by name. Each is a unit of models/units with the products that one slice of hardware takes a cycle,
 * and the register stages that it is compared at.
 * Left out: any other unit, which `--unit` of the hardware commands spells (chosen.ts).
 */
import { named } from '../named.js';
import { resolveUnit, type UnitRequest } from '../units/resolve-unit.js';
import type { FloatDatapath, HardwareUnit } from './hardware-unit.js';

/** A preset whose datapath is a unit of models/units. */
interface FloatPreset {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly request: UnitRequest;
  /** Formats of either side; the request's own where there is one. */
  readonly formats?: readonly string[];
  /** The unit's own unless said. */
  readonly products?: number;
  readonly stages: number;
}

/** IPU21: 64 fp16 or 128 fp8 products a cycle in 16 channels. Source: models/machines/tiles/ipu21.ts. */
const AMP_SLICE = { fp8: 8, fp16: 4 } as const;
const AMP_SOURCE =
  'one of 16 channels of an IPU21 tile (64 fp16 or 128 fp8 products a cycle); width and stages inside are assumed, because they are not public';
const MMA_SIM = 'MMA-Sim, arXiv:2511.10909; stages assumed, because they are not public';

const ALLEGRO =
  'roundandr/Allegro, doc/dot_efficiency.md: operands, products, F, accumulator and stages; its rounding is taken as Hopper’s';

/** Register stages where nothing public says: those of Allegro, the public unit in the same cells. */
const ASSUMED_STAGES = 5;
const AMP_FORMATS = ['float8_e4m3fnuz', 'float8_e5m2fnuz'];
const OCP_FORMATS = ['float8_e4m3fn', 'float8_e5m2'];

/** Slices of the AMP on fp8, by what is kept inside a step and by the format of partials. */
function ampSlices(): FloatPreset[] {
  const variants = [
    { suffix: 'exact', formats: AMP_FORMATS, internal: { kind: 'exact' as const }, inside: 'exact sum' },
    { suffix: 'f143-exact', formats: ['float8_e4m3fnuz'], internal: { kind: 'exact' as const }, inside: 'exact sum' },
    { suffix: 'f25', formats: AMP_FORMATS, internal: aligned(25), inside: 'sum aligned at 25 fraction bits' },
    { suffix: 'f13', formats: AMP_FORMATS, internal: aligned(13), inside: 'sum aligned at 13 fraction bits' },
  ];
  return variants.flatMap(({ suffix, formats, internal, inside }) =>
    (['float16', 'float32'] as const).map((accumulator) => ({
      name: `amp-${suffix}${accumulator === 'float32' ? '-fp32' : ''}`,
      summary: `slice of the IPU21 AMP: ${AMP_SLICE.fp8} products of ${formats.length > 1 ? 'f143 or f152' : 'f143'}, ${inside}, ${accumulator} partials`,
      source: AMP_SOURCE,
      request: { family: 'ipu21-amp', a: 'float8_e4m3fnuz', internal, accumulator },
      formats,
      products: AMP_SLICE.fp8,
      stages: ASSUMED_STAGES,
    })),
  );
}

/** Truncated below the largest exponent; with the accumulator, zero products left out. */
function aligned(fractionBits: number) {
  return {
    kind: 'aligned',
    fractionBits,
    cut: 'truncate',
    accumulatorAligned: 'with-products',
    productExponent: 'operands',
    subnormals: 'least-exponent',
    zeroProducts: 'left-out',
  } as const;
}

const FLOAT_PRESETS: readonly FloatPreset[] = [
  ...ampSlices(),
  {
    name: 'amp-fp16',
    summary: `slice of the IPU21 AMP: ${AMP_SLICE.fp16} products of float16, exact sum, float16 partials`,
    source: AMP_SOURCE,
    request: { family: 'ipu21-amp', a: 'float16' },
    products: AMP_SLICE.fp16,
    stages: ASSUMED_STAGES,
  },
  ...(['float16', 'float32'] as const).map((accumulator) => ({
    name: `amp-fp16-f25${accumulator === 'float32' ? '-fp32' : ''}`,
    summary: `slice of the IPU21 AMP: ${AMP_SLICE.fp16} products of float16, sum aligned at 25 fraction bits, ${accumulator} partials`,
    source: AMP_SOURCE,
    request: { family: 'ipu21-amp', a: 'float16', internal: aligned(25), accumulator },
    products: AMP_SLICE.fp16,
    stages: ASSUMED_STAGES,
  })),
  {
    name: 'hopper-fp8',
    summary: 'NVIDIA Hopper: 32 products of fp8, aligned at 13 fraction bits, a float32 with 13',
    source: MMA_SIM,
    request: { family: 'hopper', a: 'float8_e4m3fn' },
    formats: OCP_FORMATS,
    stages: ASSUMED_STAGES,
  },
  {
    name: 'ada-fp8',
    summary: 'NVIDIA Ada: 16 products of fp8, aligned at 13 fraction bits, a float32 with 13',
    source: MMA_SIM,
    request: { family: 'ada', a: 'float8_e4m3fn' },
    formats: OCP_FORMATS,
    stages: ASSUMED_STAGES,
  },
  {
    name: 'hopper-fp16',
    summary: 'NVIDIA Hopper: 16 products of float16, aligned at 25 fraction bits, float32 accumulator',
    source: MMA_SIM,
    request: { family: 'hopper', a: 'float16' },
    stages: ASSUMED_STAGES,
  },
  {
    name: 'ampere-fp16',
    summary: 'NVIDIA Ampere: 8 products of float16, aligned at 24 fraction bits, float32 accumulator',
    source: `${MMA_SIM}; seven, so that no stage is deeper than the others by far`,
    request: { family: 'ampere', a: 'float16' },
    stages: 7,
  },
  {
    name: 'blackwell-fp8',
    summary: 'NVIDIA Blackwell: 32 products of fp8, aligned at 25 fraction bits, float32 accumulator',
    source: MMA_SIM,
    request: { family: 'blackwell', a: 'float8_e4m3fn' },
    formats: OCP_FORMATS,
    stages: ASSUMED_STAGES,
  },
  {
    name: 'exsdotp-fp8',
    summary: 'ExSdotp (MiniFloat-NN): two products of fp8 and a float16 accumulator, exact sum',
    source: 'arXiv:2207.03192; stages assumed, because they are chosen at synthesis there',
    request: { family: 'exsdotp', a: 'float8_e5m2' },
    formats: ['float8_e5m2', 'float8_e4m3'],
    stages: 3,
  },
  {
    name: 'fma-fp16',
    summary: 'fused multiply-add of float16',
    source: 'IEEE 754-2019, 5.4.1; stages assumed, as of exsdotp-fp8',
    request: { family: 'fma', a: 'float16', accumulator: 'float16' },
    stages: 3,
  },
  {
    name: 'fma-fp8',
    summary: 'fused multiply-add of float8_e5m2 operands into float16',
    source: 'IEEE 754-2019, 5.4.1; stages assumed, as of exsdotp-fp8',
    request: { family: 'fma', a: 'float8_e5m2', accumulator: 'float16' },
    stages: 3,
  },
  {
    name: 'allegro',
    summary:
      'as Allegro’s fused dot product: 16 products of float16, bfloat16 or tf32, 25 fraction bits, float32 accumulator, five stages',
    source: ALLEGRO,
    request: { family: 'hopper', a: 'float16' },
    formats: ['float16', 'bfloat16', 'tf32'],
    stages: 5,
  },
  {
    name: 'allegro-fp16',
    summary:
      'as Allegro’s fused dot product: 16 products of float16, 25 fraction bits, float32 accumulator, five stages',
    source:
      'roundandr/Allegro, doc/dot_efficiency.md: products, F, accumulator and stages; its rounding is taken as Hopper’s',
    request: { family: 'hopper', a: 'float16' },
    stages: 5,
  },
];

const INT8: HardwareUnit = {
  name: 'amp-int8',
  summary: `${AMP_SLICE.fp8} products of int8, int32 accumulator that wraps: as wide as a slice of the AMP on fp8`,
  source: 'to compare with: the IPU21 has no int8 product; stages assumed, because an integer unit has less to do',
  datapath: {
    kind: 'integer',
    operandBits: 8,
    productsPerStep: AMP_SLICE.fp8,
    accumulatorBits: 32,
    zeroGating: 'none',
  },
  pipelineStages: 3,
};

export const HARDWARE_UNITS: readonly HardwareUnit[] = [...FLOAT_PRESETS.map(hardwareOf), INT8];

function hardwareOf({ name, summary, source, request, formats, products, stages }: FloatPreset): HardwareUnit {
  const resolved = resolveUnit(request, name);
  const unit = { ...resolved, productsPerStep: products ?? resolved.productsPerStep, scaleRange: [0, 0] as const };
  const datapath: FloatDatapath = {
    kind: 'float',
    unit,
    aFormats: formats ?? [unit.aFormat],
    bFormats: formats ?? [unit.bFormat],
  };
  return { name, summary, source, datapath, pipelineStages: stages };
}

/** @param where what an error names @throws InputError with all names for a name outside the list */
export function hardwareUnit(name: string, where: string): HardwareUnit {
  return named(HARDWARE_UNITS, name, 'a unit to build', where);
}

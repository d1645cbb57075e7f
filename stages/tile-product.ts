/** One tile's product: its program, cycle by cycle, and with operands the partials after each panel. */
import { bitsOf } from '../models/formats/format.js';
import type { Where } from '../models/input-checks.js';
import { InputError } from '../models/input-error.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { unitFamily } from '../models/units/families.js';
import { partialValues } from '../reports/timelines/partial-values.js';
import type { PartialValues } from '../reports/timelines/vcd.js';
import { gemmTask } from '../sim/array/plan/gemm-shape.js';
import { countTile } from '../sim/tile/engines/counted.js';
import type { TileProgram } from '../sim/tile/engines/program.js';
import { programOf } from '../sim/tile/kernels/programs.js';
import { loadOperands } from './operands.js';
import { type ChosenProduct, chosenProduct, type ProductChoice } from './product-shape.js';

export interface TileProductOptions extends ProductChoice {
  /** A safetensors file. */
  readonly operands: string | undefined;
}

export interface TileProduct {
  readonly program: TileProgram;
  readonly partials: PartialValues | undefined;
  readonly cycles: number;
}

const MOST_SIDE = 2 ** 16;
/** Cycles of a tile that are written one by one: some 100 bytes each. */
const MOST_WRITTEN_CYCLES = 5_000_000;

/** @throws InputError naming the field, or for a product too long to be written cycle by cycle */
export function tileProduct(options: TileProductOptions, machine: TileMachine, where: Where): TileProduct {
  const product = chosenProduct(options, MOST_SIDE, where);
  const { shape, format } = product;
  if (!machine.amp.operands.includes(shape.operands)) {
    throw new InputError(where('format'), `operands that ${machine.name} multiplies`, `${bitsOf(format)} bits`);
  }
  const program = programOf(gemmTask(shape, shape), machine);
  const { cycles } = countTile(program);
  if (cycles > MOST_WRITTEN_CYCLES) {
    throw new InputError(where('m'), `a product of at most ${MOST_WRITTEN_CYCLES} tile-cycles`, `${cycles}`);
  }
  const partials = options.operands === undefined ? undefined : partialsOf(product, program, options.operands, machine);
  return { program, cycles, partials };
}

/** Undefined for programs without an AMP. */
function partialsOf(
  { format, shape }: ChosenProduct,
  { amp }: TileProgram,
  path: string,
  machine: TileMachine,
): PartialValues | undefined {
  if (amp === null) return undefined;
  const { m, n, k } = shape;
  const { matrices } = loadOperands(path, format, shape);
  const unit = unitFamily(machine.amp.family, 'machine').resolve(format.name, format.name, {}, 'machine');
  return partialValues({ unit, m, n, k, inputsPerPanel: amp.shape.inputsPerPanel, operands: matrices });
}

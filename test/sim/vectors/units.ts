/** Units of every rule of summation, as text and formats, for tests of vectors. */
import { optionName } from '../../../cli/options/checks.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { unitNamed } from '../../../records/unit-named.js';

export const SOME_UNITS = [
  ['hopper', 'e4m3'],
  ['hopper-mma', 'e5m2'],
  ['hopper:promotion=128', 'e4m3'],
  ['ipu21-amp', 'f143'],
  ['ipu21-amp:rounding=stochastic', 'f152'],
  ['cdna3', 'f143'],
  ['blackwell-mx', 'e4m3'],
  ['blackwell-nvfp4', 'float4_e2m1fn'],
  ['cdna2', 'bfloat16'],
  ['fma', 'bfloat16'],
  ['ibm-chunked', 'float8_e4m3b11fnuz'],
  ['exact', 'float16'],
] as const;

export function unitOf(text: string, format: string): DotProductUnit {
  return unitNamed({ text, where: 'test', a: format }, {}, optionName);
}

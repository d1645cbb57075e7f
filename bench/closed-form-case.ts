/** One case of the comparison of the tile's three engines: the result as a line, and whether all three agree. */
import { isDeepStrictEqual } from 'node:util';
import { countTile } from '../sim/tile/engines/counted.js';
import { createTile, runTile } from '../sim/tile/engines/stepped.js';
import { closedForm } from '../sim/tile/kernels/closed-forms.js';
import { programOf } from '../sim/tile/kernels/programs.js';
import { tileCase } from './tile-cases.js';

export function closedFormCase(index: number): { line: string; equal: boolean } {
  const { task, machine } = tileCase(index);
  const program = programOf(task, machine);
  const counted = countTile(program);
  const formed = closedForm(task, machine);
  const stepped = runTile(createTile(program, machine));
  const equal = isDeepStrictEqual(formed, counted) && isDeepStrictEqual(formed, stepped);
  return { line: JSON.stringify({ index, task, equal, ...formed }), equal };
}

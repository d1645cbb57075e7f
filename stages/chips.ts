/** From a network to the trace of one of several chips, in a folder: of the slowest, by the closed form. */
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import type { Trace } from '../records/trace/trace-folder.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { type ChipsRule, chipTraces } from '../traces/lowering/chips/lower-chips.js';
import type { LoweredTraceOptions } from '../traces/lowering/lower.js';

/**
 * @param where what an error of the unit names
 * @throws InputError where the network cannot be dealt so, or a chip has no room for its part
 */
export function slowestChip(options: LoweredTraceOptions, rule: ChipsRule, machine: TileMachine, where: string): Trace {
  const [first, ...others] = chipTraces(options, rule, where) as [Trace, ...Trace[]];
  if (others.length === 0) return first;
  const timed = [first, ...others].map((trace) => {
    const { totals } = simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' });
    return { trace, cycles: totals.cycles };
  });
  return timed.reduce((slowest, chip) => (chip.cycles > slowest.cycles ? chip : slowest)).trace;
}

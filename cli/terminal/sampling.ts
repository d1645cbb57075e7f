/** What of a run was captured, in one line: steps, bytes of operands, and what the limit left out. */
import type { TraceRecord } from '../../records/trace/trace.js';
import { forPeople } from '../../reports/units/si.js';

export function samplingText({ rule, operands }: TraceRecord['sampling']): string {
  if (operands === undefined) return rule;
  const { bytes, limitBytes, leftOut } = operands;
  const stored = `${rule}; operands of ${forPeople(bytes, 'B')}`;
  if (leftOut.length === 0) return stored;
  const layers = leftOut.map((entry) => `${entry.layer} (${forPeople(entry.bytes, 'B')})`).join(', ');
  return `${stored}; left out by the limit of ${forPeople(limitBytes, 'B')}: ${layers}`;
}

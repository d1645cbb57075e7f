/** A run whose average power would be above the cap of its machine is slower than its cycles say. */
import type { ReportInput } from '../input.js';
import { powerCapText } from '../power-cap.js';

export function powerCapWarnings({ energy }: ReportInput): string[] {
  const text = powerCapText(energy.operation);
  return text === undefined ? [] : [text];
}

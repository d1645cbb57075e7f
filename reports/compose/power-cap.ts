/** What a power cap costs, in a sentence without its subject, where it binds. */
import { isCapped, type Operation } from '../../records/energy.js';
import { forPeople } from '../units/si.js';

export function powerCapText(operation: Operation | undefined): string | undefined {
  if (!isCapped(operation)) return undefined;
  const { capW, clockHz, timeS, atFullClock } = operation;
  const [full, capped] = [forPeople(atFullClock.clockHz, 'Hz'), forPeople(clockHz, 'Hz')];
  const speeds =
    operation.samplesPerSecond === undefined
      ? `${forPeople(timeS, 's')} instead of ${forPeople(atFullClock.timeS, 's')}`
      : `${forPeople(operation.samplesPerSecond, 'samples/s')} instead of ${forPeople(atFullClock.samplesPerSecond ?? 0, 'samples/s')}`;
  const watts = forPeople(atFullClock.averagePowerW.value, 'W');
  return `its power cap of ${forPeople(capW, 'W')} lowers the clock from ${full} to ${capped}: ${speeds}, which would draw ${watts}.`;
}

/**
 * Panels of coefficients one after another: column group by column group, in each the same runs of panels.
 * With one bank each panel is loaded with the workers stopped and used by all rows before the next. With
 * two the first is loaded before all, each launch has the next one loaded behind it, and the last has none.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { CoefficientLoads, SupervisorStep, WorkerProgram } from '../../engines/program.js';
import type { CoefficientPlace, GemmOutput } from '../gemm/task.js';
import { rendezvousStep } from './one-launch-program.js';

/** Panels that are launched alike. */
export interface PanelRun {
  readonly workers: readonly WorkerProgram[];
  readonly panels: number;
}

export interface PanelWork {
  readonly output: GemmOutput;
  readonly coefficients: CoefficientPlace;
  readonly columnGroups: number;
  /** Of each column group; at least one panel in all. */
  readonly runs: readonly PanelRun[];
}

export function panelSteps(work: PanelWork, machine: TileMachine): SupervisorStep[] {
  const { columnGroups } = work;
  const runs = work.runs.filter(({ panels }) => panels > 0);
  const loads = panelLoads(work, machine);
  const load: SupervisorStep = { kind: 'load-coefficients', ...loads };
  const meeting = meetingStep(work, machine);
  const repeated = ({ workers, panels }: PanelRun, steps: (workers: readonly WorkerProgram[]) => SupervisorStep[]) =>
    ({ kind: 'loop', trips: panels, steps: steps(workers) }) as const;
  if (machine.amp.coefficientBanks === 1) {
    const group = runs.map((run) => repeated(run, (workers) => [meeting, load, { kind: 'launch', workers }]));
    return [{ kind: 'loop', trips: columnGroups, steps: group }];
  }
  const behind = (run: PanelRun) => repeated(run, (workers) => [meeting, { kind: 'launch', workers, behind: loads }]);
  const last = runs.at(-1) as PanelRun;
  return [
    load,
    { kind: 'loop', trips: columnGroups - 1, steps: runs.map(behind) },
    ...[...runs.slice(0, -1), { ...last, panels: last.panels - 1 }].map(behind),
    meeting,
    { kind: 'launch', workers: last.workers },
  ];
}

function panelLoads({ coefficients }: PanelWork, { tile, amp }: TileMachine): CoefficientLoads {
  const bytesPerLoad = coefficients === 'interleaved' ? tile.interleavedLoadBytes : tile.loadBytes;
  return { loads: amp.coefficientBytes / bytesPerLoad, bytesPerLoad };
}

/** Rendezvous with the workers. */
function meetingStep({ output }: PanelWork, machine: TileMachine): SupervisorStep {
  const { panelSyncCycles, packedPanelSyncCycles } = machine.gemm;
  return rendezvousStep(output === 'plain' ? panelSyncCycles : packedPanelSyncCycles, machine);
}

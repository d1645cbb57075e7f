/**
 * How a network is trained unless told otherwise (UsualTraining of models/networks/graph.ts), in place of fields of settings
 * that are left out. Left out: the usual values where the network says nothing either (training-settings.ts).
 */
import type { Where } from '../models/input-checks.js';
import type { NetworkGraph } from '../models/networks/graph.js';
import type { Schedule } from '../models/optimisers/schedule.js';
import { networkNamed } from './network.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields of settings with those of the network that they name; numbers of its optimiser count where the optimiser is left
 * out or the same.
 * @throws InputError for a network that is not known
 */
export function asNetworkTrains(fields: Fields, where: Where): Fields {
  if (typeof fields.network !== 'string') return fields;
  const graph = networkNamed(fields.network, where('network'));
  const { batch, steps } = graph;
  const schedule = shortened(graph.schedule, fields.steps);
  const length = fields.epochs === undefined && fields.steps === undefined ? { steps } : {};
  const usual = Object.entries({ batch, schedule, ...length }).filter(([, value]) => value !== undefined);
  const optimiser = withNumbers(optimiserOf(graph), fields.optimiser);
  return { ...Object.fromEntries(usual), ...present(fields), ...(optimiser === undefined ? {} : { optimiser }) };
}

/** Of fewer steps than the network's a tenth rises at most. */
function shortened(schedule: Schedule | undefined, steps: unknown): Schedule | undefined {
  if (schedule === undefined || typeof steps !== 'number') return schedule;
  return { ...schedule, warmupSteps: Math.min(schedule.warmupSteps, Math.floor(steps / 10)) };
}

function optimiserOf({ optimiser: kind = 'sgd-momentum', learningRate, weightDecay }: NetworkGraph): Fields {
  return { kind, ...present({ learningRate, weightDecay }) };
}

/** What is no record is left to be refused. */
function withNumbers(own: Fields, given: unknown): unknown {
  if (given === undefined) return own;
  if (typeof given !== 'object' || given === null) return given;
  const { kind = own.kind } = given as Fields;
  return kind === own.kind ? { ...own, ...given } : given;
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

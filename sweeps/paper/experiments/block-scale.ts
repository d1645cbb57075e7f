/** MX: the scale of a block rounded down, as OCP MX has it, or up. New: the paper has no block scales. */
import { comparedExperiment } from '../compared-experiment.js';
import { ANY_PAIR_UNIT, imageTraining } from '../images.js';

/** Reads E8M0 scales beside its operands. */
const BLOCK_UNIT = 'blackwell-mx';

/** Operands of products: dw is a result alone. */
const ROLES = ['activation', 'weight', 'dx'] as const;

const blocks = (format: string, rule: string) => {
  const role = { format, scaling: { kind: 'mx', rule } };
  return {
    unit: BLOCK_UNIT,
    recipe: { extends: 'fp32', firstLayer: 'cast', roles: Object.fromEntries(ROLES.map((name) => [name, role])) },
  };
};

export const blockScale = comparedExperiment({
  name: 'block-scale',
  title: 'MX: the scale of a block down or up',
  question:
    'A scale that is rounded down clips the largest elements of a block, one that is rounded up wastes a binade of small ones. ' +
    'Every operand in MX blocks of 32, those of the first layer too, E4M3 and E2M1, by the rule of the scale.',
  place: 'not in the paper',
  base: (size) => ({ ...imageTraining(size), unit: ANY_PAIR_UNIT }),
  settings: [
    { label: 'float32', set: { recipe: 'fp32' } },
    ...['e4m3', 'e2m1'].flatMap((format) =>
      ['floor', 'up'].map((rule) => ({ label: `${format}, ${rule}`, set: blocks(format, rule) })),
    ),
  ],
  seeds: { quick: 2, full: 8 },
});

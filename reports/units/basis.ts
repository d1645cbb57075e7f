/** On what an energy rests, in words: `measured for 58 % of it, assumed for 31 %`. */
import { ASSUMED_SHARE_LIMIT, type Basis, type Headline } from '../../records/energy.js';
import { percent } from './number.js';

export type BasisOf = Pick<Headline, 'headlineBasis' | 'headlineShare' | 'assumedShare'>;

/** The basis of most of the energy and its share; and how much is assumed, where that is more than a tenth. */
export function basisText({ headlineBasis, headlineShare, assumedShare }: BasisOf): string {
  const most = `${headlineBasis} for ${percent(headlineShare, 0)} of it`;
  if (headlineBasis === 'assumed' || assumedShare <= ASSUMED_SHARE_LIMIT) return most;
  return `${most}, assumed for ${percent(assumedShare, 0)}`;
}

/** The same of several: shares from the least to the most. */
export function basesText(bases: readonly BasisOf[]): string {
  const kinds = [...new Set(bases.map(({ headlineBasis }) => headlineBasis))];
  return kinds.map((kind) => basisRange(kind, bases)).join('; ');
}

/** In few words, for a column: `measured 57–58 %`. */
export function shortBasesText(bases: readonly BasisOf[]): string {
  const kinds = [...new Set(bases.map(({ headlineBasis }) => headlineBasis))];
  return kinds
    .map((kind) => {
      const own = bases.filter(({ headlineBasis }) => headlineBasis === kind);
      return `${kind} ${percentRange(own.map(({ headlineShare }) => headlineShare))}`;
    })
    .join(', ');
}

function basisRange(kind: Basis, bases: readonly BasisOf[]): string {
  const own = bases.filter(({ headlineBasis }) => headlineBasis === kind);
  const most = `${kind} for ${percentRange(own.map(({ headlineShare }) => headlineShare))} of it`;
  const assumed = own.map(({ assumedShare }) => assumedShare);
  if (kind === 'assumed' || Math.max(...assumed) <= ASSUMED_SHARE_LIMIT) return most;
  return `${most}, assumed for ${percentRange(assumed)}`;
}

function percentRange(shares: readonly number[]): string {
  const [least, most] = [percent(Math.min(...shares), 0), percent(Math.max(...shares), 0)];
  return least === most ? most : `${least.replace(' %', '')}–${most}`;
}

/** On what an energy rests, in words: `measured for 58 % of it, assumed for 31 %`. */
import { ASSUMED_SHARE_LIMIT, BASES, type Basis, type BasisShares, mostOf } from '../../records/energy.js';
import { percent } from './number.js';

/** The basis of most of the energy and its share; and how much is assumed, where that is more than a tenth. */
export function basisText(shares: BasisShares): string {
  return basesText([shares]);
}

/** The same of several: shares from the least to the most. */
export function basesText(energies: readonly BasisShares[]): string {
  return byBasis(energies)
    .map(([basis, own]) => {
      const most = `${basis} for ${shareRange(own, basis)} of it`;
      const isTold = basis !== 'assumed' && own.some(({ assumed }) => assumed > ASSUMED_SHARE_LIMIT);
      return isTold ? `${most}, assumed for ${shareRange(own, 'assumed')}` : most;
    })
    .join('; ');
}

/** In few words, for a column: `measured 57–58 %`. */
export function shortBasesText(energies: readonly BasisShares[]): string {
  return byBasis(energies)
    .map(([basis, own]) => `${basis} ${shareRange(own, basis)}`)
    .join(', ');
}

/** Energies by the basis of most of each, the firmest first. */
function byBasis(energies: readonly BasisShares[]): [Basis, BasisShares[]][] {
  return BASES.flatMap((basis) => {
    const own = energies.filter((shares) => mostOf(shares) === basis);
    return own.length === 0 ? [] : [[basis, own] as [Basis, BasisShares[]]];
  });
}

function shareRange(energies: readonly BasisShares[], basis: Basis): string {
  const shares = energies.map((of) => of[basis]);
  const [least, most] = [percent(Math.min(...shares), 0), percent(Math.max(...shares), 0)];
  return least === most ? most : `${least.replace(' %', '')}–${most}`;
}

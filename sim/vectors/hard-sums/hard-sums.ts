/** Every kind of hard sums, by name, in the order in which rows of level 2 take turns. */
import { accumulator } from './accumulator.js';
import { boundaries } from './boundaries.js';
import { cancellation } from './cancellation.js';
import { carries } from './carries.js';
import { cutOff } from './cut-off.js';
import { alone, anyCodes, dense } from './dense.js';
import { halfWay } from './half-way.js';
import type { HardSum } from './hard-sum.js';
import { order } from './order.js';
import { overflow } from './overflow.js';
import { scales } from './scales.js';
import { accumulatorSpecials, specials } from './specials.js';
import { subnormals } from './subnormals.js';
import { thresholds } from './thresholds.js';
import { zeros } from './zeros.js';

export const HARD_SUMS: readonly { readonly name: string; readonly draw: HardSum }[] = [
  { name: 'cut-off', draw: cutOff },
  { name: 'half-way', draw: halfWay },
  { name: 'dense', draw: dense },
  { name: 'order', draw: order },
  { name: 'specials', draw: specials },
  { name: 'accumulator', draw: accumulator },
  { name: 'scales', draw: scales },
  { name: 'thresholds', draw: thresholds },
  { name: 'cancellation', draw: cancellation },
  { name: 'overflow', draw: overflow },
  { name: 'subnormals', draw: subnormals },
  { name: 'carries', draw: carries },
  { name: 'zeros', draw: zeros },
  { name: 'any', draw: anyCodes },
  { name: 'accumulator-specials', draw: accumulatorSpecials },
  { name: 'boundaries', draw: boundaries },
  { name: 'alone', draw: alone },
];

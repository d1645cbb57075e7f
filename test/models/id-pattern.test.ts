import { expect, it } from 'vitest';
import { matchesId } from '../../models/id-pattern.js';

it.each([
  ['conv1', 'conv1', true],
  ['conv1', 'conv10', false],
  ['conv*', 'conv', true],
  ['*conv', 'block-1/conv', true],
  ['block-*/conv*', 'block-2/conv2', true],
  ['block-*/conv*', 'block-2/norm', false],
  // The parts may not share letters.
  ['aba*aba', 'aba', false],
  ['aba*aba', 'ababa', false],
  ['aba*aba', 'abaaba', true],
  ['a*b*a', 'aba', true],
  ['a*b*ba', 'aba', false],
  ['*', '', true],
  // One pass, whatever the pattern.
  [`${'*a'.repeat(90)}b`, 'a'.repeat(200), false],
])('%s and %s: %s', (pattern, id, expected) => expect(matchesId(pattern, id)).toBe(expected));

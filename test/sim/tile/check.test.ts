/** The rules of simultaneous access: Graphcore tile vertex ISA 2.9.10.2, 2.9.12. */
import { describe, expect, it } from 'vitest';
import { operandWidth } from '../../../models/machines/operand-width.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { checkProgram, portOf } from '../../../sim/tile/engines/check.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import { type Access, type Bundle, loop, memoryBundle, type TileProgram } from '../../../sim/tile/engines/program.js';
import { createTile } from '../../../sim/tile/engines/stepped.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';

function access(direction: Access['direction'], stream: string, bytes = 8): Access {
  return { direction, stream, bytes };
}

/** Streams a and b in one element, c and d each in its own. */
function programWith(bundle: Bundle, workers = 6): TileProgram {
  return {
    name: 'trial',
    steps: [{ kind: 'launch', workers: Array.from({ length: workers }, () => [loop([bundle], 1)]) }],
    elements: { a: 0, b: 0, c: 1, d: 2 },
    turnCycles: 6,
    amp: null,
  };
}

describe('one bundle', () => {
  it.each([
    ['none', []],
    ['ld64', [access('read', 'a')]],
    ['st64', [access('write', 'a')]],
    ['ld2x64pace', [access('read', 'a'), access('read', 'c')]],
    ['ldst64pace', [access('read', 'a'), access('write', 'c')]],
    ['ld2xst64pace', [access('read', 'a'), access('read', 'c'), access('write', 'd')]],
  ] as const)('may be %s', (port, accesses) => {
    const bundle = memoryBundle(...accesses);
    expect(portOf(bundle)).toBe(port);
    expect(() => checkProgram(programWith(bundle), ipu21)).not.toThrow();
  });

  it('has no third load and no second store', () => {
    const stores = memoryBundle(access('write', 'a'), access('write', 'c'));
    expect(() => portOf(stores)).toThrow('at most 2 loads and 1 store, got 0 and 2');
    const loads = memoryBundle(access('read', 'a'), access('read', 'c'), access('read', 'd'));
    expect(() => portOf(loads)).toThrow('got 3 and 0');
  });

  it('does not meet twice in one memory element', () => {
    const bundle = memoryBundle(access('read', 'a'), access('write', 'b'));
    expect(() => checkProgram(programWith(bundle), ipu21)).toThrow(
      'trial: ldst64pace of a, b meets twice in one memory element',
    );
  });

  it('moves no more than the port is wide', () => {
    const bundle = memoryBundle(access('read', 'a', 16));
    expect(() => checkProgram(programWith(bundle), ipu21)).toThrow('trial: a moves 16 B, the port 8 B');
  });

  it('names streams that have an element', () => {
    const bundle = memoryBundle(access('read', 'e'));
    expect(() => checkProgram(programWith(bundle), ipu21)).toThrow('stream e has no memory element');
  });
});

it('a launch has a program for each worker', () => {
  expect(() => checkProgram(programWith(memoryBundle(), 5), ipu21)).toThrow('5 programs on 6 workers');
});

it('a task of no size or of too large a size is refused', () => {
  const copy = { kind: 'copy', elementGroups: 'separate' } as const;
  expect(() => programOf({ ...copy, bytes: 0 }, ipu21)).toThrow(
    'copy bytes: expected an integer from 1 to 16777216, got 0',
  );
  expect(() => programOf({ ...copy, bytes: 1.5 }, ipu21)).toThrow('got 1.5');
  const gather = { ...copy, kind: 'gather', pieces: 2 ** 24, bytesPerPiece: 2 ** 24 } as const;
  expect(() => programOf({ ...gather, pieces: 2 ** 25 }, ipu21)).toThrow('gather pieces: expected an integer from 1');
  expect(countTile(programOf(gather, ipu21)).counts.sramReadBytes).toBe(2 ** 48);
  const transpose = { kind: 'transpose', rows: 2 ** 24, columns: 2 ** 24, bytesPerElement: 2 } as const;
  expect(() => programOf(transpose, ipu21)).toThrow('transpose: expected sizes whose product is at most');
  expect(() => createTile(programOf({ ...transpose, bytesPerElement: 1 }, ipu21), ipu21)).toThrow(
    'more than 2147483647',
  );
});

it('formats move at the width of their codes', () => {
  expect(operandWidth('f143', 'x')).toBe('fp8');
  expect(operandWidth('float16', 'x')).toBe('fp16');
  expect(operandWidth('float32', 'x')).toBe('fp32');
  // 10, 16 and 19 bits lie in 16, 16 and 32.
  expect(['1.4.5', 'dlfloat16', '1.5.10', 'bfloat16'].map((format) => operandWidth(format, 'x'))).toEqual(
    Array(4).fill('fp16'),
  );
  expect(operandWidth('tf32', 'x')).toBe('fp32');
  expect(() => operandWidth('float4_e2m1fn', '--format')).toThrow(
    '--format: expected a format of 8 to 32 bits, got "float4_e2m1fn"',
  );
});

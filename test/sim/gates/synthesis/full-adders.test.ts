import { describe, expect, it } from 'vitest';
import { cellLibrary } from '../../../../models/technologies/cells/libraries.js';
import { fullAdderMap } from '../../../../sim/gates/synthesis/full-adders.js';

const mapOf = (name: string) => fullAdderMap(cellLibrary(name, 'test'));

describe('the map of full adders', () => {
  it('inverts both outputs of asap7, whose adder has them inverted', () => {
    expect(mapOf('asap7')).toContain('FAx1_ASAP7_75t_R adder (.A(A[i]), .B(B[i]), .CI(C[i]), .CON(carry), .SN(sum));');
    expect(mapOf('asap7')).toContain('assign X[i] = ~carry;');
    expect(mapOf('asap7')).toContain('assign Y[i] = ~sum;');
  });

  it('takes those of sky130 as they are', () => {
    expect(mapOf('sky130')).toContain('assign X[i] = carry;');
    expect(mapOf('sky130')).toContain('assign Y[i] = sum;');
  });

  it('is none where the library has no full adder', () => {
    expect(mapOf('sg13g2')).toBeUndefined();
  });
});

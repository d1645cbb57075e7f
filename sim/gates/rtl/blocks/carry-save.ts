/** Carry-save adders: three rows of bits to two of the same sum, level by level. */
import { range } from '../module.js';

/**
 * @param lowest what takes the free lowest place of the carry row of each adder, by its number
 * @returns lines that make them, and the two rows that are left
 */
export function carrySaveLines(
  rows: readonly string[],
  bits: number,
  lowest: (adder: number) => string,
): { readonly lines: readonly string[]; readonly rest: readonly string[] } {
  const lines = rows.map((text, i) => `wire ${range(bits)}row_${i} = ${text};`);
  let rest = rows.map((_, i) => `row_${i}`);
  for (let made = 0; rest.length > 2; made++) {
    const [x, y, z, ...others] = rest as [string, string, string, ...string[]];
    lines.push(
      `wire ${range(bits)}sum_${made} = ${x} ^ ${y} ^ ${z};`,
      `wire ${range(bits)}majority_${made} = (${x} & ${y}) | (${x} & ${z}) | (${y} & ${z});`,
      `wire ${range(bits)}carry_${made} = {majority_${made}[${bits - 2}:0], ${lowest(made)}};`,
    );
    rest = [...others, `sum_${made}`, `carry_${made}`];
  }
  return { lines, rest };
}

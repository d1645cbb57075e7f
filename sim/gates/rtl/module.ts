/** A module of SystemVerilog as data: ports, lines of its body, what it is; and its text. */
import type { Block } from '../../../models/hardware/hardware-unit.js';

export interface RtlPort {
  readonly direction: 'input' | 'output';
  readonly name: string;
  /** A vector [bits − 1 : 0]; a single wire where undefined. */
  readonly bits?: number | undefined;
  readonly about: string;
}

export interface RtlModule {
  /** Begins with its block's name. */
  readonly name: string;
  readonly block: Exclude<Block, 'registers'>;
  /** Lines of the comment at its head. */
  readonly about: readonly string[];
  readonly ports: readonly RtlPort[];
  readonly body: readonly string[];
}

export function input(name: string, bits: number | undefined, about: string): RtlPort {
  return { direction: 'input', name, bits, about };
}

export function output(name: string, bits: number | undefined, about: string): RtlPort {
  return { direction: 'output', name, bits, about };
}

/** Of a vector. */
export function range(bits: number | undefined): string {
  return bits === undefined ? '' : `[${bits - 1}:0] `;
}

/** @param header lines of every file of a unit */
export function moduleText({ name, about, ports, body }: RtlModule, header: readonly string[]): string {
  const declared = ports.map((port, i) => {
    const comma = i === ports.length - 1 ? '' : ',';
    const about = port.about === '' ? '' : `  // ${port.about}`;
    return `  ${port.direction.padEnd(6)} wire ${range(port.bits)}${port.name}${comma}${about}`;
  });
  return [
    ...[...about, '', ...header].map((line) => `// ${line}`.trimEnd()),
    `module ${name} (`,
    ...declared,
    ');',
    ...body.map((line) => (line === '' ? '' : `  ${line}`)),
    'endmodule',
    '',
  ].join('\n');
}

/** A constant of so many bits, decimal. */
export function constant(bits: number, value: number | bigint): string {
  return `${bits}'d${value}`;
}

/** So many zeros, for a concatenation; nothing where there are none. */
export function zeros(bits: number): string {
  return bits > 0 ? `{${bits}{1'b0}}` : '';
}

/** Parts of a concatenation, from the top; empty ones left out. */
export function joined(...parts: readonly string[]): string {
  const present = parts.filter((part) => part !== '');
  return present.length === 1 ? (present[0] as string) : `{${present.join(', ')}}`;
}

/** As a signed number of so many bits: a vector of fewer that is not negative. */
export function unsignedExtended(name: string, own: number, bits: number): string {
  return `$signed(${joined(zeros(bits - own), name)})`;
}

/** As a signed number of so many bits: a two's complement vector of fewer. */
export function signExtended(name: string, own: number, bits: number): string {
  return bits === own ? `$signed(${name})` : `$signed({{${bits - own}{${name}[${own - 1}]}}, ${name}})`;
}

export function signedConstant(bits: number, value: number): string {
  return value < 0 ? `-${bits}'sd${-value}` : `${bits}'sd${value}`;
}

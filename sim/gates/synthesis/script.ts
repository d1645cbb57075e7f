/**
 * The script of yosys that makes a unit's register-transfer code cells of a library. Blocks stay apart until they are
 * mapped, so that each cell belongs to one; equal blocks are mapped once. Source: yosys manual, `synth`, `abc`.
 * Left out: sizing by placement, clock trees, scan.
 */

/** Files as the script names them. */
export const SCRIPT_FILES = { design: 'design.sv', cells: 'cells.lib', netlist: 'netlist.json' } as const;

export function synthesisScript(top: string): string {
  return [
    `read_verilog -sv ${SCRIPT_FILES.design}`,
    `hierarchy -check -top ${top}`,
    'proc',
    'setattr -mod -set keep_hierarchy 1 *',
    `synth -top ${top} -run begin:fine`,
    'opt -fast -full',
    'opt -undriven -fine',
    'techmap',
    'opt -fast',
    `dfflibmap -liberty ${SCRIPT_FILES.cells}`,
    'opt -fast',
    `abc -liberty ${SCRIPT_FILES.cells}`,
    'setattr -mod -unset keep_hierarchy *',
    'flatten',
    'opt_clean -purge',
    `write_json ${SCRIPT_FILES.netlist}`,
    '',
  ].join('\n');
}

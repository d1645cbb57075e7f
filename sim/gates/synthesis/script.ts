/**
 * The script of yosys that makes a unit's register-transfer code cells of a library. Blocks stay apart until they are
 * mapped, so that each cell belongs to one; equal blocks are mapped once. Source: yosys manual, `synth`, `abc`.
 * Mapping is yosys' own script of ABC. Tried on the f13 slice of the AMP in asap7, area, delay and energy of a change
 * (unit delay) against it: `dch; map` +16, −4, +38 %; `map -a` −3, +25, +21 %; `amap` −11, +45, +24 %; `dc2; dc2; &nf -R 10`
 * −2, +3, +3 %; buffered and sized +2, −9, +5 %. It takes 15 s; the others 12 to 26.
 * Left out: sizing by placement, clock trees, scan.
 */

/** Files as the script names them. */
export const SCRIPT_FILES = {
  design: 'design.sv',
  cells: 'cells.lib',
  adders: 'adders.v',
  netlist: 'netlist.json',
} as const;

/** @param adders whether there is a map of full adders */
export function synthesisScript(top: string, adders: 'library' | 'gates'): string {
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
    ...(adders === 'library' ? adderLines() : []),
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

/** Those found in gates. Adders that yosys itself makes of sums and products are mapped worse (+7 % of area). */
function adderLines(): string[] {
  return ['extract_fa -fa', `techmap -map ${SCRIPT_FILES.adders} -map +/techmap.v`, 'opt -fast'];
}

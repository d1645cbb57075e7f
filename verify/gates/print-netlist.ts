/**
 * Prints a preset's netlist as JSON: `node print-netlist.js UNIT LIBRARY`. A process of its own, as yosys is loaded
 * asynchronously and proofs are not.
 */
import { hardwareUnit } from '../../models/hardware/presets.js';
import { cellLibrary } from '../../models/technologies/cells/libraries.js';
import { userCache } from '../../runtime/cache.js';
import { emitRtl } from '../../sim/gates/rtl/emit.js';
import { synthesise } from '../../sim/gates/synthesis/synthesise.js';

const [unit = '', library = ''] = process.argv.slice(2);
const code = emitRtl(hardwareUnit(unit, 'print-netlist')).files.map(({ text }) => text);
const netlist = await synthesise(code.join('\n'), cellLibrary(library, 'print-netlist'), userCache());
process.stdout.write(JSON.stringify(netlist));

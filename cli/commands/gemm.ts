/** `octile gemm`: cycles, counts and energy of one matrix product, from options or a stream of JSON lines. */
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../../sim/tile/kernels/gemm/task.js';
import { type Command, print } from '../command.js';
import { machineOptions } from '../machine-options.js';
import { answerLines } from '../streams.js';

export interface GemmOptions {
  machine: string;
  tiles: number | undefined;
  set: string[];
  format: string;
  m: number | undefined;
  k: number | undefined;
  n: number | undefined;
  partials: string;
  output: string;
  coefficients: string;
  engine: string;
  technology: string;
  operands: string | undefined;
  unit: string | undefined;
  stdin: boolean;
  json: boolean;
}

export const gemmCommand: Command<GemmOptions> = {
  command: 'gemm',
  describe: 'one matrix product on a machine: cycles by cause, counts, energy, plan',
  builder: (yargs) =>
    machineOptions(yargs)
      .option('format', { type: 'string', default: 'f143', describe: 'of both operands' })
      .option('m', { type: 'number', describe: 'rows of the left operand' })
      .option('k', { type: 'number', describe: 'length of the sums' })
      .option('n', { type: 'number', describe: 'columns of the right operand' })
      .option('partials', { type: 'string', default: 'float16', describe: 'float16 or float32' })
      .option('output', { type: 'string', default: 'plain', describe: GEMM_OUTPUTS.join(', ') })
      .option('coefficients', { type: 'string', default: 'interleaved', describe: COEFFICIENT_PLACES.join(', ') })
      .option('engine', { type: 'string', default: 'counted', describe: 'counted, stepped, closed-form' })
      .option('technology', { type: 'string', default: 'published-7nm', describe: 'an energy table' })
      .option('operands', {
        type: 'string',
        describe: 'safetensors file with a [m × k] and b [k × n], codes or float32: their activity and error',
      })
      .option('unit', {
        type: 'string',
        describe:
          'units whose error --operands shows, by commas: hopper,hopper:promotion=128,exact (the machine’s own)',
      })
      .option('stdin', { type: 'boolean', default: false, describe: 'one JSON object of these options a line' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example(
        'octile gemm --machine ipu21 --tiles 1 --format f143 --m 244 --k 128 --n 64',
        'one tile, operands in place',
      ),
  handler: async (options) => {
    const { gemmAnswer, gemmLine, gemmText } = await import('../gemm-answer.js');
    if (options.stdin) {
      return answerLines(process.stdin, process.stdout, (line, lineNumber) =>
        gemmLine(options, line, `standard input line ${lineNumber}`),
      );
    }
    const answer = gemmAnswer(options);
    print(options.json ? JSON.stringify(answer) : gemmText(answer));
  },
};

/** `octile gemm`: cycles, counts and energy of one matrix product, from options or a stream of JSON lines. */
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../../sim/tile/kernels/gemm/task.js';
import type { ProductOptions } from '../../stages/product.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { machineOptions } from '../options/machine.js';
import { technologyOptions } from '../options/technology.js';
import { answerLines } from '../streams/lines.js';
import { createProgress } from '../terminal/progress.js';

interface Options extends ProductOptions {
  set: string[];
  stdin: boolean;
  json: boolean;
}

function millions(count: number): number {
  return Math.ceil(count / 1e6);
}

export const gemmCommand: Command<Options> = {
  command: 'gemm',
  describe: 'one matrix product on a machine: cycles by cause, counts, energy, plan',
  builder: (yargs) =>
    technologyOptions(machineOptions(yargs))
      .option('format', { type: 'string', default: 'f143', describe: 'of both operands' })
      .option('m', { type: 'number', describe: 'rows of the left operand' })
      .option('k', { type: 'number', describe: 'length of the sums' })
      .option('n', { type: 'number', describe: 'columns of the right operand' })
      .option('partials', {
        type: 'string',
        describe: 'float16 or float32 (float16; float32 with operands of more than 16 bits)',
      })
      .option('output', { type: 'string', default: 'plain', describe: GEMM_OUTPUTS.join(', ') })
      .option('coefficients', { type: 'string', default: 'interleaved', describe: COEFFICIENT_PLACES.join(', ') })
      .option('engine', { type: 'string', default: 'counted', describe: 'counted, stepped, closed-form' })
      .option('operands', {
        type: 'string',
        describe: 'safetensors file with a [m × k] and b [k × n], codes or values: their activity and error',
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
    if (options.stdin) {
      const { productLine } = await import('../../stages/streams/product-lines.js');
      return answerLines(process.stdin, process.stdout, productLine(options));
    }
    const { productStage } = await import('../../stages/product.js');
    const { productText } = await import('../terminal/product.js');
    const progress = createProgress('error against float64');
    const answer = productStage(options, optionName, (done, total) =>
      progress.show(millions(done), millions(total), 'million multiply-accumulates'),
    );
    progress.end();
    print(options.json ? JSON.stringify(answer) : productText(answer));
  },
};

/**
 * How many elements an op reads of each input and writes, by its dims: what its tensors must have.
 * Left out: the order of elements, which kinds share (row-major, images as [image, height, width, channel]).
 */
import { InputError } from '../../models/input-error.js';
import { windowsAlong } from '../../models/windows.js';
import { arrives, ELEMENT_WISE, NORMS, type NormOperand, type OpOf, type OpRecord } from './op.js';

export interface OpElements {
  /** Of each input; of those of a concatenation only the sum is known. */
  readonly inputs: readonly number[] | { readonly sum: number };
  readonly output: number;
}

/** @param where what an error names @throws InputError for dims that do not fit together */
export function elementsOfOp(op: OpRecord, where: string): OpElements {
  switch (op.kind) {
    case 'gemm': {
      const { batch, m, n, k } = op.dims;
      const { a, b } = op.attributes.scales ?? {};
      const scales = [
        ...scaleElements(
          a?.order === 'columns' ? { rows: batch * k, columns: m } : { rows: batch * m, columns: k },
          a,
          where,
        ),
        ...scaleElements(
          b?.order === 'columns' ? { rows: batch * n, columns: k } : { rows: batch * k, columns: n },
          b,
          where,
        ),
      ];
      return { inputs: [batch * m * k, batch * k * n, ...scales], output: batch * m * n };
    }
    case 'convolution':
      return convolved(op, where);
    case 'pool':
      return pooled(op, where);
    case 'element-wise': {
      const { rows, columns } = op.dims;
      const groups = groupsOf(op.dims, where);
      const operands = ELEMENT_WISE[op.attributes.function];
      const inputs = operands.map((operand) => (operand === 'row' ? groups * columns : rows * columns));
      return { inputs, output: rows * columns };
    }
    case 'dropout': {
      const all = op.dims.rows * op.dims.columns;
      return { inputs: [all], output: all };
    }
    case 'hadamard':
      return transformed(op, where);
    case 'column-sum':
      return { inputs: [op.dims.rows * op.dims.columns], output: groupsOf(op.dims, where) * op.dims.columns };
    case 'norm': {
      const { inputs, output } = NORMS[op.attributes.function];
      return {
        inputs: inputs.map((operand) => normElements(operand, op.dims)),
        output: normElements(output, op.dims),
      };
    }
    case 'embedding': {
      const { rows, columns, entries } = op.dims;
      const [table, values] = [entries * columns, rows * columns];
      return op.attributes.function === 'lookup'
        ? { inputs: [table, rows], output: values }
        : { inputs: [rows, values], output: table };
    }
    case 'rearrange':
      return rearranged(op, where);
    case 'collective':
      return collected(op, where);
    case 'transpose': {
      const all = op.dims.batch * op.dims.rows * op.dims.columns;
      return { inputs: [all], output: all };
    }
    case 'amax': {
      const all = op.dims.rows * op.dims.columns;
      const inputs = op.attributes.gives.kind === 'nvfp4' ? [all, 1] : [all];
      return { inputs, output: groupCount(op.dims, op.dims, where) };
    }
    case 'cast': {
      const all = op.dims.rows * op.dims.columns;
      return { inputs: [all, ...scaleElements(op.dims, op.attributes.scales, where)], output: all };
    }
    case 'update': {
      const all = op.dims.rows * op.dims.columns;
      const wholes = op.inputs.map(() => all);
      return { inputs: op.attributes.clipNorm === undefined ? wholes : wholes.with(-2, 1), output: all };
    }
    case 'softmax':
    case 'softmax-cross-entropy': {
      const all = op.dims.rows * op.dims.columns;
      if (op.kind === 'softmax' && op.attributes.mask === 'causal' && op.dims.rows % op.dims.columns !== 0)
        throw new InputError(
          `${where} dims`,
          `rows in whole groups of ${op.dims.columns} queries`,
          String(op.dims.rows),
        );
      return { inputs: op.inputs.map(() => all), output: all };
    }
  }
}

interface Matrix {
  readonly rows: number;
  readonly columns: number;
}

interface Groups {
  readonly matrices: number;
  readonly groupRows: number;
  readonly groupColumns: number;
}

/** Groups of elements that share a scale. */
function groupCount({ rows, columns }: Matrix, { matrices, groupRows, groupColumns }: Groups, where: string): number {
  if (rows % matrices !== 0)
    throw new InputError(`${where} matrices`, `rows in ${matrices} equal matrices`, String(rows));
  return matrices * Math.ceil(rows / matrices / groupRows) * Math.ceil(columns / groupColumns);
}

/** Elements of the tensors that hold a tensor's scales. */
function scaleElements(
  matrix: Matrix,
  scales: (Groups & { readonly tensorScale: 'none' | 'float32' }) | undefined,
  where: string,
): number[] {
  if (scales === undefined) return [];
  const count = groupCount(matrix, scales, where);
  return scales.tensorScale === 'none' ? [count] : [count, 1];
}

function groupsOf({ rows, groups }: { rows: number; groups: number }, where: string): number {
  if (rows % groups === 0) return groups;
  throw new InputError(`${where} dims`, `rows in ${groups} equal groups`, String(rows));
}

function transformed(
  { dims: { rows, columns }, attributes: { size, signs } }: OpOf<'hadamard'>,
  where: string,
): OpElements {
  if (rows % size !== 0) throw new InputError(`${where} dims`, `rows in whole runs of ${size}`, String(rows));
  if (signs.length !== size) throw new InputError(`${where} signs`, `as many as size: ${size}`, String(signs.length));
  return { inputs: [rows * columns], output: rows * columns };
}

function normElements(operand: NormOperand, { rows, columns }: Matrix): number {
  switch (operand) {
    case 'whole':
      return rows * columns;
    case 'row':
      return columns;
    case 'two-rows':
      return 2 * columns;
    case 'column':
      return rows;
    case 'two-columns':
      return 2 * rows;
  }
}

/** Height and width after windows. @throws InputError where none fits */
function outputsOf(
  dims: { height: number; width: number; kernel: number; stride: number; padding: number; dilation?: number },
  where: string,
): number {
  const [height, width] = [windowsAlong(dims.height, dims), windowsAlong(dims.width, dims)];
  if (height > 0 && width > 0) return height * width;
  throw new InputError(
    `${where} dims`,
    'images that hold a window of the kernel',
    `${dims.height} × ${dims.width} for ${dims.kernel}`,
  );
}

function convolved({ dims, attributes }: OpOf<'convolution'>, where: string): OpElements {
  const { images, height, width, kernel, inputChannels, outputChannels, groups } = dims;
  if (inputChannels % groups !== 0 || outputChannels % groups !== 0) {
    throw new InputError(
      `${where} dims`,
      `channels that ${groups} groups divide`,
      `${inputChannels} and ${outputChannels}`,
    );
  }
  const x = images * height * width * inputChannels;
  const y = images * outputsOf(dims, where) * outputChannels;
  const w = ((kernel * kernel * inputChannels) / groups) * outputChannels;
  const { a, b } = attributes.scales ?? {};
  const of = (elements: number, columns: number) => ({ rows: elements / columns, columns });
  const [image, made] = [of(x, inputChannels), of(y, outputChannels)];
  const scales = (first: Matrix, second: Matrix) => [
    ...scaleElements(first, a, where),
    ...scaleElements(second, b, where),
  ];
  switch (attributes.direction) {
    case 'forward':
      return { inputs: [x, w, ...scales(image, of(w, outputChannels))], output: y };
    case 'dgrad':
      return { inputs: [y, w, ...scales(made, of(w, outputChannels))], output: x };
    case 'wgrad':
      return { inputs: [x, y, ...scales(image, made)], output: w };
  }
}

function pooled({ dims, attributes }: OpOf<'pool'>, where: string): OpElements {
  const { images, height, width, channels } = dims;
  const x = images * height * width * channels;
  const y = images * outputsOf(dims, where) * channels;
  switch (attributes.function) {
    case 'max':
    case 'average':
      return { inputs: [x], output: y };
    case 'max-backward':
      return { inputs: [x, y], output: x };
    case 'average-backward':
      return { inputs: [y], output: x };
  }
}

function rearranged({ dims, attributes }: OpOf<'rearrange'>, where: string): OpElements {
  const { read, made, piece } = dims;
  const name = attributes.function;
  const fits = name === 'slice' ? made <= read : name === 'pad' ? made >= read : made === read;
  if (!fits) throw new InputError(`${where} dims`, `elements that ${name} makes of ${read}`, String(made));
  const pieces = Math.min(read, made) / piece;
  if (!Number.isInteger(pieces)) {
    throw new InputError(`${where} dims`, `elements in whole pieces of ${piece}`, String(Math.min(read, made)));
  }
  return { inputs: name === 'concat' ? { sum: read } : [read], output: made };
}

function collected({ dims, attributes }: OpOf<'collective'>, where: string): OpElements {
  const { elements, chips } = dims;
  const part = elements / chips;
  const name = attributes.function;
  if ((name === 'reduce-scatter' || name === 'all-gather') && !Number.isInteger(part)) {
    throw new InputError(`${where} dims`, `elements in ${chips} equal parts`, String(elements));
  }
  return {
    inputs: arrives(name) ? [] : [name === 'all-gather' ? part : elements],
    output: name === 'reduce-scatter' ? part : elements,
  };
}

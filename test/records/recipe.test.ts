/** Recipes from files: what is read, what follows from what is not said, and what is refused, each with a sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Recipe } from '../../records/trace/recipe.js';
import { BUILT_IN_RECIPES } from '../../traces/training/recipes/built-in.js';
import { writtenInFull } from '../../traces/training/recipes/written.js';
import { recipe } from '../../traces/training/recipes.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-recipe-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'r.yaml');

function read(fields: object, base = 'fp8'): Recipe {
  writeFileSync(path, stringify({ schema: 'octile.recipe/1.0', extends: base, ...fields }));
  return recipe(path, {}, '--recipe');
}

const FP8 = recipe('fp8', {}, 'test');
const fixed = (exponent: number) => ({ kind: 'fixed', exponent });

describe('a file', () => {
  it('that says nothing is what it extends', () => {
    for (const { name, recipe: own } of BUILT_IN_RECIPES) expect(read({}, name)).toEqual(own);
  });

  it.each(BUILT_IN_RECIPES.map(({ name }) => name))('written in full of %s is read back as the same', (name) => {
    const own = recipe(name, {}, 'test');
    writeFileSync(path, stringify(writtenInFull(own)));
    expect(recipe(path, {}, 'test')).toEqual(own);
  });

  it('changes what it says', () => {
    const changes = {
      name: 'mine',
      storage: 'bfloat16',
      master: { format: 'float16', rounding: 'stochastic-truncate', randomBits: 8 },
      firstLayer: 'paper',
      highLayers: ['head', 'blocks.*'],
      lossScaling: { kind: 'logmax', exponent: 3, deviations: 1.5 },
      transform: { wgrad: { kind: 'hadamard', size: 4, signs: 'step' } },
    };
    expect(read(changes)).toEqual({ ...FP8, ...changes });
  });

  it('transforms runs of 16 with signs of the run where it says no more, and may take that away', () => {
    const usual = { kind: 'hadamard', size: 16, signs: 'run' };
    expect(read({ transform: { wgrad: { kind: 'hadamard' } } }).transform).toEqual({ wgrad: usual });
    expect(recipe('nvfp4', {}, 'test').transform).toEqual({ wgrad: usual });
    expect(read({ transform: { wgrad: { kind: 'none' } } }, 'nvfp4').transform).toBeUndefined();
    const sentence = /transform\.wgrad\.size: expected one of 2, 4, 8, 16, 32, 64, 128, 256, got 12/;
    expect(() => read({ transform: { wgrad: { kind: 'hadamard', size: 12 } } })).toThrow(sentence);
  });

  it('may be JSON', () => {
    const json = join(folder, 'r.json');
    writeFileSync(json, JSON.stringify({ schema: 'octile.recipe/1.0', extends: 'fp16', storage: 'float32' }));
    expect(recipe(json, {}, 'test')).toEqual({ ...recipe('fp16', {}, 'test'), storage: 'float32' });
  });
});

describe('a role', () => {
  it('has the paper’s bias as a power of two: own bias − bias', () => {
    const { roles, lossScaling } = read({ roles: { dx: { bias: 33 }, dw: { format: 'f143', bias: 20 } } });
    expect(roles.dx).toEqual({ ...FP8.roles.dx, scaling: fixed(16 - 33) });
    expect(roles.dw).toEqual({ ...FP8.roles.dw, format: 'float8_e4m3fnuz', scaling: fixed(8 - 20) });
    // Scaled once: by the bias, not by the loss too.
    expect(lossScaling).toEqual({ kind: 'none' });
  });

  it('keeps the loss scale that is said beside its bias', () => {
    const lossScaling = { kind: 'fixed', exponent: 4 };
    expect(read({ roles: { dx: { bias: 33 } }, lossScaling }).lossScaling).toEqual(lossScaling);
  });

  it('whose format is spelled with a bias is not scaled again', () => {
    const { roles, lossScaling } = read({
      roles: { dx: { format: '1.5.2:bias=33' }, dw: { format: '1.5.2:bias=31' } },
    });
    expect([roles.dx.scaling, roles.dw.scaling]).toEqual([fixed(0), fixed(0)]);
    expect(lossScaling).toEqual(fixed(0));
  });

  it('of a new format has its usual scale, and the loss its usual 2^10', () => {
    const { roles, lossScaling } = read({ roles: { activation: { format: 'f152' }, dx: { format: 'f143' } } });
    expect(roles.activation.scaling).toEqual(fixed(16 - 24));
    expect(roles.dx.scaling).toEqual(fixed(0));
    expect(lossScaling).toEqual(fixed(10));
  });

  it('of integers is 1.0.7 with the bias of its step', () => {
    // Steps of 2^(1 − bias − 7) = 2^-5.
    const { roles } = read({ roles: { activation: { format: 'int8:step=2^-5' } } });
    expect(roles.activation).toMatchObject({ format: '1.0.7:bias=-1', scaling: fixed(0) });
  });

  it('rounds as it says, with 16 random bits unless it says how many', () => {
    const { roles } = read({
      roles: { dx: { rounding: 'stochastic' }, dw: { rounding: 'stochastic', randomBits: 4 } },
    });
    expect(roles.dx).toEqual({ ...FP8.roles.dx, rounding: 'stochastic', randomBits: 16 });
    expect(roles.dw).toEqual({ ...FP8.roles.dw, rounding: 'stochastic', randomBits: 4 });
  });

  it('of gradients lets what is too large become NaN beside Backoff, unless it says otherwise', () => {
    const lossScaling = { kind: 'backoff' };
    const { roles, lossScaling: resolved } = read({ lossScaling, roles: { dw: { overflow: 'saturate' } } });
    expect(Object.values(roles).map((rule) => (rule as { overflow: string }).overflow)).toEqual([
      ...['saturate', 'saturate', 'special', 'saturate'],
    ]);
    expect(resolved).toEqual({ kind: 'backoff', exponent: 10, cleanSteps: 2000 });
  });
});

describe('refused', () => {
  it.each<[object, string]>([
    [{ extends: 'fp9' }, 'R extends: expected a recipe (fp8, fp16'],
    [{ extends: 'other.yaml' }, 'R extends: expected a recipe (fp8, fp16'],
    [{ colour: 1 }, 'R colour: expected a known field'],
    [{ storage: 'f143' }, 'R storage: expected'],
    [{ master: { format: 'bfloat16' } }, 'R master'],
    [{ master: { format: 'float16', rounding: 'nearest-even' } }, 'R master.rounding: expected'],
    [{ master: { format: 'float32', randomBits: 4 } }, 'R master.randomBits: expected a known field'],
    [{ roles: { gradients: {} } }, 'R roles.gradients: expected a known field'],
    [{ roles: { dx: { format: 'f999' } } }, 'R roles.dx.format: expected a format name'],
    [{ roles: { dx: { format: 'hifloat8' } } }, 'R roles.dx.format: expected a floating-point format'],
    [
      { roles: { dx: { bias: 60 } } },
      'R roles.dx.bias: expected a bias whose scale lies in −32…31 (-15 to 48), got 60',
    ],
    [{ roles: { dx: { bias: 3, scaling: fixed(1) } } }, 'R roles.dx.bias: expected no scaling beside it'],
    [{ roles: { dx: { scaling: fixed(99) } } }, 'R roles.dx.scaling.exponent: expected a whole number from -64 to 64'],
    [{ roles: { dx: { scaling: { kind: 'automatic', margin: -1 } } } }, 'R roles.dx.scaling.margin: expected'],
    [
      { roles: { dx: { scaling: { kind: 'fixed', exponent: 1, margin: 1 } } } },
      'R roles.dx.scaling.margin: expected a known',
    ],
    [{ roles: { dx: { rounding: 'sometimes' } } }, 'R roles.dx.rounding: expected'],
    [
      { roles: { dx: { randomBits: 4 } } },
      'R roles.dx.randomBits: expected a stochastic rounding beside it, got nearest-even',
    ],
    [{ roles: { dx: { rounding: 'stochastic', randomBits: 40 } } }, 'R roles.dx.randomBits: expected a whole number'],
    [{ roles: { dx: { overflow: 'wrap' } } }, 'R roles.dx.overflow: expected'],
    [{ firstLayer: 'none' }, 'R firstLayer: expected'],
    [{ highLayers: 'head' }, 'R highLayers: expected'],
    [{ lossScaling: { kind: 'fixed' } }, 'R lossScaling.exponent: expected'],
    [{ lossScaling: { kind: 'none', exponent: 3 } }, 'R lossScaling.exponent: expected a known field'],
    [{ lossScaling: { kind: 'backoff', cleanSteps: 0 } }, 'R lossScaling.cleanSteps: expected'],
    [{ lossScaling: { kind: 'logmax', deviations: -1 } }, 'R lossScaling.deviations: expected a number from 0 to 64'],
    [{ schema: 'octile.recipe/2.0' }, 'R schema: expected octile.recipe/1.0'],
  ])('%j', (fields, sentence) => {
    expect(() => read(fields)).toThrow(sentence.replace('R', path));
  });
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { YOSYS_VERSION } from '../../../../sim/gates/synthesis/yosys.js';

it('the version that netlists are said to come from is the one that is pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  expect(dependencies['@yowasp/yosys']).toBe(YOSYS_VERSION);
});

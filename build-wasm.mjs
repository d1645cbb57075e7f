// Compiles the AssemblyScript kernels into dist/, beside the modules that load them. Run by `prepare`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const config = 'sim/arithmetic/kernels/assembly/asconfig.json';
if (existsSync(config)) {
  const result = spawnSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', '--config', config], {
    stdio: 'inherit',
  });
  process.exit(result.status ?? 1);
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from './run/options.ts';
import { calm } from './scenarios/00-calm.ts';
import type { Stage } from './scenarios/scenario.ts';
import { MongoServer } from './world/mongo-server.ts';
import { World } from './world/world.ts';

const options = parseOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'marginiq-torture-'));
const mongo = new MongoServer(folder);
await mongo.start();
const stage: Stage = {
  seed: options.seed,
  mongo,
  folder,
  log: console.log,
  world: (given) => World.create(mongo, folder, { seed: options.seed, ...given }),
};
console.time('calm');
try {
  await calm.run(stage);
  console.log('ok');
} catch (error) {
  console.error(error);
} finally {
  console.timeEnd('calm');
  await mongo.stop();
}
console.log(folder);
process.exit();

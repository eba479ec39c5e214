import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Recording, recordingFile } from '@marginiq/server/testing/recorded/recording';
import { ROOT } from '../world/child.ts';
import { MongoServer } from '../world/mongo-server.ts';
import { World } from '../world/world.ts';
import { contractOf } from './answers-of.ts';
import { recordSession } from './record-session.ts';
import { textOf } from './recording.ts';

const { values } = parseArgs({ options: { tree: { type: 'string', default: ROOT } } });
const { tree } = values;

const contract = contractOf(tree);
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: tree, encoding: 'utf8' }).trim();
const folder = mkdtempSync(join(tmpdir(), 'marginiq-recording-'));
const mongo = new MongoServer(folder);
await mongo.start();
try {
  await using world = await World.create(mongo, folder, { seed: 1, apiClocks: [0] });
  const messages = await recordSession(world, { root: tree, protocol: contract.protocol });
  const recording: Recording = { protocol: contract.protocol, commit, answers: contract.answers, messages };
  const file = recordingFile(contract.protocol);
  writeFileSync(file, textOf(recording));
  console.log(`${messages.length} messages of protocol ${contract.protocol} are in ${file}`);
} finally {
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
// Nothing is left to do: a stray socket must not hold the terminal.
process.exit();

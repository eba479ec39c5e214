import { execFileSync } from 'node:child_process';
import type { Recording } from '@marginiq/server/testing/recorded/recording';

type Contract = Pick<Recording, 'protocol' | 'answers'>;

/** Runs in the tree itself, on its own contract and its own zod. */
const PROGRAM = `
  const { z } = await import('zod');
  const from = (file) => import(process.cwd() + '/packages/contract/src/' + file + '.ts');
  const schemas = {
    session: (await from('session')).sessionReplySchema,
    push: (await from('push')).pushReplySchema,
    pull: (await from('pull')).pullReplySchema,
    streamItem: (await from('stream')).streamItemSchema,
  };
  const told = Object.entries(schemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }),
  ]);
  const { PROTOCOL_VERSION } = await from('protocol');
  console.log(JSON.stringify({ protocol: PROTOCOL_VERSION, answers: Object.fromEntries(told) }));
`;

/** Which protocol a tree speaks, and what its programs accept as answers. */
export function contractOf(root: string): Contract {
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { cwd: root, encoding: 'utf8' });
  return JSON.parse(said) as Contract;
}

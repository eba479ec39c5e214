import { expect, test } from 'vitest';
import { readCall } from './call.ts';

test('a call is a command, as it is or only to be looked at', () => {
  expect(readCall(['run'])).toEqual({ command: 'run', dryRun: false });
  expect(readCall(['contract', '--dry-run'])).toEqual({ command: 'contract', dryRun: true });
});

test.each([
  [['contrakt'], 'There is no command "contrakt"'],
  [['contract', '--dryrun'], 'There is no option "--dryrun"'],
  [['run', 'contract'], 'There is no option "contract"'],
])('the call %j is refused with what is wrong and how the command is used', (args, words) => {
  expect(() => readCall(args)).toThrow(words);
  expect(() => readCall(args)).toThrow('npm run migrate -- <command>');
});

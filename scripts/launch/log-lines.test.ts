import { expect, test } from 'vitest';
import { createErrorDisplay, parseLogLine } from './log-lines.mjs';

test('a log line is read with the cause of its error', () => {
  expect(parseLogLine('{"level":50,"msg":"push failed","err":{"message":"no primary"}}')).toEqual({
    level: 50,
    msg: 'push failed: no primary',
  });
  expect(parseLogLine('{"level":50,"msg":"no primary","err":{"message":"no primary"}}')?.msg).toBe('no primary');
});

test.each(['Error: boom', '    at main (api.ts:3)', '{broken', '{"msg":"no level"}', ''])(
  '%j is no log line',
  (line) => {
    expect(parseLogLine(line)).toBeUndefined();
  },
);

test('errors are shown, a flood of them only at its start, and again a minute later', () => {
  let time = 0;
  const shown: string[] = [];
  const display = createErrorDisplay({
    name: 'api',
    logFile: 'api.log',
    print: (text) => shown.push(text),
    now: () => time,
  });
  display.show({ level: 30, msg: 'listening' });
  for (let index = 0; index < 500; index++) display.show({ level: 50, msg: `error ${index}` });
  expect(shown).toHaveLength(11);
  expect(shown[0]).toBe('api: error 0');
  expect(shown[10]).toBe('api: more errors stand in api.log');
  time = 61_000;
  display.show({ level: 60, msg: 'later' });
  expect(shown.at(-1)).toBe('api: later');
});

import { expect, test } from 'vitest';
import { chooseNode } from './pinned-node.mjs';

const facts = { binary: '/clone/node_modules/node/bin/node', running: '/usr/bin/node' };

test('the pinned Node wins, whatever runs', () => {
  expect(chooseNode({ ...facts, binaryExists: true, runningVersion: '26.0.0' })).toBe(facts.binary);
});

test.each(['24.5.0', '24.21.0', '25.0.0'])('without it Node %s continues', (runningVersion) => {
  expect(chooseNode({ ...facts, binaryExists: false, runningVersion })).toBe(facts.running);
});

test.each(['20.20.2', '22.18.0', '24.4.1'])('without it Node %s is too old', (runningVersion) => {
  expect(() => chooseNode({ ...facts, binaryExists: false, runningVersion })).toThrow(/Delete node_modules.*Node 24/);
});

import { MongoServerError } from 'mongodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LeaseLostError } from '../tenancy/company-lease.ts';
import { CallError, runCommand } from './run-command.ts';

const said: unknown[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const failingWith = (error: Error) =>
  runCommand(async () => {
    throw error;
  });

test('an error of a call is its sentence', async () => {
  await failingWith(new CallError('There is no company "x".'));
  expect(said).toEqual(['There is no company "x".']);
  expect(process.exitCode).toBe(1);
});

test('a MongoDB that goes away in the middle is a sentence, without a stack', async () => {
  await failingWith(new MongoServerError({ code: 11_600, message: 'interrupted at shutdown' }));
  expect(said).toEqual([expect.stringMatching(/^MongoDB cannot be reached any more\. .* run it again\.$/)]);
  expect(process.exitCode).toBe(1);
});

test('a process that hung until another one took its work over says so, without a stack', async () => {
  await failingWith(new LeaseLostError('the lease on company installation backfill is lost'));
  expect(said).toEqual([expect.stringMatching(/^This process stood still for so long that another one took over\. /)]);
  expect(process.exitCode).toBe(1);
});

test('a bug is shown with its stack', async () => {
  const bug = new TypeError('a bug');
  await failingWith(bug);
  expect(said).toEqual([bug]);
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkOut, clearLeftWorktrees, describeCommit } from './worktree.ts';

const { signal } = new AbortController();

/** A repository of two commits. */
function makeRepository() {
  const root = mkdtempSync(join(tmpdir(), 'marginiq-repository-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.example', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  git('init', '-q');
  for (const text of ['older', 'newer']) {
    writeFileSync(join(root, 'file'), text);
    git('add', '.');
    git('commit', '-qm', text);
  }
  return { root, git, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

it('a commit is checked out beside the tree, and nothing of it is left', async () => {
  using repository = makeRepository();
  const { root, git } = repository;
  expect(await describeCommit('HEAD~1', { root, signal })).toMatch(/^[0-9a-f]{40} older$/);
  let folder: string;
  {
    await using worktree = await checkOut('HEAD~1', { root, signal });
    folder = worktree.folder;
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('older');
  }
  expect(existsSync(folder)).toBe(false);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('a commit that does not exist leaves nothing behind', async () => {
  using repository = makeRepository();
  const { root, git } = repository;
  await expect(describeCommit('nowhere', { root, signal })).rejects.toThrow(/nowhere/);
  await expect(checkOut('nowhere', { root, signal })).rejects.toThrow(/nowhere/);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('the worktree of a run that was killed is cleared away by the next, and one in use is not', async () => {
  using repository = makeRepository();
  const { root, git } = repository;
  const ended = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
  const left = mkdtempSync(join(tmpdir(), `marginiq-against-${ended}-`));
  git('worktree', 'add', '-q', '--force', '--detach', left, 'HEAD~1');
  await using used = await checkOut('HEAD~1', { root, signal });
  await clearLeftWorktrees({ root, signal });
  expect([existsSync(left), existsSync(used.folder)]).toEqual([false, true]);
});

import type { CommandEnvelope, CommandType } from '@marginiq/contract/command';
import { InvalidCommandError, NotSavedError } from '@marginiq/sync/database/save-errors';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { t } from '@marginiq/ui/messages';
import { useCallback } from 'react';
import { invalidCommandText } from './invalid-command-text.ts';
import { useAction } from './use-action.ts';
import type { Workspace } from './workspace.ts';
import { useWorkspace } from './workspace-context.ts';

export type Submitted = { saved: true; command: CommandEnvelope } | { saved: false; why: string };

/** Why a command was not saved, and what to do. */
function notSavedText(error: unknown): string {
  if (error instanceof InvalidCommandError) return invalidCommandText(error.issues);
  return error instanceof NotSavedError && error.storageFull ? t('saving.storageFull') : t('saving.notSavedDetail');
}

const SHOWN_WITHIN_MS = 2_000;

/** Resolves when the screens know the command, so that its buttons stay busy until they show its effect. */
function untilShown({ entries }: Pick<Workspace, 'entries'>, commandId: string): Promise<void> {
  const isShown = () => entries.get().some(({ command }) => command.id === commandId);
  if (isShown()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unwatch();
      resolve();
    };
    // It may have been settled and forgotten before it was ever shown.
    const timer = setTimeout(end, SHOWN_WITHIN_MS);
    const unwatch = entries.watch(() => {
      if (isShown()) end();
    });
  });
}

/** Saves commands, one at a time. Anything that fails after the command was saved does not make it unsaved. */
export function useSubmit() {
  const workspace = useWorkspace();
  const { busy, run } = useAction();
  const submit = useCallback(
    <T extends CommandType>(command: NewCommand<T>, then: (result: Submitted) => void | Promise<void>) =>
      run(async () => {
        let saved: CommandEnvelope;
        try {
          saved = await workspace.outbox.submit(command);
        } catch (error) {
          await then({ saved: false, why: notSavedText(error) });
          return;
        }
        await untilShown(workspace, saved.id);
        await then({ saved: true, command: saved });
      }),
    [workspace, run],
  );
  return { busy, submit };
}

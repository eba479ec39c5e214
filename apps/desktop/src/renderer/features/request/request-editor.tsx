import { Alert, Button, Grid, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import type { Evaluation } from '@marginiq/contract/evaluation';
import { NotSavedError } from '@marginiq/sync/outbox';
import { IconDeviceFloppy, IconSend } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSyncStatus } from '../../app/workspace-context.ts';
import { type Draft, whatIsMissing } from './draft.ts';
import { EvaluationPanel, EvaluationPlaceholder } from './evaluation-panel.tsx';
import { ItemsEditor } from './items-editor.tsx';
import type { DraftHandle } from './use-draft.ts';
import { usePreview } from './use-preview.ts';

interface Props {
  handle: DraftHandle & { draft: Draft };
  /** The customer's field, or who it is. */
  customer: ReactNode;
  submitLabel: string;
  /** Saves the command. Rejects with NotSavedError. */
  onSubmit: (draft: Draft, evaluation: Evaluation) => Promise<void>;
  onDiscard: () => void;
}

const MAX_JUSTIFICATION = 2000;

function notSavedWords(error: unknown): string {
  if (error instanceof NotSavedError && error.storageFull) {
    return 'It was not saved: this device has no room left. Free some space and submit again. Nothing that you typed is gone.';
  }
  return 'It was not saved on this device. Try again. Nothing that you typed is gone.';
}

/** The form of a request beside its evaluation; used for a new one and for a revision. */
export function RequestEditor({ handle, customer, submitLabel, onSubmit, onDiscard }: Props) {
  const { draft, change, unsaved } = handle;
  const evaluation = usePreview(draft);
  const status = useSyncStatus();
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const missing = whatIsMissing(draft);
  const refused = evaluation?.verdict === 'refuse';
  const offline = status.fault === 'offline';

  const submit = async () => {
    setTried(true);
    if (missing !== null || evaluation === null || refused) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit(draft, evaluation);
    } catch (error) {
      setFailure(notSavedWords(error));
      setBusy(false);
    }
  };

  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
        <Paper withBorder radius="lg" p="lg">
          <Stack gap="lg">
            {customer}
            <ItemsEditor draft={draft} onChange={change} />
            <Textarea
              label="Why this discount?"
              description="The approver reads this first."
              placeholder="What the customer said, what a competitor offers, what else the deal brings"
              autosize
              minRows={3}
              maxLength={MAX_JUSTIFICATION}
              value={draft.justification}
              onChange={(event) => change({ ...draft, justification: event.currentTarget.value })}
            />
            {failure === null ? null : (
              <Alert color="red" title="Not saved" role="alert">
                {failure}
              </Alert>
            )}
            {tried && missing !== null ? (
              <Alert color="orange" role="alert">
                {missing}
              </Alert>
            ) : null}
            {unsaved ? (
              <Text size="sm" c="red">
                What you type can not be kept on this device right now. Do not close this window before you submit.
              </Text>
            ) : null}
            <Group justify="space-between">
              <Button variant="subtle" color="gray" onClick={onDiscard}>
                Discard
              </Button>
              <Button
                onClick={submit}
                loading={busy}
                disabled={refused}
                leftSection={offline ? <IconDeviceFloppy size={18} /> : <IconSend size={18} />}
              >
                {offline ? 'Save and send later' : submitLabel}
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
        <div style={{ position: 'sticky', top: 76 }}>
          {evaluation === null ? (
            <EvaluationPlaceholder missing={missing ?? 'The rules have not arrived on this device yet.'} />
          ) : (
            <EvaluationPanel evaluation={evaluation} title="What will happen" open />
          )}
        </div>
      </Grid.Col>
    </Grid>
  );
}

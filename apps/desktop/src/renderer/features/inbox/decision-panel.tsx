import { Alert, Button, Group, NumberInput, Paper, Stack, Text, Textarea } from '@mantine/core';
import { NotSavedError } from '@marginiq/sync/outbox';
import type { RequestView } from '@marginiq/sync/overlay';
import { IconCheck, IconMessageQuestion, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { toBasisPoints } from '../request/draft.ts';

type Choice = 'approve' | 'adjust' | 'reject';

const WORDS: Record<Choice, { label: string; reason: string; placeholder: string; send: string; color: string }> = {
  approve: {
    label: 'Approve',
    reason: 'Note (optional)',
    placeholder: 'What the salesperson should know',
    send: 'Approve',
    color: 'teal.9',
  },
  adjust: {
    label: 'Ask for an adjustment',
    reason: 'What should change?',
    placeholder: 'For instance: 8 % goes, if they take the whole order at once',
    send: 'Send back',
    color: 'orange.9',
  },
  reject: {
    label: 'Reject',
    reason: 'Why not?',
    placeholder: 'The salesperson reads this first',
    send: 'Reject',
    color: 'red.9',
  },
};

/**
 * Approve, reject or ask for an adjustment. The decision names the revision that is on this screen (law 7): if the
 * request was revised meanwhile, the server refuses it and says so.
 */
export function DecisionPanel({ view }: { view: RequestView }) {
  const { outbox, actor } = useWorkspace();
  const { request } = view;
  const [choice, setChoice] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  const [suggestion, setSuggestion] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  // The revision that was on the screen when the decision was begun, whatever arrives while it is being written.
  const [seen, setSeen] = useState(request.revision);
  const revised = choice !== null && seen !== request.revision;
  const needsAdmin = request.evaluation.requiredApprover === 'admin' && actor.role !== 'admin';

  const choose = (next: Choice) => {
    setChoice(next);
    setSeen(request.revision);
    setFailure(null);
  };
  const leave = () => {
    setChoice(null);
    setReason('');
    setSuggestion(null);
    setFailure(null);
  };

  const send = async () => {
    const text = reason.trim();
    if (choice !== 'approve' && text === '') {
      setFailure('Give a reason: the salesperson has to know what to do.');
      return;
    }
    const base = { baseRevision: seen, provisional: null };
    const { id: requestId } = request;
    try {
      if (choice === 'approve') {
        await outbox.submit({ ...base, type: 'request.approve', args: { requestId, note: text === '' ? null : text } });
      } else if (choice === 'reject') {
        await outbox.submit({ ...base, type: 'request.reject', args: { requestId, reason: text } });
      } else {
        const suggestedDiscountBp = suggestion === null ? null : toBasisPoints(suggestion);
        const args = { requestId, reason: text, suggestedDiscountBp };
        await outbox.submit({ ...base, type: 'request.requestAdjustment', args });
      }
      leave();
    } catch (error) {
      const full = error instanceof NotSavedError && error.storageFull;
      setFailure(
        full ? 'Not saved: this device has no room left. Free some space and try again.' : 'Not saved. Try again.',
      );
    }
  };

  return (
    <Paper withBorder radius="lg" p="lg" data-testid="decision">
      <Stack gap="md">
        <div>
          <Text fw={650}>Your decision on revision {choice === null ? request.revision : seen}</Text>
          {needsAdmin ? (
            <Text size="sm" c="dimmed">
              Only an admin can approve this one. You can reject it, or ask for an adjustment.
            </Text>
          ) : null}
        </div>
        {choice === null ? (
          <Group>
            <Button
              color="teal.9"
              leftSection={<IconCheck size={18} />}
              disabled={needsAdmin}
              onClick={() => choose('approve')}
            >
              Approve
            </Button>
            <Button variant="default" leftSection={<IconMessageQuestion size={18} />} onClick={() => choose('adjust')}>
              Ask for an adjustment
            </Button>
            <Button variant="default" leftSection={<IconX size={18} />} onClick={() => choose('reject')}>
              Reject
            </Button>
          </Group>
        ) : (
          <>
            {revised ? (
              <Alert color="orange" title={`Revision ${request.revision} has arrived`}>
                What you began to decide on is not what stands now. Look at it and decide anew.
              </Alert>
            ) : null}
            <Textarea
              label={WORDS[choice].reason}
              placeholder={WORDS[choice].placeholder}
              autosize
              minRows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              required={choice !== 'approve'}
              data-autofocus
            />
            {choice === 'adjust' ? (
              <NumberInput
                label="Discount you would approve (optional)"
                value={suggestion ?? ''}
                onChange={(value) => setSuggestion(typeof value === 'number' ? value : null)}
                min={0}
                max={100}
                decimalScale={2}
                suffix=" %"
                w={240}
              />
            ) : null}
            {failure === null ? null : (
              <Text size="sm" c="red.8" role="alert">
                {failure}
              </Text>
            )}
            <Group justify="space-between">
              <Button variant="subtle" color="gray" onClick={leave}>
                Back
              </Button>
              <Button color={WORDS[choice].color} disabled={revised} onClick={() => void send()}>
                {WORDS[choice].send}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}

import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { CommandType } from '@marginiq/contract/command';
import type { NewCommand } from '@marginiq/sync/outbox';
import type { RequestView } from '@marginiq/sync/overlay';
import { IconCheck, IconMessageQuestion, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useState } from 'react';
import { useSubmit } from '../../app/use-submit.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import type { Choice } from '../request/decision-draft.ts';
import { NumberField } from '../request/number-field.tsx';
import { DISCOUNT } from '../request/number-rules.ts';
import { checkNumber } from '../request/parse-number.ts';
import { ProseField } from '../request/prose-field.tsx';
import { useDecisionDraft } from './use-decision-draft.ts';

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
  const { actor } = useWorkspace();
  const { request } = view;
  const { draft, change, forget } = useDecisionDraft(request.id, request.revision);
  const { busy, submit } = useSubmit();
  const [failure, setFailure] = useState<string | null>(null);
  const setSuggestion = useCallback((suggestion: string) => change({ suggestion }), [change]);
  const choice = draft?.choice ?? null;
  const setReason = useCallback(
    (reason: string) => {
      if (draft !== null && choice !== null) change({ reasons: { ...draft.reasons, [choice]: reason } });
    },
    [change, draft, choice],
  );
  if (draft === null) return null;

  // The revision that was on the screen when the decision was begun, whatever arrives while it is being written.
  const { seen, suggestion } = draft;
  const revised = choice !== null && seen !== request.revision;
  const needsAdmin = request.evaluation.requiredApprover === 'admin' && actor.role !== 'admin';
  const reason = choice === null ? '' : draft.reasons[choice];

  const choose = (next: Choice) => {
    change({ choice: next, seen: request.revision });
    setFailure(null);
  };
  const leave = () => {
    change({ choice: null });
    setFailure(null);
  };

  const toCommand = (chosen: Choice, text: string): NewCommand<CommandType> | null => {
    const base = { baseRevision: seen, provisional: null };
    const { id: requestId } = request;
    if (chosen === 'approve') {
      return { ...base, type: 'request.approve', args: { requestId, note: text === '' ? null : text } };
    }
    if (chosen === 'reject') return { ...base, type: 'request.reject', args: { requestId, reason: text } };
    const checked = checkNumber(suggestion, DISCOUNT);
    if (checked.kind === 'ambiguous' || checked.kind === 'problem') return null;
    const suggestedDiscountBp = checked.kind === 'value' ? checked.value : null;
    return { ...base, type: 'request.requestAdjustment', args: { requestId, reason: text, suggestedDiscountBp } };
  };
  const send = () => {
    if (choice === null || revised) return;
    const text = reason.trim();
    if (choice !== 'approve' && text === '') {
      setFailure('Give a reason: the salesperson has to know what to do.');
      return;
    }
    const command = toCommand(choice, text);
    // The field says itself what is wrong.
    if (command === null) return;
    void submit(command, (result) => {
      if (result.saved) {
        forget();
        setFailure(null);
      } else setFailure(result.why);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <Paper withBorder radius="lg" p="lg" data-testid="decision" onKeyDown={onKeyDown}>
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
            <ProseField
              label={WORDS[choice].reason}
              placeholder={WORDS[choice].placeholder}
              value={reason}
              onChange={setReason}
              required={choice !== 'approve'}
              autoFocus
            />
            {choice === 'adjust' ? (
              <NumberField
                label="Discount you would approve (optional)"
                text={suggestion}
                rule={DISCOUNT}
                step={50}
                onChange={setSuggestion}
                width={240}
              />
            ) : null}
            {failure === null ? null : (
              <Text size="sm" c="red.8" role="alert">
                {failure}
              </Text>
            )}
            <Group justify="space-between">
              <Button variant="subtle" color="gray" disabled={busy} onClick={leave}>
                Back
              </Button>
              <Button color={WORDS[choice].color} disabled={revised} loading={busy} onClick={send}>
                {WORDS[choice].send}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}

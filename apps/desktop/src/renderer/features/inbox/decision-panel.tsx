import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { CommandType } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { proseExcess } from '@marginiq/contract/prose';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { IconForbid2 } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useId, useState } from 'react';
import { focusPart } from '../../app/focus.ts';
import { useSubmit } from '../../app/use-submit.ts';
import { useFormats } from '../../app/workspace-context.ts';
import type { Choice, DecisionDraft } from '../request/decision-draft.ts';
import { violationOf } from '../request/evaluation-words.ts';
import { NotKept } from '../request/not-kept.tsx';
import { NumberField } from '../request/number-field.tsx';
import { DISCOUNT } from '../request/number-rules.ts';
import { checkNumber } from '../request/parse-number.ts';
import { ProseField } from '../request/prose-field.tsx';
import { type ApprovalFault, choicesOff, seenIn } from './approvability.ts';
import { approvalFaultWords } from './approval-fault-words.ts';
import { DecisionChoices } from './decision-choices.tsx';
import { PriceChanges } from './price-changes.tsx';
import { suggestionFaultWords } from './suggestion-fault-words.ts';
import { useApprovability } from './use-approvability.ts';
import { useBasisSeen } from './use-basis-seen.ts';
import type { DecisionHandle } from './use-decision-draft.ts';
import { useSuggestionFault } from './use-suggestion-fault.ts';

const COLORS: Record<Choice, string> = { approve: 'teal.9', adjust: 'orange.9', reject: 'red.9' };

function wordsOf(choice: Choice) {
  if (choice === 'approve') {
    return {
      reason: t('decision.approveReason'),
      placeholder: t('decision.approvePlaceholder'),
      send: t('decision.approveSend'),
    };
  }
  return choice === 'adjust'
    ? {
        reason: t('decision.adjustReason'),
        placeholder: t('decision.adjustPlaceholder'),
        send: t('decision.adjustSend'),
      }
    : {
        reason: t('decision.rejectReason'),
        placeholder: t('decision.rejectPlaceholder'),
        send: t('decision.rejectSend'),
      };
}

/** Why the request cannot be approved, and the limits that forbid it. */
function CannotApprove({ id, fault, request }: { id: string; fault: ApprovalFault; request: DiscountRequest }) {
  return (
    <Alert
      color="orange"
      icon={<IconForbid2 />}
      title={t(fault.code === 'expired' ? 'decision.cannotDecide' : 'decision.cannotApprove')}
      data-testid="cannot-approve"
    >
      {/* Described by this alone: an alert as a whole is described by its title. */}
      <Text id={id} size="sm">
        {approvalFaultWords(fault, request)}
      </Text>
      {fault.code === 'customerBlocked'
        ? null
        : fault.forbidding.map((violation) => (
            <Text key={`${violation.ruleId}-${violation.code}-${violation.productId}`} size="sm" fw={500}>
              {violationOf(violation, request.items)}
            </Text>
          ))}
    </Alert>
  );
}

interface Props {
  view: RequestView;
  draft: DecisionDraft;
  kept: DecisionHandle;
  onDecided: () => void;
}

/**
 * Approve, reject or ask for an adjustment. The decision names the revision that is on this screen, and an approval what it
 * rests on (law 7): if either has changed meanwhile, the server refuses it and says so.
 */
export function DecisionPanel({ view, draft, kept, onDecided }: Props) {
  const { request } = view;
  const { change, forget, unsaved } = kept;
  const formats = useFormats();
  const { busy, submit } = useSubmit();
  const [failure, setFailure] = useState<string | null>(null);
  const [left, setLeft] = useState<Choice | null>(null);
  const { fault, isArriving, standing } = useApprovability(request);
  const off: readonly Choice[] = isArriving ? ['approve'] : choicesOff(fault);
  const faultId = useId();
  const setSuggestion = useCallback((suggestion: string) => change({ suggestion }), [change]);
  const { choice } = draft;
  const setReason = useCallback(
    (reason: string) => {
      if (choice !== null) change({ reasons: { ...draft.reasons, [choice]: reason } });
    },
    [change, draft, choice],
  );

  // The revision that was on the screen when the decision was begun, whatever arrives while it is being written.
  const { seen, suggestion } = draft;
  const revised = choice !== null && seen !== request.revision;
  const isBlocked = choice !== null && off.includes(choice);
  const { isChanged, lookAgain } = useBasisSeen(choice === 'approve' ? (standing?.basis ?? null) : null);
  const isStale = revised || isChanged;
  const reason = choice === null ? '' : draft.reasons[choice];
  const suggestionFault = useSuggestionFault(choice === 'adjust' ? suggestion : '', request);

  const choose = (next: Choice) => {
    change({ choice: next, seen: request.revision });
    setFailure(null);
  };
  const leave = () => {
    setLeft(choice);
    change({ choice: null });
    setFailure(null);
  };

  const look = () => {
    lookAgain();
    focusPart('reason');
  };
  const decideAgain = () => {
    change({ seen: request.revision });
    look();
  };

  const toCommand = (chosen: Choice, text: string): NewCommand<CommandType> | null => {
    const base = { baseRevision: seen, provisional: null };
    const { id: requestId } = request;
    if (chosen === 'approve') {
      const provisional = standing === null ? null : seenIn(standing);
      return { ...base, provisional, type: 'request.approve', args: { requestId, note: text === '' ? null : text } };
    }
    if (chosen === 'reject') return { ...base, type: 'request.reject', args: { requestId, reason: text } };
    const checked = checkNumber(suggestion, DISCOUNT);
    if (suggestionFault !== null) return null;
    if (checked.kind === 'ambiguous' || checked.kind === 'problem') return null;
    const suggestedDiscountBp = checked.kind === 'value' ? checked.value : null;
    return { ...base, type: 'request.requestAdjustment', args: { requestId, reason: text, suggestedDiscountBp } };
  };
  const send = () => {
    if (choice === null || isStale || isBlocked) return;
    const text = reason.trim();
    if (choice !== 'approve' && text === '') {
      setFailure(t('decision.reasonMissing'));
      focusPart('reason');
      return;
    }
    // The fields say themselves what is wrong.
    if (proseExcess(text) > 0) {
      focusPart('reason');
      return;
    }
    const command = toCommand(choice, text);
    if (command === null) {
      focusPart('suggestion');
      return;
    }
    void submit(command, (result) => {
      if (result.saved) {
        forget();
        setFailure(null);
        onDecided();
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
        <Text fw={650}>{t('decision.title', { revision: choice === null ? request.revision : seen })}</Text>
        {standing === null ? null : <PriceChanges standing={standing} request={request} />}
        {fault === null ? null : <CannotApprove id={faultId} fault={fault} request={request} />}
        {isArriving ? (
          <Text id={faultId} size="sm" c="dimmed" role="status">
            {t('decision.arriving')}
          </Text>
        ) : null}
        {choice === null ? (
          <DecisionChoices off={off} faultId={off.length > 0 ? faultId : null} left={left} onChoose={choose} />
        ) : (
          <>
            {revised ? (
              <Alert color="orange" title={t('decision.revised', { revision: request.revision })}>
                <Text size="sm">{t('decision.revisedDetail')}</Text>
                <Button size="xs" mt="sm" variant="default" onClick={decideAgain}>
                  {t('decision.decideAgain', { revision: request.revision })}
                </Button>
              </Alert>
            ) : null}
            {isChanged && !revised ? (
              <Alert color="orange" title={t('decision.basisChanged')} role="alert" data-testid="basis-changed">
                <Text size="sm">{t('decision.basisChangedDetail')}</Text>
                <Button size="xs" mt="sm" variant="default" onClick={look}>
                  {t('decision.basisSeen')}
                </Button>
              </Alert>
            ) : null}
            <ProseField
              label={wordsOf(choice).reason}
              placeholder={wordsOf(choice).placeholder}
              value={reason}
              onChange={setReason}
              required={choice !== 'approve'}
              part="reason"
              autoFocus
            />
            {choice === 'adjust' ? (
              <NumberField
                label={t('decision.suggestion')}
                text={suggestion}
                rule={DISCOUNT}
                step={50}
                part="suggestion"
                onChange={setSuggestion}
                fault={suggestionFault === null ? null : suggestionFaultWords(suggestionFault, request, formats)}
                width={280}
              />
            ) : null}
            {unsaved ? <NotKept /> : null}
            {failure === null ? null : (
              <Text size="sm" c="red.8" role="alert">
                {failure}
              </Text>
            )}
            <Group justify="space-between">
              <Button variant="subtle" color="gray" disabled={busy} onClick={leave}>
                {t('decision.back')}
              </Button>
              <Button color={COLORS[choice]} disabled={isStale || isBlocked} loading={busy} onClick={send}>
                {wordsOf(choice).send}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}

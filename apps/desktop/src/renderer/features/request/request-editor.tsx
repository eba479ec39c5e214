import { Alert, Button, Group, Paper, Stack } from '@mantine/core';
import type { CommandType } from '@marginiq/contract/command';
import type { WishedItem } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import { proseExcess } from '@marginiq/contract/prose';
import { shownDiscountBp } from '@marginiq/domain/shown-discount';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { t } from '@marginiq/ui/messages';
import { IconDeviceFloppy, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type ReactNode, useCallback, useState } from 'react';
import { focusPart } from '../../app/focus.ts';
import { useAction } from '../../app/use-action.ts';
import { type Submitted, useSubmit } from '../../app/use-submit.ts';
import { useKnowledge, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { type Draft, type DraftItem, discountBpOf, wishedItems } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { EvaluationPanel, EvaluationPlaceholder } from './evaluation-panel.tsx';
import { ItemsEditor } from './items-editor.tsx';
import { missingPart, missingText } from './missing-text.ts';
import { NotKept } from './not-kept.tsx';
import panelClasses from './panel.module.css';
import { ProseField } from './prose-field.tsx';
import classes from './request-editor.module.css';
import { type Assessment, type Assessor, useAssessment, useAssessor } from './use-assessment.ts';
import { useDraftPart, useUnsaved } from './use-draft-form.ts';
import { useLacksApprover } from './use-lacks-approver.ts';

type RequestCommand = NewCommand<'request.submit'> | NewCommand<'request.revise'>;

interface Props {
  form: DraftForm;
  /** The customer's field, or who it is. */
  customer: ReactNode;
  submitLabel: string;
  /** Something has to be settled first: said above the form. */
  blocked?: boolean;
  toCommand: (draft: Draft, evaluation: Evaluation, items: WishedItem[]) => RequestCommand;
  /** The command was saved. What fails in here does not make it unsaved. */
  onSaved: (command: Extract<Submitted, { saved: true }>['command']) => Promise<void>;
  onDiscard: () => Promise<void>;
}

const Justification = memo(function Justification({ form }: { form: DraftForm }) {
  const text = useDraftPart(form, (draft) => draft.justification);
  const change = useCallback((justification: string) => form.change((draft) => ({ ...draft, justification })), [form]);
  return (
    <ProseField
      label={t('requestForm.justification')}
      description={t('requestForm.justificationHint')}
      placeholder={t('requestForm.justificationPlaceholder')}
      part="justification"
      value={text}
      onChange={change}
    />
  );
});

function UnsavedNote({ form }: { form: DraftForm }) {
  return useUnsaved(form) ? <NotKept /> : null;
}

const whole = (assessment: Assessment) => assessment;

interface Assessed {
  form: DraftForm;
  assessor: Assessor;
}

const draftItems = (draft: Draft) => draft.items;

/** The discounts of the lines that were begun. */
const discountsOf = (items: readonly DraftItem[]) =>
  items.flatMap((item) => (item.productId === null ? [] : [{ discountBp: discountBpOf(item) ?? 0 }]));

const Panel = memo(function Panel({ form, assessor }: Assessed) {
  const { evaluation, lacking } = useAssessment(form, assessor, whole);
  const { actor } = useWorkspace();
  const items = useDraftPart(form, draftItems);
  // Of the draft only; who owned it before it was handed over is shown on the request's own page.
  const noApprover = useLacksApprover(evaluation, { ownerId: actor.userId, teamId: actor.teamId, steps: [] });
  return (
    <div className={panelClasses.panel}>
      {evaluation === null ? (
        <EvaluationPlaceholder missing={missingText(lacking ?? { what: 'rules' })} />
      ) : (
        <EvaluationPanel
          evaluation={evaluation}
          discountBp={shownDiscountBp({ items: discountsOf(items), evaluation })}
          title={t('requestForm.panelTitle')}
          open
          noApprover={noApprover}
          missing={lacking === null ? null : missingText(lacking)}
        />
      )}
    </div>
  );
});

const lackingText = ({ lacking }: Assessment) => (lacking === null ? null : missingText(lacking));

function Lacking({ form, assessor }: Assessed) {
  const text = useAssessment(form, assessor, lackingText);
  return text === null ? null : (
    <Alert color="orange" role="alert">
      {text}
    </Alert>
  );
}

const isRefused = ({ evaluation }: Assessment) => evaluation?.verdict === 'refuse';

interface SubmitProps extends Assessed {
  label: string;
  busy: boolean;
  blocked: boolean;
  onSubmit: () => void;
}

function SubmitButton({ form, assessor, label, busy, blocked, onSubmit }: SubmitProps) {
  const refused = useAssessment(form, assessor, isRefused);
  const offline = useSyncStatus().fault === 'offline';
  return (
    <Button
      onClick={onSubmit}
      loading={busy}
      disabled={refused || blocked}
      title={t('requestForm.shortcut')}
      aria-keyshortcuts="Control+Enter"
      leftSection={offline ? <IconDeviceFloppy size={18} /> : <IconSend size={18} />}
    >
      {offline ? t('requestForm.saveAndSendLater') : label}
    </Button>
  );
}

function useSubmitForm({ form, blocked = false, toCommand, onSaved }: Props, assessor: Assessor) {
  const knowledge = useKnowledge();
  const { busy, submit } = useSubmit();
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<{ title: string; why: string } | null>(null);
  const send = () => {
    setTried(true);
    const { evaluation, lacking } = assessor.of(form.draft(), knowledge, form.unclear());
    if (lacking !== null) {
      const part = missingPart(lacking);
      if (part !== null) focusPart(part);
      return;
    }
    // The field says itself what is wrong.
    if (proseExcess(form.draft().justification) > 0) {
      focusPart('justification');
      return;
    }
    if (evaluation === null || evaluation.verdict === 'refuse' || blocked) return;
    setFailure(null);
    const items = wishedItems(form.draft(), knowledge?.products);
    void submit<CommandType>(toCommand(form.draft(), evaluation, items), async (result) => {
      if (!result.saved) {
        setFailure({ title: t('saving.notSaved'), why: result.why });
        return;
      }
      // From here on it is saved, whatever else fails.
      try {
        await onSaved(result.command);
      } catch {
        setFailure({ title: t('saving.savedTitle'), why: t('saving.savedNotShown') });
      }
    });
  };
  return { busy, tried, failure, send };
}

/** The form of a request beside its evaluation; used for a new one and for a revision. */
export function RequestEditor(props: Props) {
  const { form, customer, submitLabel, blocked = false, onDiscard } = props;
  const assessor = useAssessor(form);
  const discarding = useAction();
  const isDiscarding = discarding.busy;
  const { busy, tried, failure, send } = useSubmitForm({ ...props, blocked: blocked || isDiscarding }, assessor);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button in it
    <div className={classes.editor} onKeyDown={onKeyDown}>
      <Paper withBorder radius="lg" p="lg" className={classes.form ?? ''}>
        <Stack gap="lg">
          {customer}
          <ItemsEditor form={form} />
          <Justification form={form} />
        </Stack>
      </Paper>
      <div className={classes.panel}>
        <Panel form={form} assessor={assessor} />
      </div>
      <Stack gap="md" className={classes.actions ?? ''}>
        {failure === null ? null : (
          <Alert color="red" title={failure.title} role="alert">
            {failure.why}
          </Alert>
        )}
        {tried ? <Lacking form={form} assessor={assessor} /> : null}
        <UnsavedNote form={form} />
        <Group justify="space-between">
          <Button
            variant="subtle"
            color="gray"
            disabled={busy}
            loading={isDiscarding}
            onClick={() => void discarding.run(onDiscard)}
          >
            {t('requestForm.discard')}
          </Button>
          <SubmitButton
            {...{ form, assessor, busy }}
            blocked={blocked || isDiscarding}
            label={submitLabel}
            onSubmit={send}
          />
        </Group>
      </Stack>
    </div>
  );
}

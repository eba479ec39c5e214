import { awaitsApprover } from '@marginiq/domain/status';
import { readLocalRow, writeLocalRow } from '@marginiq/sync/database/local-state';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { t } from '@marginiq/ui/messages';
import { useNavigate } from '@tanstack/react-router';
import { useFormats, useKnowledge, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { bothDecisions, CHOICE_OF, decisionDraftSchema, decisionKey, decisionOfArgs } from './decision-draft.ts';
import { draftLink } from './draft-link.ts';
import { type KeptDraft, newKeptDraft, readDraft, restoreDraft, writeDraft } from './kept-draft.ts';
import { draftOfArgs, readableArgs } from './refused-draft.ts';
import { useDiscard } from './use-discard.tsx';
import { DRAFT_PORTS } from './use-draft-form.ts';

interface EditAgain {
  label: string;
  open: () => Promise<void>;
}

/**
 * What can be done with a command that the server refused. It is kept as a draft before it leaves the outbox: if the
 * program is closed in between, it is in both and lost in neither.
 */
export function useRefused() {
  const { database, outbox } = useWorkspace();
  const { locale } = useFormats();
  const customers = useKnowledge()?.customers;
  const requests = useRequests();
  const navigate = useNavigate();
  const discardDraft = useDiscard();

  /** The draft of a request or revision; null for other commands. The command's id is the draft's: one of each. */
  const toDraft = ({ command }: OutboxEntry): KeptDraft | null => {
    const args = readableArgs(command.args);
    const draft = draftOfArgs(args, locale);
    const title = customers?.get(draft.customerId ?? '')?.name ?? null;
    if (command.type === 'request.submit') return newKeptDraft(DRAFT_PORTS, { id: command.id, draft, title });
    if (command.type !== 'request.revise' || args.requestId === null) return null;
    const revises = { requestId: args.requestId, baseRevision: Math.max(command.baseRevision, 1) };
    return newKeptDraft(DRAFT_PORTS, { id: command.id, draft, title, revises });
  };

  const keep = async (kept: KeptDraft): Promise<KeptDraft> => {
    const before = await readDraft(database, kept.id);
    if (before !== null) return before;
    await writeDraft(database, kept);
    return kept;
  };

  const editAgain = (entry: OutboxEntry): EditAgain | null => {
    const { command } = entry;
    const kept = toDraft(entry);
    if (kept !== null) {
      const open = async () => {
        const { id, revises } = await keep(kept);
        await restoreDraft(database, id);
        await outbox.dismiss(command.id);
        await navigate(draftLink({ id, revises }));
      };
      return { label: t('drafts.editAgain'), open };
    }
    const { requestId } = readableArgs(command.args);
    if (!Object.hasOwn(CHOICE_OF, command.type) || requestId === null) return null;
    // Somebody else has decided it: there is nothing left to decide, and the refused action must not go from the outbox.
    const found = requests?.find(({ request }) => request.id === requestId)?.request;
    if (found === undefined || !awaitsApprover(found)) return null;
    const open = async () => {
      const begun = decisionDraftSchema.safeParse(await readLocalRow(database, decisionKey(requestId))).data ?? null;
      const refused = decisionOfArgs(command, locale);
      await writeLocalRow(database, decisionKey(requestId), begun === null ? refused : bothDecisions(begun, refused));
      await outbox.dismiss(command.id);
      await navigate({ to: '/requests/$requestId', params: { requestId } });
    };
    return { label: t('drafts.editDecision'), open };
  };

  /** A refused request or revision can still be brought back afterwards. */
  const discard = async (entry: OutboxEntry): Promise<void> => {
    const kept = toDraft(entry);
    if (kept !== null) await discardDraft(await keep(kept));
    await outbox.dismiss(entry.command.id);
  };
  return { editAgain, discard };
}

import type { DiscountRequest, RequestStep } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { awaitsApprover } from '@marginiq/domain/status';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t, textForCode } from '@marginiq/ui/messages';
import { CHOICES, type DecisionDraft } from '../request/decision-draft.ts';
import { awaitsDecision } from './awaits-decision.ts';

type Course = Pick<DiscountRequest, 'status' | 'steps'>;

/** The steps that take a request out of review. */
const ENDS: ReadonlySet<RequestStep['kind']> = new Set([
  'approve',
  'reject',
  'requestAdjustment',
  'autoApprove',
  'withdraw',
  'expire',
]);
const DECISIONS: ReadonlySet<RequestStep['kind']> = new Set(['approve', 'reject', 'requestAdjustment']);

export const isTyped = ({ reasons, suggestion }: DecisionDraft): boolean =>
  [suggestion, ...Object.values(reasons)].some((text) => text.trim() !== '');

/** What became of the request while this person was writing. @param request null: it is not on this device any more */
export function overtakenTitle(request: Course | null): string {
  const end =
    request !== null && awaitsApprover(request) ? undefined : request?.steps.findLast(({ kind }) => ENDS.has(kind));
  const words = end === undefined ? null : textForCode('decision.overtaken', end.kind, { name: end.by.name });
  return words ?? t('decision.overtaken.gone');
}

export interface TypedPart {
  label: string;
  text: string;
}

/** Everything that was typed, each under the choice that it was typed for. */
export function typedParts({ reasons, suggestion }: DecisionDraft): TypedPart[] {
  const parts = CHOICES.map((choice) => ({ label: t(`decision.${choice}`), text: reasons[choice].trim() }));
  return [...parts, { label: t('decision.suggestion'), text: suggestion.trim() }].filter(({ text }) => text !== '');
}

/** Whether this person's own decision on that revision is in the request, confirmed or not. */
export function isDecidedBy({ steps }: Course, { userId, revision }: { userId: string; revision: number }): boolean {
  return steps.some((step) => step.by.userId === userId && step.revision === revision && DECISIONS.has(step.kind));
}

interface Written {
  actor: ActingUser;
  draft: DecisionDraft | null;
  /** The revision that was decided on here a moment ago. */
  decided: number | null;
}

/** What the decision area shows: the form, the text typed there too late, or the way to the next request. */
export function decisionPlace(
  view: RequestView,
  { actor, draft, decided }: Written,
): 'form' | 'overtaken' | 'after' | null {
  if (awaitsDecision(view, actor)) return 'form';
  // While this device's own decision is on its way, what was typed is part of it.
  if (draft !== null && isTyped(draft) && view.pending.length === 0) return 'overtaken';
  // Not once it was refused: then it has no step in the request.
  const isDecided = decided !== null && isDecidedBy(view.request, { userId: actor.userId, revision: decided });
  return isDecided ? 'after' : null;
}

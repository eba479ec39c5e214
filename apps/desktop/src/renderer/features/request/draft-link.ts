import type { NavigateOptions } from '@tanstack/react-router';
import type { KeptDraft } from './kept-draft.ts';

/** Where a draft is edited. */
export function draftLink({ id, revises }: Pick<KeptDraft, 'id' | 'revises'>): NavigateOptions {
  if (revises === null) return { to: '/new/$draftId', params: { draftId: id } };
  return { to: '/requests/$requestId/revise', params: { requestId: revises.requestId }, search: { draft: id } };
}

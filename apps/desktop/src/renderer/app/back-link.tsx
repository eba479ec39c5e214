import { Anchor } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { ONLY_ITS_PAGE, pathOf, type Section, useCameFrom } from './section.ts';
import { useWorkspace } from './workspace-context.ts';

const isPlainClick = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent) =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/**
 * Back to the list that the page was opened from. It goes back in the history, because only there the list still has its
 * search and its scroll position.
 */
export function BackLink() {
  const { actor } = useWorkspace();
  const { history } = useRouter();
  const from = useCameFrom();
  const requests = actor.role === 'salesperson' ? t('nav.myRequests') : t('nav.allRequests');
  const names: Record<Section, string> = { inbox: t('nav.inbox'), outbox: t('nav.outbox'), requests };
  const section = from ?? 'requests';
  return (
    <Anchor
      component={Link}
      to={pathOf(section)}
      activeOptions={ONLY_ITS_PAGE}
      size="sm"
      c="dimmed"
      aria-label={t('page.back', { page: names[section] })}
      onClick={(event: MouseEvent) => {
        if (from === undefined || !isPlainClick(event)) return;
        event.preventDefault();
        history.back();
      }}
    >
      <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden /> {names[section]}
    </Anchor>
  );
}

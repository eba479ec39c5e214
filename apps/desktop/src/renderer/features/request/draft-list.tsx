import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { Link } from '@tanstack/react-router';
import { useAction } from '../../app/use-action.ts';
import { useFormats, useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { draftLink } from './draft-link.ts';
import { draftWords } from './draft-words.ts';
import { type KeptDraft, restoreDraft } from './kept-draft.ts';
import { useDiscard } from './use-discard.tsx';
import { useDrafts } from './use-drafts.ts';

function DraftRow({ kept }: { kept: KeptDraft }) {
  const formats = useFormats();
  const knowledge = useKnowledge();
  const { title, content } = draftWords(kept, {
    formats,
    customerName: (id) => knowledge?.customers.get(id)?.name ?? null,
    productName: (id) => knowledge?.products.get(id)?.name ?? null,
  });
  const name = content === '' ? title : t('drafts.namedWith', { title, content });
  const discard = useDiscard();
  const { database } = useWorkspace();
  const { busy, run } = useAction();
  return (
    <Group justify="space-between" component="li" data-testid="draft">
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {content}
        </Text>
      </div>
      {kept.discardedAt === null ? (
        <Group gap="xs">
          <Button
            size="xs"
            variant="light"
            renderRoot={(props) => <Link {...props} {...draftLink(kept)} />}
            aria-label={t('drafts.continueNamed', { draft: name })}
          >
            {t('drafts.continue')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            loading={busy}
            aria-label={t('drafts.discardNamed', { draft: name })}
            onClick={() => void run(() => discard(kept))}
          >
            {t('requestForm.discard')}
          </Button>
        </Group>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          aria-label={t('drafts.restoreNamed', { draft: name })}
          onClick={() => void run(() => restoreDraft(database, kept.id))}
        >
          {t('drafts.restore')}
        </Button>
      )}
    </Group>
  );
}

const LIST = { listStyle: 'none', margin: 0, padding: 0 } as const;

/** Drafts on this device, and those discarded recently. Empty if there are neither. */
export function DraftList() {
  const drafts = useDrafts() ?? [];
  const open = drafts.filter(({ discardedAt }) => discardedAt === null);
  const discarded = drafts.filter(({ discardedAt }) => discardedAt !== null);
  if (drafts.length === 0) return null;
  return (
    <Paper withBorder radius="lg" p="lg" component="section" aria-label={t('drafts.title')}>
      <Stack gap="sm">
        {open.length === 0 ? null : (
          <>
            <Text fw={650}>{t('drafts.title')}</Text>
            <Stack gap="sm" component="ul" style={LIST}>
              {open.map((kept) => (
                <DraftRow key={kept.id} kept={kept} />
              ))}
            </Stack>
          </>
        )}
        {discarded.length === 0 ? null : (
          <details>
            <summary>{t('drafts.recent', { count: discarded.length })}</summary>
            <Stack gap="sm" mt="sm" component="ul" style={LIST}>
              {discarded.map((kept) => (
                <DraftRow key={kept.id} kept={kept} />
              ))}
            </Stack>
          </details>
        )}
      </Stack>
    </Paper>
  );
}

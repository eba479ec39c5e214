import { Button, Group, Paper, Text } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useAwaiting } from './use-awaiting.ts';

/** Replaces the decision that was just made with a link to the next one, which takes the panel's focus. */
export function AfterDecision({ requestId }: { requestId: string }) {
  const next = useAwaiting().find(({ request }) => request.id !== requestId)?.request;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const link = place.current?.querySelector('a');
    (link ?? place.current)?.focus();
  }, []);
  return (
    <Paper withBorder radius="lg" p="lg" ref={place} tabIndex={-1} data-testid="after-decision">
      <Group justify="space-between">
        <div>
          <Text fw={650}>{t('decision.decided')}</Text>
          {next === undefined ? <Text size="sm">{t('decision.allDecided')}</Text> : null}
        </div>
        {next === undefined ? null : (
          <Button
            variant="light"
            maw="100%"
            rightSection={<IconArrowRight size={16} />}
            renderRoot={(props) => (
              <Link
                {...props}
                to="/requests/$requestId"
                params={{ requestId: next.id }}
                state={{ from: 'inbox' }}
                replace
              />
            )}
          >
            <Text span inherit truncate>
              {t('decision.next', { code: requestCode(next.id), customer: next.customerName })}
            </Text>
          </Button>
        )}
      </Group>
    </Paper>
  );
}

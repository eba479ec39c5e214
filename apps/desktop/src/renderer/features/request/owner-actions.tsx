import { Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { CommandType } from '@marginiq/contract/command';
import type { SaleResult } from '@marginiq/contract/discount-request';
import { isOverdue, isTooLateToWin } from '@marginiq/domain/deadlines';
import { isApproved, isOpen } from '@marginiq/domain/status';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { IconArrowBackUp, IconEdit, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useInstant } from '../../app/use-now.ts';
import { useSubmit } from '../../app/use-submit.ts';
import { ChangesRequested } from './changes-requested.tsx';

/** What the owner of a request can still do with it. */
export function OwnerActions({ view }: { view: RequestView }) {
  const { request, pending } = view;
  const { busy, submit } = useSubmit();
  const [asking, ask] = useDisclosure(false);
  const now = useInstant();
  const { id: requestId, revision: baseRevision } = request;
  const base = { baseRevision, provisional: null };
  const send = (command: NewCommand<CommandType>) =>
    submit(command, (result) => {
      ask.close();
      if (!result.saved) notifications.show({ title: t('saving.notSaved'), message: result.why, color: 'red' });
    });
  const record = (sale: SaleResult) => {
    // Said already: a second press has nothing to add.
    if (sale !== request.sale) void send({ ...base, type: 'request.recordSale', args: { requestId, sale } });
  };
  const sendable = isApproved(request) && pending.every(({ type }) => type === 'request.recordSale');

  // Its deadline says so above; the server will close it.
  if (isOverdue(request, now)) return null;
  if (isOpen(request)) {
    return (
      <>
        <ChangesRequested request={request} />
        <Group>
          <Button component={Link} to={`/requests/${requestId}/revise`} leftSection={<IconEdit size={18} />}>
            {t('ownerActions.revise')}
          </Button>
          <Button variant="default" leftSection={<IconArrowBackUp size={18} />} loading={busy} onClick={ask.open}>
            {t('ownerActions.withdraw')}
          </Button>
        </Group>
        <Modal
          opened={asking}
          onClose={ask.close}
          title={t('ownerActions.withdrawTitle')}
          closeButtonProps={{ 'aria-label': t('general.close') }}
          centered
        >
          <Stack>
            <Text size="sm">{t('ownerActions.withdrawDetail')}</Text>
            <Group justify="flex-end">
              <Button variant="default" data-autofocus onClick={ask.close}>
                {t('general.cancel')}
              </Button>
              <Button
                color="red"
                loading={busy}
                onClick={() => void send({ ...base, type: 'request.withdraw', args: { requestId } })}
              >
                {t('ownerActions.withdrawConfirm')}
              </Button>
            </Group>
          </Stack>
        </Modal>
      </>
    );
  }
  if (!sendable) return null;
  const { sale } = request;
  const isTooLate = isTooLateToWin(request, now);
  const asked =
    sale === 'unknown' ? 'ownerActions.howEnded' : sale === 'won' ? 'ownerActions.wasWon' : 'ownerActions.wasLost';
  return (
    <Paper withBorder radius="lg" p="lg">
      <Group justify="space-between">
        <div>
          <Text fw={600}>{t(asked)}</Text>
          <Text size="sm" c="dimmed">
            {t(isTooLate ? 'ownerActions.tooLate' : 'ownerActions.why')}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant={sale === 'won' ? 'filled' : 'default'}
            color="teal.9"
            aria-pressed={sale === 'won'}
            disabled={busy || isTooLate}
            leftSection={<IconThumbUp size={16} />}
            onClick={() => record('won')}
          >
            {t('ownerActions.won')}
          </Button>
          <Button
            variant={sale === 'lost' ? 'filled' : 'default'}
            color="gray.7"
            aria-pressed={sale === 'lost'}
            disabled={busy}
            leftSection={<IconThumbDown size={16} />}
            onClick={() => record('lost')}
          >
            {t('ownerActions.lost')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

import { Alert, Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { CommandType } from '@marginiq/contract/command';
import type { SaleResult } from '@marginiq/contract/discount-request';
import type { NewCommand } from '@marginiq/sync/outbox';
import type { RequestView } from '@marginiq/sync/overlay';
import { IconArrowBackUp, IconEdit, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useWorkspace } from '../../app/workspace-context.ts';

const REVISABLE = new Set(['underReview', 'adjustmentRequested']);
const SELLABLE = new Set(['approved', 'autoApproved']);

function useSubmit() {
  const { outbox } = useWorkspace();
  return async <T extends CommandType>(command: NewCommand<T>) => {
    try {
      await outbox.submit(command);
    } catch {
      notifications.show({ title: 'Not saved', message: 'This device could not save that. Try again.', color: 'red' });
    }
  };
}

/** What the person who made a request can still do with it. */
export function OwnerActions({ view }: { view: RequestView }) {
  const { request, pending } = view;
  const submit = useSubmit();
  const [asking, ask] = useDisclosure(false);
  const { id: requestId, revision: baseRevision } = request;
  const base = { baseRevision, provisional: null };
  const record = (sale: SaleResult) => submit({ ...base, type: 'request.recordSale', args: { requestId, sale } });
  const sendable = SELLABLE.has(request.status) && pending.every(({ type }) => type === 'request.recordSale');

  if (REVISABLE.has(request.status)) {
    const last = request.steps.findLast(({ kind }) => kind === 'requestAdjustment');
    return (
      <>
        {request.status === 'adjustmentRequested' && last !== undefined ? (
          <Alert color="orange" title={`${last.by.name} asks for an adjustment`}>
            {last.note}
          </Alert>
        ) : null}
        <Group>
          <Button component={Link} to={`/requests/${requestId}/revise`} leftSection={<IconEdit size={18} />}>
            Revise
          </Button>
          <Button variant="default" leftSection={<IconArrowBackUp size={18} />} onClick={ask.open}>
            Withdraw
          </Button>
        </Group>
        <Modal opened={asking} onClose={ask.close} title="Withdraw this request?" centered>
          <Stack>
            <Text size="sm">Nobody will decide on it any more. You can make a new one at any time.</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={ask.close}>
                Keep it
              </Button>
              <Button
                color="red"
                onClick={() => {
                  ask.close();
                  void submit({ ...base, type: 'request.withdraw', args: { requestId } });
                }}
              >
                Withdraw
              </Button>
            </Group>
          </Stack>
        </Modal>
      </>
    );
  }
  if (!sendable) return null;
  return (
    <Paper withBorder radius="lg" p="lg">
      <Group justify="space-between">
        <div>
          <Text fw={600}>{request.sale === 'unknown' ? 'How did the sale end?' : `The sale was ${request.sale}`}</Text>
          <Text size="sm" c="dimmed">
            Your answer makes the next recommendations better.
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant={request.sale === 'won' ? 'filled' : 'default'}
            color="teal.9"
            leftSection={<IconThumbUp size={16} />}
            onClick={() => void record('won')}
          >
            Won
          </Button>
          <Button
            variant={request.sale === 'lost' ? 'filled' : 'default'}
            color="gray.7"
            leftSection={<IconThumbDown size={16} />}
            onClick={() => void record('lost')}
          >
            Lost
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../session/admin-session.ts';
import { useAdminSession } from '../session/session-context.ts';
import type { DeviceView } from './device-state.ts';

interface Props {
  /** Null while nothing is asked. */
  device: DeviceView | null;
  onClose: () => void;
  onRevoked: () => void;
}

/** Asked before a device's access is taken away: it can not be given back, and what it has not sent is lost. */
export function RevokeDialog({ device, onClose, onRevoked }: Props) {
  const { session } = useAdminSession();
  const revoke = useMutation({
    mutationFn: (deviceId: string) => session.trpc.admin.revokeDevice.mutate({ deviceId }),
    onSuccess: () => {
      onRevoked();
      onClose();
    },
  });
  return (
    <Modal opened={device !== null} onClose={onClose} title="Take this device’s access away?" centered>
      <Stack>
        <Text size="sm">
          <b>{device?.name}</b> of <b>{device?.person.name}</b> sends and receives nothing more, and removes the
          company’s data as soon as it reaches the server. What was done on it without network and not sent is lost; you
          see here how much it was. This can not be undone, but {device?.person.name} can sign in again.
        </Text>
        {revoke.error ? (
          <Alert color="red" role="alert">
            {failureWords(revoke.error)}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => device && revoke.mutate(device.id)}>
            Take access away
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

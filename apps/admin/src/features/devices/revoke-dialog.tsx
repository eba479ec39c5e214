import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../session/failure-words.ts';
import { useAdminSession } from '../session/session-context.ts';
import type { DeviceView } from './device-state.ts';

interface Props {
  /** Null while no question is open. */
  device: DeviceView | null;
  onClose: () => void;
  onRevoked: () => void;
}

/** Asked before a device's access is revoked: this cannot be undone, and what it has not sent is lost. */
export function RevokeDialog({ device, onClose, onRevoked }: Props) {
  const { session, profile, revoked } = useAdminSession();
  const isOwn = device?.id === profile.deviceId;
  const revoke = useMutation({
    mutationFn: (deviceId: string) => session.trpc.admin.revokeDevice.mutate({ deviceId }),
    onSuccess: (_done, deviceId) => {
      // This window's own device: the server no longer answers it, and the admin signs in as a new device.
      if (deviceId === profile.deviceId) {
        revoked();
        return;
      }
      onRevoked();
      onClose();
    },
  });
  return (
    <Modal
      opened={device !== null}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('adminDevices.close') }}
      title={t(isOwn ? 'adminDevices.revokeOwnTitle' : 'adminDevices.revokeTitle')}
      centered
    >
      <Stack>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {isOwn
            ? t('adminDevices.revokeOwnText')
            : t('adminDevices.revokeText', { device: device?.name, person: device?.person.name })}
        </Text>
        {revoke.error ? (
          <Alert color="red" role="alert">
            {failureWords(revoke.error)}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('adminDevices.cancel')}
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => device && revoke.mutate(device.id)}>
            {t(isOwn ? 'adminDevices.revokeOwn' : 'adminDevices.revoke')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

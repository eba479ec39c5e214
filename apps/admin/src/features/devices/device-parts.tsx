import { Badge, Button, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useAdminSession } from '../session/session-context.ts';
import { type DeviceView, deviceState } from './device-state.ts';

export function DeviceName({ device }: { device: DeviceView }) {
  const { profile } = useAdminSession();
  return (
    <>
      {device.name}
      {device.id === profile.deviceId ? (
        <Text size="xs" c="dimmed">
          {t('adminDevices.thisConsole')}
        </Text>
      ) : null}
    </>
  );
}

export function DeviceStateBadge({ device }: { device: DeviceView }) {
  const { label, color } = deviceState(device);
  return (
    <Badge variant="light" color={color} tt="none" miw="max-content">
      {label}
    </Badge>
  );
}

/** What else there is to know of its state, if anything. */
export function DeviceStateDetail({ device }: { device: DeviceView }) {
  const { detail } = deviceState(device);
  if (detail === null) return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {detail}
    </Text>
  );
}

interface RevokeProps {
  device: DeviceView;
  onRevoke: (device: DeviceView) => void;
}

export function RevokeButton({ device, onRevoke }: RevokeProps) {
  if (device.revokedAt !== null) return null;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('adminDevices.revokeOf', { device: device.name, person: device.person.name })}
      onClick={() => onRevoke(device)}
    >
      {t('adminDevices.revoke')}
    </Button>
  );
}

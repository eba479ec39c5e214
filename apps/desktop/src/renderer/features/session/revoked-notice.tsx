import { Alert, Text } from '@mantine/core';
import { IconDeviceLaptopOff } from '@tabler/icons-react';

/** Said to whoever sits at a device whose access was taken away: what happened, and what became of the work. */
export function RevokedNotice({ companyName, unsent }: { companyName: string; unsent: number }) {
  const actions = unsent === 1 ? 'One action had not been sent and is' : `${unsent} actions had not been sent and are`;
  return (
    <Alert color="red" icon={<IconDeviceLaptopOff />} title="This device’s access was taken away" role="alert">
      <Text size="sm">
        An admin of {companyName} took it away, so MarginIQ removed the company’s data from this device.
        {unsent > 0 ? ` ${actions} gone with it; your admin sees how many.` : ' Everything you did had been sent.'}
      </Text>
      <Text size="sm" mt="xs">
        If this was a mistake, talk to your admin. You can sign in again here, as on a new device.
      </Text>
    </Alert>
  );
}

import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Load, Page } from '../../app/page.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useAdminSession } from '../session/session-context.ts';
import { DeviceCards } from './device-cards.tsx';
import type { DeviceView } from './device-state.ts';
import { DeviceTable } from './device-table.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

export function DevicesPage() {
  const { session } = useAdminSession();
  const query = useQuery({ queryKey: ['devices'], queryFn: () => session.trpc.admin.devices.query() });
  const [asked, setAsked] = useState<DeviceView | null>(null);
  const Devices = useIsWide() ? DeviceTable : DeviceCards;
  return (
    <Page title={t('adminDevices.title')} subtitle={t('adminDevices.subtitle')}>
      <Load query={query}>{(devices) => <Devices devices={devices} onRevoke={setAsked} />}</Load>
      <RevokeDialog device={asked} onClose={() => setAsked(null)} onRevoked={() => void query.refetch()} />
    </Page>
  );
}

// First of all, so that it catches what the other modules throw while they are evaluated.
import './host/start.ts';
import '@mantine/notifications/styles.css';
import { ErrorBoundary } from '@marginiq/ui/components/error-boundary';
import { UiProvider } from '@marginiq/ui/components/provider';
import { toFailure } from '@marginiq/ui/failure';
import { requireHost } from '@marginiq/ui/host-check';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Notices } from './app/notices.tsx';
import { swallowSecondClicks } from './app/second-click.ts';
import { unsentOnDevice } from './app/unsent-on-device.ts';
import { UpdateContext } from './app/update-context.ts';
import { UpdateNotice } from './app/update-notice.tsx';
import { SessionGate } from './features/session/session-gate.tsx';
import { announce } from './host/before-reload.ts';
import { hostBridge } from './host/host-bridge.ts';
import { createElectronUpdate } from './host/installed-update.ts';
import { createBrowserUpdate } from './host/service-worker.ts';
import { failureHost, startRoot, startWatch } from './host/start.ts';

/** The program closes the window after some seconds, whatever its page says. */
const SAVE_WITHIN_MS = 2_500;

/** What cannot be counted may wait. */
const hasUnsent = async () => (await unsentOnDevice().catch(() => null)) !== 0;

function start(): void {
  // Electron keeps the session elsewhere, and knows no cookies on its own scheme.
  requireHost(window, { database: true, cookies: window.marginiq === undefined });
  const bridge = hostBridge();
  swallowSecondClicks(document);
  bridge.onClosing(() => announce('reload', SAVE_WITHIN_MS));
  const update = bridge.host === 'browser' ? createBrowserUpdate({ hasUnsent }) : createElectronUpdate(bridge);
  createRoot(startRoot).render(
    <StrictMode>
      <ErrorBoundary host={failureHost}>
        <UiProvider>
          <UpdateContext.Provider value={update}>
            <Notices />
            <SessionGate bridge={bridge} />
            <UpdateNotice />
          </UpdateContext.Provider>
        </UiProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}

try {
  start();
} catch (error) {
  startWatch.fail(toFailure(error));
}

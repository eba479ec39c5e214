import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { EntryScreen } from './entry-screen.tsx';
import { KeepingNote } from './keeping-note.tsx';
import { KeptWork } from './kept-work.tsx';
import { SignInForm } from './sign-in-form.tsx';

interface Props {
  bridge: DesktopBridge;
  /** What happened before, if somebody was signed in. */
  notice: ReactNode;
  onSignedIn: (session: OpenSession) => void;
}

export function SignInScreen({ bridge, notice, onSignedIn }: Props) {
  const above = (
    <>
      {notice}
      <KeptWork onCounted={bridge.reportUnsent} unsentElsewhere={bridge.unsentElsewhere} />
    </>
  );
  return (
    <EntryScreen title={t('session.signIn')} hint={t('session.signInHint')} notice={above}>
      <KeepingNote bridge={bridge} />
      <SignInForm bridge={bridge} onSignedIn={onSignedIn} offersPassphrase />
    </EntryScreen>
  );
}

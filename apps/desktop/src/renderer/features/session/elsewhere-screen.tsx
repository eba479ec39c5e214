import { Button } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { EntryScreen } from './entry-screen.tsx';
import { KeptWork } from './kept-work.tsx';

/** `ended`: nobody is signed in any more, and how that came about was not heard. */
export type StoppedBy = 'signedOut' | 'otherPerson' | 'otherSession' | 'ended';

/** Covers a window whose session is no longer its own: why, and what to do next. */
export function ElsewhereScreen({ name, why, onContinue }: { name: string; why: StoppedBy; onContinue: () => void }) {
  return (
    <EntryScreen
      title={t('session.elsewhereTitle')}
      hint={t(`session.elsewhere.${why}`, { name })}
      notice={<KeptWork />}
    >
      <Button onClick={onContinue} data-autofocus>
        {t('session.continue')}
      </Button>
    </EntryScreen>
  );
}

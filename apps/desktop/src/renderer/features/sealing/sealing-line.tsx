import { Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useEffect, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';

/** Says whether what this device keeps is sealed, and claims only what is true: see `Sealed on disk` in the architecture. */
export function SealingLine() {
  const { isSealed, keeping: atOpening } = useWorkspace();
  const { bridge } = useSession();
  const [keeping, setKeeping] = useState(atOpening);
  useEffect(() => {
    // A passphrase may have been set or removed since, in this window or in another.
    void bridge.keeping().then(setKeeping);
  }, [bridge]);
  const isBrowsers = keeping === 'passphrase' && bridge.host === 'browser';
  const sealed = t(isBrowsers ? 'sealing.passphraseInBrowser' : `sealing.${keeping}`);
  // In a menu, which may hold no paragraphs.
  return (
    <Text component="div" size="xs" c={isSealed ? 'dimmed' : 'red.9'} px="sm" pb="xs">
      {isSealed ? sealed : t('sealing.none')}
    </Text>
  );
}

import { Alert, Stack, Text } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { DesktopBridge } from '../../../bridge/bridge.ts';
import type { UnsentElsewhere } from '../../../bridge/shell-bridge.ts';
import { useKept } from './kept.ts';
import { keptElsewhereWords, keptTitle, keptWords } from './kept-words.ts';

/** What waits for servers that the program is not set up for now. */
function useUnsentElsewhere(find: DesktopBridge['unsentElsewhere'] | undefined): UnsentElsewhere[] {
  const [elsewhere, setElsewhere] = useState<UnsentElsewhere[]>([]);
  useEffect(() => {
    let isShown = true;
    void find?.()
      .catch(() => [])
      .then((found) => {
        if (isShown) setElsewhere(found);
      });
    return () => {
      isShown = false;
    };
  }, [find]);
  return elsewhere;
}

interface Props {
  onCounted?: (unsent: number | null) => void;
  /** Left out where somebody has just worked here, with this server. */
  unsentElsewhere?: DesktopBridge['unsentElsewhere'];
}

/**
 * Whose unsent actions and unfinished work wait on this device, whoever was signed in and for whichever server, before anybody signs in.
 */
export function KeptWork({ onCounted, unsentElsewhere }: Props) {
  const kept = useKept(onCounted);
  const elsewhere = useUnsentElsewhere(unsentElsewhere);
  const lines = [
    ...kept.flatMap((one) => keptWords(one).map((text) => ({ key: `${one.database} ${text}`, text }))),
    ...elsewhere.map((one) => ({ key: one.address, text: keptElsewhereWords(one) })),
  ];
  if (lines.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconClock />} title={keptTitle(kept, elsewhere)} data-testid="kept-work">
      <Stack gap={4}>
        {lines.map(({ key, text }) => (
          <Text key={key} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

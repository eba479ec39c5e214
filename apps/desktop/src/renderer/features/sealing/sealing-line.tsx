import { Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useWorkspace } from '../../app/workspace-context.ts';

/** Says whether what this device keeps is sealed, and claims no more than is so: see `Sealed on disk` in the architecture. */
export function SealingLine() {
  const { isSealed, keeping } = useWorkspace();
  // In a menu, which may hold no paragraphs.
  return (
    <Text component="div" size="xs" c={isSealed ? 'dimmed' : 'red.9'} px="sm" pb="xs">
      {isSealed ? t(`sealing.${keeping}`) : t('sealing.none')}
    </Text>
  );
}

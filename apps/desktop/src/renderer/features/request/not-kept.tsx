import { Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';

/** Said beside what is being typed, while the device cannot save it. */
export function NotKept() {
  return (
    <Text size="sm" c="red.8" role="alert">
      {t('requestForm.notKept')}
    </Text>
  );
}

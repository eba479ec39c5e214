import { PasswordInput, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { t } from '@marginiq/ui/messages';

export interface PassphraseValues {
  passphrase: string;
  repeated: string;
}

const MIN_LENGTH = 8;

export const validatePassphrase = {
  passphrase: (passphrase: string) =>
    passphrase.length < MIN_LENGTH ? t('session.passphraseShort', { count: MIN_LENGTH }) : null,
  repeated: (repeated: string, { passphrase }: PassphraseValues) =>
    repeated === passphrase ? null : t('session.passphraseDifferent'),
};

interface Props<V extends PassphraseValues> {
  form: UseFormReturnType<V>;
  /** They are what a dialog begins with: the focus goes there when it opens. */
  isFirst?: boolean;
}

/** A new passphrase, typed twice. */
export function PassphraseFields<V extends PassphraseValues>({ form, isFirst = false }: Props<V>) {
  return (
    <Stack gap="xs">
      <PasswordInput
        label={t('session.passphrase')}
        autoComplete="new-password"
        {...(isFirst ? { 'data-autofocus': true } : {})}
        key={form.key('passphrase')}
        {...form.getInputProps('passphrase')}
      />
      <PasswordInput
        label={t('session.passphraseRepeat')}
        autoComplete="new-password"
        key={form.key('repeated')}
        {...form.getInputProps('repeated')}
      />
      <Text size="xs" c="dimmed">
        {t('session.passphraseHint')}
      </Text>
    </Stack>
  );
}

import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { MIN_PASSWORD, type PasswordLink, passwordProblem } from '@marginiq/contract/password';
import { t } from '@marginiq/ui/messages';
import { useState } from 'react';
import { failureWords } from '../session/failure-words.ts';
import { isLinkGone } from './password-link.ts';

export function PasswordForm({
  link,
  send,
  onSet,
  onGone,
}: {
  link: PasswordLink;
  send: (password: string) => Promise<unknown>;
  onSet: () => void;
  /** The link was used, replaced or ran out meanwhile. */
  onGone: () => void;
}) {
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { password: '', again: '' },
    validate: {
      password: (password) => {
        const problem = passwordProblem(password, link);
        return problem === null ? null : t(`setPassword.problem.${problem}`);
      },
      again: (again, { password }) => (again === password ? null : t('setPassword.different')),
    },
  });
  const submit = form.onSubmit(async ({ password }) => {
    setBusy(true);
    setFailure(null);
    try {
      await send(password);
      onSet();
    } catch (error) {
      if (isLinkGone(error)) onGone();
      else setFailure(failureWords(error));
    }
    setBusy(false);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Title order={1} size="h3">
          {t('setPassword.heading')}
        </Title>
        <Text>{t('setPassword.whose', { name: link.name, company: link.companyName })}</Text>
        {failure === null ? null : (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        {/* So that a password manager knows whose password it keeps. */}
        <TextInput label={t('setPassword.email')} value={link.email} readOnly autoComplete="username" />
        <PasswordInput
          label={t('setPassword.password')}
          description={t('setPassword.rule', { count: MIN_PASSWORD })}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <PasswordInput label={t('setPassword.again')} autoComplete="new-password" {...form.getInputProps('again')} />
        <Button type="submit" loading={busy} fullWidth mt="xs">
          {t('setPassword.submit')}
        </Button>
      </Stack>
    </form>
  );
}

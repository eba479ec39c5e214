import { Alert, Button, Group, List, Modal, NativeSelect, Stack, Switch, Text } from '@mantine/core';
import { ROLES, type Role } from '@marginiq/contract/roles';
import { t } from '@marginiq/ui/messages';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAdminSession } from '../session/session-context.ts';
import { isTeamMissing, type Left, leftBy, leftSentence, refusalSentence } from './change-refusal.ts';
import { changesOf } from './changes-of.ts';
import { HandOverChoice, NOBODY } from './hand-over-choice.tsx';
import { leftBehindWords } from './left-behind.ts';
import type { ListedPerson } from './listed-person.ts';

interface Props {
  /** Null while nobody is changed. */
  person: ListedPerson | null;
  people: readonly ListedPerson[];
  onClose: () => void;
  onChanged: () => void;
}

interface LeftProps {
  left: readonly Left[];
  /** It was asked before, and is not what was shown then. */
  isAgain: boolean;
}

/** What must be known before it is done. */
function LeftUndecided({ left, isAgain }: LeftProps) {
  return (
    <Alert
      color="orange"
      title={t(isAgain ? 'adminPeople.leftChanged' : 'adminPeople.leftTitle')}
      role="alert"
      data-testid="left-undecided"
    >
      <List size="sm">
        {left.map(leftSentence).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function PersonForm({ person, people, onClose, onChanged }: Props & { person: ListedPerson }) {
  const { session, profile } = useAdminSession();
  const queryClient = useQueryClient();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const [role, setRole] = useState<Role>(person.role);
  const [teamId, setTeamId] = useState(person.teamId ?? NOBODY);
  const [active, setActive] = useState(person.active);
  const [newOwner, setNewOwner] = useState(NOBODY);
  // What was shown before confirming: the confirmation names it, so that nothing newer is confirmed unread.
  const [asked, setAsked] = useState<readonly Left[] | null>(null);
  const [isAgain, setIsAgain] = useState(false);
  const behind = active ? [] : leftBehindWords(person);
  const isChoosing = asked !== null || behind.length > 0;
  const handsOver = isChoosing && newOwner !== NOBODY;
  const changes = changesOf(person, { role, teamId: teamId === NOBODY ? null : teamId, active });
  const losesConsole = person.id === profile.userId && (role !== 'admin' || !active);
  const save = useMutation({
    mutationFn: () =>
      session.trpc.admin.changePerson.mutate({
        personId: person.id,
        // Only what was changed here: somebody else may have changed the rest while this was open.
        ...changes,
        ...(asked === null ? {} : { confirmed: [...asked] }),
        ...(handsOver ? { handOverTo: newOwner } : {}),
      }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['overview'] });
      onChanged();
      onClose();
    },
    onError: (error) => {
      const left = leftBy(error);
      // Whatever it was, the list may not be what it was when this was opened.
      if (left === null) return onChanged();
      setIsAgain(asked !== null);
      setAsked(left);
    },
  });
  const isRefused = save.error !== null && leftBy(save.error) === null;
  const teams = overview.data?.company.teams ?? [];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(changes).length === 0 && !handsOver) onClose();
        else if (!save.isPending) save.mutate();
      }}
    >
      <Stack>
        {asked === null ? (
          <>
            <NativeSelect
              label={t('adminPeople.role')}
              value={role}
              onChange={(event) => setRole(event.currentTarget.value as Role)}
              data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
              data-autofocus
            />
            <NativeSelect
              label={t('adminPeople.team')}
              value={teamId}
              onChange={(event) => setTeamId(event.currentTarget.value)}
              data={[
                { value: NOBODY, label: t('adminPeople.noTeam') },
                ...teams.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              disabled={overview.data === undefined}
              error={isTeamMissing(save.error)}
            />
            <Switch
              label={t('adminPeople.access')}
              checked={active}
              onChange={(event) => setActive(event.currentTarget.checked)}
            />
            {behind.map((words) => (
              <Text key={words} size="sm">
                {words}
              </Text>
            ))}
          </>
        ) : (
          <LeftUndecided left={asked} isAgain={isAgain} />
        )}
        {isChoosing ? (
          <HandOverChoice
            person={person}
            people={people}
            chosen={newOwner}
            onChoose={setNewOwner}
            autoFocus={asked !== null}
          />
        ) : null}
        {losesConsole ? (
          <Text size="sm" fw={600}>
            {t('adminPeople.losesConsole')}
          </Text>
        ) : null}
        {isRefused ? (
          <Alert color="red" role="alert">
            {refusalSentence(save.error, person.name)}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          {asked === null ? (
            <Button variant="default" onClick={onClose}>
              {t('adminPeople.cancel')}
            </Button>
          ) : (
            <Button
              variant="default"
              disabled={save.isPending}
              onClick={() => {
                save.reset();
                setAsked(null);
                setIsAgain(false);
              }}
            >
              {t('adminPeople.back')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} {...(asked === null ? {} : { color: 'red' })}>
            {handsOver
              ? t('adminPeople.saveAndHandOver')
              : t(asked === null ? 'adminPeople.save' : 'adminPeople.saveAnyway')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/**
 * Changes somebody's role, team or access. What that would leave undecided is said first: it is handed over, or confirmed. What
 * still belongs to somebody who has left can be handed over at any time.
 */
export function PersonDialog({ person, people, onClose, onChanged }: Props) {
  return (
    <Modal
      opened={person !== null}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('adminPeople.close') }}
      title={t('adminPeople.changeTitle', { name: person?.name ?? '' })}
      centered
    >
      {person === null ? null : (
        <PersonForm key={person.id} person={person} people={people} onClose={onClose} onChanged={onChanged} />
      )}
    </Modal>
  );
}

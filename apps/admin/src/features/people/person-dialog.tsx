import { Alert, Button, Group, List, Modal, NativeSelect, Stack, Switch } from '@mantine/core';
import type { Person } from '@marginiq/contract/reference';
import { ROLES, type Role } from '@marginiq/contract/roles';
import { t } from '@marginiq/ui/messages';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAdminSession } from '../session/session-context.ts';
import { leftBy, leftSentence, refusalSentence } from './change-refusal.ts';

interface Props {
  /** Null while nobody is changed. */
  person: Person | null;
  people: readonly Person[];
  onClose: () => void;
  onChanged: () => void;
}

const NOBODY = '';

/** Where there is something that must be known first: what stays undecided, and who could get it. */
function LeftUndecided({ person, people, left, chosen, onChoose }: LeftProps) {
  const others = people.filter(({ id, active, teamId }) => id !== person.id && active && teamId !== null);
  return (
    <>
      <Alert color="orange" title={t('adminPeople.leftTitle')} role="alert" data-testid="left-undecided">
        <List size="sm">
          {left.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </Alert>
      <NativeSelect
        label={t('adminPeople.handOverTo')}
        description={t('adminPeople.handOverHint', { name: person.name })}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data={[
          { value: NOBODY, label: t('adminPeople.nobody') },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        data-autofocus
        autoFocus
      />
    </>
  );
}

interface LeftProps {
  person: Person;
  people: readonly Person[];
  left: readonly string[];
  chosen: string;
  onChoose: (id: string) => void;
}

function PersonForm({ person, people, onClose, onChanged }: Props & { person: Person }) {
  const { session } = useAdminSession();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const [role, setRole] = useState<Role>(person.role);
  const [teamId, setTeamId] = useState(person.teamId ?? NOBODY);
  const [active, setActive] = useState(person.active);
  const [newOwner, setNewOwner] = useState(NOBODY);
  const save = useMutation({
    mutationFn: (confirmed: boolean) =>
      session.trpc.admin.changePerson.mutate({
        personId: person.id,
        role,
        teamId: teamId === NOBODY ? null : teamId,
        active,
        confirmed,
        ...(confirmed && newOwner !== NOBODY ? { handOverTo: newOwner } : {}),
      }),
    onSuccess: () => {
      onChanged();
      onClose();
    },
  });
  const left = leftBy(save.error);
  // Once it was said, it stays said while it is being saved.
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const sentences = left?.map(leftSentence) ?? null;
  if (sentences !== null && sentences.join() !== asked?.join()) setAsked(sentences);
  const teams = overview.data?.company.teams ?? [];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate(asked !== null);
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
            />
            <Switch
              label={t('adminPeople.access')}
              checked={active}
              onChange={(event) => setActive(event.currentTarget.checked)}
            />
          </>
        ) : (
          <LeftUndecided person={person} people={people} left={asked} chosen={newOwner} onChoose={setNewOwner} />
        )}
        {save.error !== null && left === null ? (
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
              }}
            >
              {t('adminPeople.back')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} {...(asked === null ? {} : { color: 'red' })}>
            {asked === null
              ? t('adminPeople.save')
              : t(newOwner === NOBODY ? 'adminPeople.saveAnyway' : 'adminPeople.saveAndHandOver')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Changes somebody's role, team or access. What that would leave undecided is said first: it is handed over, or confirmed. */
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

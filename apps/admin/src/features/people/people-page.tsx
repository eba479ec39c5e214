import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Load, Page } from '../../app/page.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useAdminSession } from '../session/session-context.ts';
import type { ListedPerson } from './listed-person.ts';
import { PeopleCards } from './people-cards.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonDialog } from './person-dialog.tsx';

export function PeoplePage() {
  const { session } = useAdminSession();
  const query = useQuery({ queryKey: ['people'], queryFn: () => session.trpc.admin.people.query() });
  const [changed, setChanged] = useState<ListedPerson | null>(null);
  const People = useIsWide() ? PeopleTable : PeopleCards;
  return (
    <Page title={t('adminPeople.title')} subtitle={t('adminPeople.subtitle')}>
      <Load query={query}>{(people) => <People people={people} onChange={setChanged} />}</Load>
      <PersonDialog
        person={changed}
        people={query.data ?? []}
        onClose={() => setChanged(null)}
        onChanged={() => void query.refetch()}
      />
    </Page>
  );
}

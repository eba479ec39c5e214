import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { Load, Page } from '../../app/page.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useAdminSession } from '../session/session-context.ts';
import { PeopleCards } from './people-cards.tsx';
import { PeopleTable } from './people-table.tsx';

export function PeoplePage() {
  const { session } = useAdminSession();
  const query = useQuery({ queryKey: ['people'], queryFn: () => session.trpc.admin.people.query() });
  const People = useIsWide() ? PeopleTable : PeopleCards;
  return (
    <Page title={t('adminPeople.title')} subtitle={t('adminPeople.subtitle')}>
      <Load query={query}>{(people) => <People people={people} />}</Load>
    </Page>
  );
}

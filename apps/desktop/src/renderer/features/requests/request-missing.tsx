import { Anchor } from '@mantine/core';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconFileOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ONLY_ITS_PAGE } from '../../app/section.ts';

export function RequestMissing() {
  return (
    <EmptyState icon={<IconFileOff size={28} />} title={t('request.missing')}>
      {t('request.missingDetail')}{' '}
      <Anchor component={Link} to="/requests" activeOptions={ONLY_ITS_PAGE}>
        {t('request.seeAll')}
      </Anchor>
    </EmptyState>
  );
}

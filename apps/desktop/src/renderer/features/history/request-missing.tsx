import { Anchor } from '@mantine/core';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconFileOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

export function RequestMissing() {
  return (
    <EmptyState icon={<IconFileOff size={28} />} title={t('request.missing')}>
      {t('request.missingDetail')}{' '}
      <Anchor component={Link} to="/requests">
        {t('request.seeAll')}
      </Anchor>
    </EmptyState>
  );
}

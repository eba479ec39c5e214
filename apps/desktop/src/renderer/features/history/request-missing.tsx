import { Anchor } from '@mantine/core';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { IconFileOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

export function RequestMissing() {
  return (
    <EmptyState icon={<IconFileOff size={28} />} title="This request is not on this device">
      It was discarded, it is not yours to see, or it has not arrived yet.{' '}
      <Anchor component={Link} to="/requests">
        See all requests
      </Anchor>
    </EmptyState>
  );
}

import { FailureView } from '@marginiq/ui/components/error-boundary';
import { toFailure } from '@marginiq/ui/failure';
import { useMemo } from 'react';
import { failureHost } from '../host/start.ts';

/** Shows a screen's failure in place of that screen, so that the menu still leads to the others. */
export function RouteFailure({ error }: { error: unknown }) {
  const failure = useMemo(() => toFailure(error), [error]);
  return <FailureView failure={failure} host={failureHost} />;
}

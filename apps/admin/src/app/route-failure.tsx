import { FailureView } from '@marginiq/ui/components/error-boundary';
import { toFailure } from '@marginiq/ui/failure';
import { useMemo } from 'react';
import { failureHost } from '../start.ts';

/** A screen that throws is said to have, in its own place: the way to the others stays. */
export function RouteFailure({ error }: { error: unknown }) {
  const failure = useMemo(() => toFailure(error), [error]);
  return <FailureView failure={failure} host={failureHost} />;
}

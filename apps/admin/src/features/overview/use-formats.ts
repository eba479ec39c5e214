import { createFormats, type Formats } from '@marginiq/ui/format';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useAdminSession } from '../session/session-context.ts';

/** The company's way to write money, shares, times and counts. */
export function useFormats(): Formats {
  const { session } = useAdminSession();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const locale = overview.data?.company.locale ?? 'en';
  const currency = overview.data?.company.currency ?? 'EUR';
  return useMemo(() => createFormats(locale, currency), [locale, currency]);
}

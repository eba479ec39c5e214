import { createFormats, type Formats } from '@marginiq/ui/format';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useAdminSession } from '../session/session-context.ts';

/** The company's way to write money, shares, times and counts. */
export function useFormats(): Formats & { count: (number: number) => string } {
  const { session } = useAdminSession();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const locale = overview.data?.company.locale ?? 'en';
  const currency = overview.data?.company.currency ?? 'EUR';
  return useMemo(() => {
    const count = new Intl.NumberFormat(locale);
    return { ...createFormats(locale, currency), count: (number: number) => count.format(number) };
  }, [locale, currency]);
}

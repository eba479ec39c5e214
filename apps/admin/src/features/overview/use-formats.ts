import { createFormats, type Formats } from '@marginiq/ui/format';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useAdminSession } from '../session/session-context.ts';

/** Until the company is known. */
const FIRST = { locale: 'en', currency: 'EUR', currencyDigits: 2 };

/** The company's way to write money, shares, times and counts. */
export function useFormats(): Formats {
  const { session } = useAdminSession();
  const overview = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const { locale, currency, currencyDigits } = overview.data?.company ?? FIRST;
  return useMemo(() => createFormats(locale, currency, currencyDigits), [locale, currency, currencyDigits]);
}

import type { Margin } from '@marginiq/contract/evaluation';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';

type Paid = Pick<Margin, 'netMinor' | 'costMinor' | 'marginBp'>;

/** Nothing is paid for what costs something: a share of nothing would read as 0 %. */
export const isGivenAway = ({ netMinor, costMinor }: Pick<Paid, 'netMinor' | 'costMinor'>): boolean =>
  netMinor === 0 && costMinor > 0;

/** The margin as a share of what is paid. If nothing is paid there is no such share, and it is not called 0 %. */
export function marginText(margin: Paid, formats: Pick<Formats, 'percent'>): string {
  if (isGivenAway(margin)) return t('verdict.givenAway');
  return margin.netMinor === 0 ? t('verdict.noMargin') : formats.percent(margin.marginBp);
}

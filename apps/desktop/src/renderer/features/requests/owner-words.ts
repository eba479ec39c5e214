import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { t } from '@marginiq/ui/messages';

/** Whose request it is. An imported deal may belong to nobody yet. */
export const ownerWords = ({ ownerName }: Pick<DiscountRequest, 'ownerName'>): string =>
  ownerName === '' ? t('request.noOwner') : ownerName;

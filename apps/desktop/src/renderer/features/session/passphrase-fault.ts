import { t } from '@marginiq/ui/messages';
import { faultText } from './fault-text.ts';
import type { SignInFailure } from './sign-in-here.ts';

/** Why a passphrase was not changed. Nobody typed a company or an email here: only the password can be wrong. */
export const passphraseFaultText = (failure: SignInFailure): string =>
  failure.fault === 'wrong' ? t('session.passphraseWrongPassword') : faultText(failure);

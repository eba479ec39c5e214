import type { Refusal } from '@marginiq/contract/outcome';
import { listText, t, textForCode } from '@marginiq/ui/messages';

export interface RefusalWords {
  title: string;
  next: string;
}

/** The names required by each code whose text has names; a refusal that lacks one of them gets a general text. */
const NAMED: Partial<Record<string, readonly string[]>> = {
  soldWhole: ['name'],
  unitChanged: ['name', 'unit', 'askedUnit'],
  ownerLeft: ['name'],
  guardrail: ['limits'],
  inputsChanged: ['name', 'what'],
};

/** The title that names what it is about, where the refusal does. */
function namedTitle({ code, params }: Pick<Refusal, 'code' | 'params'>): string | null {
  const names = NAMED[code];
  if (!params || names === undefined) return null;
  // An empty list or unit would leave a hole in the sentence.
  const values = names.map((name) => params[name] ?? '');
  if (values.some((value) => value === '' || (Array.isArray(value) && value.length === 0))) return null;
  const shown = Object.fromEntries(
    names.map((name, index) => {
      const value = values[index];
      return [name, Array.isArray(value) ? listText(value) : value];
    }),
  );
  const { what } = params;
  return textForCode(
    'refusal.named',
    typeof what === 'string' && code === 'inputsChanged' ? `${code}.${what}` : code,
    shown,
  );
}

/** What to do where the command itself has a problem that is named. */
function problemNext({ code, params }: Pick<Refusal, 'code' | 'params'>): string | null {
  const problem = params?.problem;
  return code === 'invalidCommand' && typeof problem === 'string' ? textForCode('refusal.problem', problem) : null;
}

/** Why a command was refused and what to do, by code and by what the refusal names. */
export function refusalWords(refusal: Pick<Refusal, 'code' | 'params'>): RefusalWords {
  const { code } = refusal;
  return {
    title: namedTitle(refusal) ?? textForCode('refusal.title', code) ?? t('refusal.title.unknown'),
    next: problemNext(refusal) ?? textForCode('refusal.next', code) ?? t('refusal.next.unknown'),
  };
}

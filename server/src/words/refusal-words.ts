import type { ActionRefusal, LeftUndecided } from '@marginiq/contract/action-refusal';

/* Why an action was not done, for logs and for operators at the command line. The console has texts of its own. */

const open = (count: number) => `${count} open ${count === 1 ? 'request' : 'requests'}`;

function leftSentence(left: LeftUndecided): string {
  if (left.code === 'teamWithoutManager') {
    return `${left.person} is the only manager of ${left.team}: from then on only an admin can decide there, on ${open(left.open)} now.`;
  }
  if (left.code === 'onlyAdmin') {
    return `${left.admin} would be the only admin, and nobody could approve what ${left.admin} asks an admin for.`;
  }
  if (left.code === 'withoutApprover') return `Nobody could approve ${open(left.open)}.`;
  if (left.code === 'ownCustomers') {
    const customers = `${left.customers} ${left.customers === 1 ? 'customer' : 'customers'}`;
    return `${left.person} looks after ${customers}, who would be with nobody who works here.`;
  }
  return `${open(left.open)} of ${left.person} must be handed over before anybody can approve them.`;
}

type Words = { [C in ActionRefusal['code']]: (refusal: Extract<ActionRefusal, { code: C }>) => string };

const WORDS: Words = {
  notAllowed: () => 'This is not yours to do.',
  personUnknown: () => 'There is no such person.',
  teamUnknown: () => 'There is no such team.',
  deviceUnknown: () => 'There is no such device.',
  alreadyRevoked: () => 'This device’s access was taken away already.',
  lastAdmin: () => 'This is the company’s last active admin. Make somebody else an admin first.',
  needsTeam: ({ name, role }) => `A ${role} works in a team. Choose one for ${name}.`,
  tooManySteps: ({ request, isOpen }) =>
    `${request} has too many steps to be handed over.${isOpen ? ' It can still be rejected.' : ''}`,
  recipientLeft: () => 'There is no such active person.',
  recipientWithoutTeam: ({ name }) => `${name} is in no team. Put ${name} into one first.`,
  recipientIsOwner: () => 'Choose somebody else to hand this to.',
  leftUndecided: ({ left }) => `${left.map(leftSentence).join(' ')} Confirm to do it anyway.`,
  notAllMoved: ({ why }) =>
    `The person is changed, but not everything could be moved, and stays where it was: ${refusalWords(why)}`,
  listChanged: () => 'Some of these do not exist. Load the list again.',
  unreadable: ({ where }) => `Nothing was changed, because devices could not read the result: ${where}.`,
};

export const refusalWords = (refusal: ActionRefusal): string =>
  (WORDS[refusal.code] as (refusal: ActionRefusal) => string)(refusal);

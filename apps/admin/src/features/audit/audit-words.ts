import type { ReasonCode } from '@marginiq/contract/reason-code';

const ACTIONS: Record<string, string> = {
  'request.submit': 'submitted a request',
  'request.revise': 'revised a request',
  'request.withdraw': 'withdrew a request',
  'request.approve': 'approved a request',
  'request.autoApprove': 'approved a request by the rules',
  'request.reject': 'rejected a request',
  'request.requestAdjustment': 'asked for an adjustment',
  'request.recordSale': 'recorded how a sale ended',
  'request.expire': 'closed a request that nobody decided in time',
  'import.csv': 'imported data',
  'person.change': 'changed a person’s role, team or access',
  'device.revoke': 'took a device’s access away',
  'device.wipe': 'had a device wiped, whose access was taken away',
  reassign: 'handed customers or requests to somebody else',
};

const REASONS: Record<ReasonCode, string> = {
  invalidCommand: 'it was not complete',
  commandIdReused: 'its number had been used before',
  notFound: 'there was no such request for this person',
  notAllowed: 'this person may not do it',
  ownRequest: 'nobody decides on a request of their own',
  approverLimit: 'it needs the approval of an admin',
  revisionChanged: 'the request had been revised meanwhile',
  statusChanged: 'the request had been decided or closed meanwhile',
  requestExists: 'the request existed already',
  customerUnknown: 'there was no such customer for this person',
  customerBlocked: 'the customer is blocked',
  productUnknown: 'a product does not exist',
  productDiscontinued: 'a product is discontinued',
  guardrail: 'a guardrail that nobody may pass',
  notConfigured: 'the company has no rules in force',
  internalError: 'the server failed',
};

const FIELDS: Record<string, string> = {
  revision: 'Revision',
  status: 'Status',
  sale: 'Sale',
  customer: 'Customer',
  items: 'Items',
  netMinor: 'Customer pays',
  discountBp: 'Discount',
  marginBp: 'Margin',
  verdict: 'Verdict of the rules',
  requiredApprover: 'Approval by',
  name: 'Name',
  person: 'Person',
  role: 'Role',
  teamId: 'Team',
  active: 'Has access',
  revokedAt: 'Access taken away at',
  ownerName: 'Handed to',
  unsent: 'Actions not sent',
};

const VALUES: Record<string, string> = {
  autoApprove: 'no approval needed',
  review: 'needs approval',
  refuse: 'nobody may approve',
  none: 'nobody',
  manager: 'a manager',
  admin: 'an admin',
};

export const fieldWords = (field: string): string => FIELDS[field] ?? field;
export const valueWords = (value: string): string => VALUES[value] ?? value;
export const actionWords = (action: string): string => ACTIONS[action] ?? action;
export const reasonWords = (code: ReasonCode): string => REASONS[code];

import type { Profile } from '@marginiq/contract/session';
import { v7 } from 'uuid';

/** A salesperson's profile; of another person, company and device each time. */
export const aProfile = (change: Partial<Profile> = {}): Profile => ({
  companyId: v7(),
  userId: v7(),
  deviceId: v7(),
  companyName: 'Nordlicht',
  companySlug: 'nordlicht',
  name: 'Anna',
  email: 'anna@nordlicht.example',
  role: 'salesperson',
  teamId: null,
  ...change,
});

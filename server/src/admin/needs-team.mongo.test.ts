import { expect, test } from 'vitest';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api] = await startTestPair();

async function world() {
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  return { company, admin: ada.on(api).admin };
}

test('a salesperson or a manager is in a team, because without one no manager sees what they ask for', async () => {
  const { company, admin } = await world();
  for (const name of ['Anna', 'Mona'] as const) {
    const personId = company.person(name).id;
    await expect(admin.changePerson({ personId, teamId: null, confirmed: true })).rejects.toMatchObject({
      message: expect.stringMatching(/works in a team/),
      cause: { refusal: { code: 'needsTeam' } },
    });
    expect(await company.store.collection('users').findById(personId)).toMatchObject({
      teamId: company.person(name).teamId,
    });
  }
  await admin.changePerson({ personId: company.person('Mona').id, role: 'admin', teamId: null, confirmed: true });
  const back = { personId: company.person('Mona').id, role: 'manager' as const };
  await expect(admin.changePerson({ ...back, confirmed: true })).rejects.toMatchObject({
    cause: { refusal: { code: 'needsTeam' } },
  });
  await admin.changePerson({ ...back, teamId: company.person('Anna').teamId, confirmed: true });
});

test('a person without a team from earlier can still be switched off, and comes back into one', async () => {
  const { company, admin } = await world();
  const bert = company.person('Bert');
  await company.changePerson(bert, { teamId: null });
  await admin.changePerson({ personId: bert.id, active: false, confirmed: true });
  await expect(admin.changePerson({ personId: bert.id, active: true })).rejects.toMatchObject({
    cause: { refusal: { code: 'needsTeam' } },
  });
  await admin.changePerson({ personId: bert.id, active: true, teamId: company.person('Anna').teamId });
});

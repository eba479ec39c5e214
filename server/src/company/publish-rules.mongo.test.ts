import { afterAll, describe, expect, it } from 'vitest';
import { operator } from '../operate/operator.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';
import { checkRules, publishRules } from './publish-rules.ts';
import { parseRulesFile, type RulesFile } from './rules-file.ts';
import { readRules, toRulesFile } from './rules-of-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const contextOf = ({ store }: TestCompany) => ({
  store,
  clock: api.clock,
  actor: operator('tester'),
  announce: () => undefined,
});

/** The file as it is saved, edited and read again. */
async function fileOf(company: TestCompany, edit: (file: RulesFile) => void = () => undefined): Promise<RulesFile> {
  const rules = await readRules(company.store);
  if (rules === null) throw new Error('no rules');
  const file = JSON.parse(JSON.stringify(toRulesFile(rules))) as RulesFile;
  edit(file);
  const parsed = parseRulesFile(JSON.stringify(file));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.file;
}
const publish = (company: TestCompany, file: RulesFile) => publishRules(contextOf(company), file);
const firstRule = (file: RulesFile): RulesFile['rules'][number] => {
  const [first] = file.rules;
  if (first === undefined) throw new Error('the file has no rule');
  return first;
};

describe('publishing rules', () => {
  it('publishing rules as they were saved changes nothing', async () => {
    const company = await createTestCompany(api.services);
    const before = await company.seq();
    expect(await publish(company, await fileOf(company))).toMatchObject({ problems: [], versions: null });
    expect(await company.seq()).toBe(before);
  });

  it('publishing rules makes a new version, keeps the old one, and reaches the devices', async () => {
    const company = await createTestCompany(api.services);
    const anna = await TestDevice.register(company, company.person('Anna'));
    const reader = new TestReader(anna);
    await reader.catchUp(api);
    const file = await fileOf(company, ({ rules }) => {
      rules.push({
        kind: 'discountLimit',
        name: 'Never above 30 %',
        when: {},
        maxDiscountPercent: 30,
        onBreach: 'forbid',
      });
    });
    expect((await publish(company, file)).versions).toEqual({ rules: 2, limits: 1 });
    const versions = await company.store.collection('businessRules').find({}, { sort: { version: 1 } });
    expect(versions.map(({ version, current }) => [version, current])).toEqual([
      [1, false],
      [2, true],
    ]);
    await expectPositionsHold(api, company);
    await reader.catchUp(api);
    expect(JSON.stringify(reader.view())).toContain('Never above 30 %');

    // 35 % needed an admin before, and is above what anybody may approve now.
    const { outcomes } = await anna.push(api, [anna.submit(3_500)]);
    expect(outcomes).toMatchObject([{ status: 'refused', refusal: { code: 'guardrail' } }]);
  });

  it('publishing rules keeps the ids of rules that keep their name', async () => {
    const company = await createTestCompany(api.services);
    const file = await fileOf(company, (edited) => {
      firstRule(edited).onBreach = 'admin';
    });
    const { difference } = await publish(company, file);
    expect(difference).toMatchObject({ added: [], removed: [], changed: ['Up to 10 %'], limitsChanged: false });
    const now = await company.store.collection('businessRules').findOne({ current: true });
    expect(now?.rules.map(({ id }) => id)).toEqual(company.data.ruleSet.rules.map(({ id }) => id));
  });

  it('publishing rules publishes limits alone, and leaves alone what of them was not edited', async () => {
    const company = await createTestCompany(api.services);
    await company.store.collection('governance').updateMany({}, { $set: { approvalDays: 12 } as never });
    const file = await fileOf(company, ({ automaticApproval }) => {
      automaticApproval.maxDiscountPercent = 7.25;
      automaticApproval.maxNetTotal = 2_500.5;
    });
    expect((await publish(company, file)).versions).toEqual({ rules: 1, limits: 2 });
    const now = await company.store.collection('governance').findOne({ current: true });
    expect(now).toMatchObject({
      version: 2,
      approvalDays: 12,
      autoApproval: { maxDiscountBp: 725, maxNetTotalMinor: 250_050 },
    });
  });

  it('publishing rules says for how long an approval is valid and grants are added up, and keeps that if the file does not say it', async () => {
    const company = await createTestCompany(api.services);
    const current = () => company.store.collection('governance').findOne({ current: true });
    // What the company never stated is shown with the value that applies, and is not a change.
    const shown = await fileOf(company, () => undefined);
    expect([shown.automaticApproval.windowDays, shown.approvalDays]).toEqual([7, 30]);
    expect((await publish(company, shown)).versions).toBeNull();
    const stated = await fileOf(company, (file) => {
      file.approvalDays = 14;
      file.automaticApproval.windowDays = 3;
    });
    expect((await publish(company, stated)).versions).toEqual({ rules: 1, limits: 2 });
    expect(await current()).toMatchObject({ approvalDays: 14, autoApproval: { windowDays: 3 } });
    const silent = await fileOf(company, (file) => {
      delete file.approvalDays;
      delete file.automaticApproval.windowDays;
      file.automaticApproval.maxRisk = 10;
    });
    expect((await publish(company, silent)).versions).toEqual({ rules: 1, limits: 3 });
    expect(await current()).toMatchObject({ approvalDays: 14, autoApproval: { windowDays: 3, maxRisk: 10 } });
  });

  it('a file based on an older version is refused, whoever published since', async () => {
    const company = await createTestCompany(api.services);
    const files = [];
    for (const maxDiscountPercent of [11, 12]) {
      files.push(
        await fileOf(company, (file) => {
          Object.assign(firstRule(file), { maxDiscountPercent });
        }),
      );
    }
    const results = await Promise.all(files.map((file) => publish(company, file)));
    expect(results.filter(({ versions }) => versions !== null)).toHaveLength(1);
    const [problem] = results.flatMap(({ problems }) => problems);
    expect(problem).toContain('made from rules 1 and limits 1, but 2 and 1 are in force now');
  });

  it('publishing rules names customers and products by their codes, and what is unknown', async () => {
    const company = await createTestCompany(api.services);
    // Codes are found as people write them, in upper or lower case.
    const when = { customer: 'anna-1', product: ' p-2' };
    const named = await fileOf(company, (file) => {
      firstRule(file).when = when;
    });
    await publish(company, named);
    const now = await company.store.collection('businessRules').findOne({ current: true });
    expect(now?.rules[0]?.when).toEqual({
      customerId: company.customerOf(company.person('Anna')).id,
      productId: company.product(2).id,
    });
    expect(firstRule(await fileOf(company)).when).toEqual({ customer: 'Anna-1', product: 'P-2' });

    const unknown = await fileOf(company, (file) => {
      firstRule(file).when = { customer: 'Anna-9', product: 'P-99', segment: 'Moon', category: 'Cheese' };
      file.company = 'another';
    });
    const { problems, notes } = await checkRules(contextOf(company), unknown);
    expect(problems).toEqual([
      `company is "another", but this is about "${company.slug}"`,
      'rule 1 ("Up to 10 %"), when, customer: no customer has the code "Anna-9"',
      'rule 1 ("Up to 10 %"), when, product: no product has the article number "P-99"',
    ]);
    expect(notes).toHaveLength(2);
  });

  it('publishing rules says in the audit log who published what', async () => {
    const company = await createTestCompany(api.services);
    const file = await fileOf(company, ({ rules, automaticApproval }) => {
      rules.shift();
      automaticApproval.enabled = false;
    });
    await publish(company, file);
    expect(await company.store.collection('auditLogs').find({})).toMatchObject([
      {
        action: 'rules.publish',
        actor: { name: 'operator tester' },
        before: { rulesVersion: 1, limitsVersion: 1, enabled: true },
        after: { rulesVersion: 2, limitsVersion: 2, enabled: false, rulesRemoved: 'Up to 10 %' },
      },
    ]);
  });

  it('a number with more digits than the currency has is refused', async () => {
    const company = await createTestCompany(api.services);
    const file = await fileOf(company, ({ automaticApproval }) => {
      automaticApproval.maxNetTotal = 0.005;
    });
    const { problems, versions } = await publish(company, file);
    expect(versions).toBeNull();
    expect(problems).toEqual([
      'automaticApproval, maxNetTotal must have at most 2 digits behind the point, and be at most 10000000000',
    ]);
  });
});

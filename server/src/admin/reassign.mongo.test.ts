import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { afterAll, expect, it } from 'vitest';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function withLongRequests(...statuses: DiscountRequest['status'][]) {
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  const requests = statuses.map((status) => {
    const request = requestOf(company, { owner: company.person('Anna'), status });
    return { ...request, steps: Array.from({ length: 95 }, () => request.steps[0] as never) };
  });
  await storeRequests(company, requests);
  const { id: ownerId } = company.person('Bert');
  const handOver = () =>
    ada.on(api).admin.reassign({ customerIds: [], requestIds: requests.map(({ id }) => id), ownerId });
  const owners = async () =>
    (await company.store.collection('discountRequests').find({})).map(({ ownerName }) => ownerName);
  return { handOver, owners, codes: requests.map(({ id }) => requestCode(id)) };
}

it('a long closed request keeps no others from being handed over', async () => {
  const { handOver, owners } = await withLongRequests('rejected', 'withdrawn');
  await handOver();
  expect(await owners()).toEqual(['Bert', 'Bert']);
});

it('a long open request is named, and nothing is handed over', async () => {
  const { handOver, owners, codes } = await withLongRequests('rejected', 'underReview');
  await expect(handOver()).rejects.toThrow(/too many steps to be handed over\. It can still be rejected\.$/);
  await expect(handOver()).rejects.toMatchObject({ cause: { refusal: { code: 'tooManySteps', request: codes[1] } } });
  expect(await owners()).toEqual(['Anna', 'Anna']);
});

import type { PerTest, PerWorker } from '../harness/test.ts';
import { RequestForm } from './request-form.ts';
import { loginOf, signIn } from './sign-in.ts';

/** The form of a new request, on a new laptop of the company's first salesperson. */
export async function openForm({ installation, unpackDevice }: PerTest & PerWorker, slug = 'cascade') {
  const company = installation.company(slug);
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  const form = new RequestForm(page);
  await form.open();
  return { company, laptop, page, form };
}

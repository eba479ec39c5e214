import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { requestCode } from '@marginiq/domain/request-code';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { Database } from '@marginiq/server/tenancy/database';
import { createTRPCClient, httpLink } from '@trpc/client';
import { v7 } from 'uuid';
import type { DemoCompany, DemoLogin, Installation } from './installation.ts';

type Trpc = ReturnType<typeof createTRPCClient<AppRouter>>;

interface Wish {
  discountBp: number;
  /** A customer of this person's; the first by name where none is given. */
  customer?: string;
  justification?: string;
}

interface Catalogue {
  /** Theirs, by name, without the blocked ones. */
  customers: { id: string; name: string; code: string }[];
  /** The one that leaves most of its price as margin first: on it a discount exceeds limits of discount alone. */
  products: { id: string; name: string }[];
}

export interface Asked {
  id: string;
  code: string;
  customer: string;
}

/** A salesperson at work on another device, for tests that are about what others see of it. */
export class SalesApi {
  readonly catalogue: Catalogue;
  readonly #trpc: Trpc;
  readonly #deviceId: string;
  #lastSeq = 0;

  private constructor(trpc: Trpc, deviceId: string, catalogue: Catalogue) {
    this.#trpc = trpc;
    this.#deviceId = deviceId;
    this.catalogue = catalogue;
  }

  static async signIn(
    installation: Installation,
    company: DemoCompany,
    { email, password }: DemoLogin,
  ): Promise<SalesApi> {
    const url = `${installation.url}/trpc`;
    const deviceId = v7();
    const guest = createTRPCClient<AppRouter>({ links: [httpLink({ url })] });
    const device = { deviceId, deviceName: 'Elsewhere', client: 'desktop', tokenTransport: 'body' } as const;
    const reply = await guest.auth.login.mutate({ company: company.slug, email, password, ...device });
    const headers = { authorization: `Bearer ${reply.accessToken}` };
    const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url, headers })] });
    return new SalesApi(trpc, deviceId, await readCatalogue(installation, reply.profile));
  }

  async submit({ discountBp, customer: name, justification = '' }: Wish): Promise<Asked> {
    const { customers, products } = this.catalogue;
    const customer = name === undefined ? customers[0] : customers.find((one) => one.name === name);
    const [product] = products;
    if (customer === undefined || product === undefined) throw new Error(`there is no customer ${name ?? ''}`);
    const requestId = v7();
    const items = [{ productId: product.id, quantity: 10, discountBp }];
    this.#lastSeq += 1;
    const command = {
      id: v7(),
      deviceId: this.#deviceId,
      deviceSeq: this.#lastSeq,
      type: 'request.submit',
      args: { requestId, customerId: customer.id, items, justification },
      baseRevision: 0,
      madeAt: new Date().toISOString(),
      provisional: null,
    };
    const reply = await this.#trpc.sync.push.mutate({
      protocol: PROTOCOL_VERSION,
      deviceId: this.#deviceId,
      commands: [command],
    });
    const refusal = reply.outcomes[0]?.refusal ?? null;
    if (refusal !== null) throw new Error(`the request was refused: ${refusal.code}`);
    return { id: requestId, code: requestCode(requestId), customer: customer.name };
  }
}

async function readCatalogue(
  installation: Installation,
  { companyId, userId }: { companyId: string; userId: string },
): Promise<Catalogue> {
  const database = await Database.connect(process.env.MONGODB_URI ?? '', installation.databaseName);
  try {
    const store = database.tenant(companyId);
    const customers = await store.collection('customers').find({ ownerId: userId, blocked: false });
    const products = await store.collection('products').find({ discontinued: false });
    return {
      customers: customers
        .map(({ _id: id, name, code }) => ({ id, name, code }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      products: products
        .sort((a, b) => a.costMinor / a.listPriceMinor - b.costMinor / b.listPriceMinor)
        .map(({ _id: id, name }) => ({ id, name })),
    };
  } finally {
    await database.close();
  }
}

import { adminRouter } from './admin/admin-router.ts';
import { authRouter } from './auth/auth-router.ts';
import { router } from './http/trpc.ts';
import { syncRouter } from './sync/sync-router.ts';

export const appRouter = router({ auth: authRouter, sync: syncRouter, admin: adminRouter });

/** What the apps import, as a type only. */
export type AppRouter = typeof appRouter;

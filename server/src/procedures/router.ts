import { adminRouter } from './admin-router.ts';
import { authRouter } from './auth-router.ts';
import { syncRouter } from './sync-router.ts';
import { router } from './trpc.ts';

export const appRouter = router({ auth: authRouter, sync: syncRouter, admin: adminRouter });

/** What the apps import, as a type alone. */
export type AppRouter = typeof appRouter;

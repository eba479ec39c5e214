import { z } from 'zod';

/**
 * How far a client has read. `epoch` is opaque: it changes when the company's data was restored or when what the
 * user may see changed, and then the client reads everything anew. `seq` 0 is the beginning.
 */
export const cursorSchema = z.object({ epoch: z.string().min(1).max(100), seq: z.int().min(0) });
export type Cursor = z.infer<typeof cursorSchema>;

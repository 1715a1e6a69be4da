import type * as z from 'zod';

/** What may be done by whom: `public` by everybody, `read` looks, `operate` changes something. */
export type Scope = 'public' | 'read' | 'operate';

/** One route, as OpenAPI describes it and the access policy guards it. A route without one fails the tests. */
export interface RouteDoc {
  readonly method: 'get' | 'post' | 'delete';
  /** As Hono writes it: `/containers/:name`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
}

export interface AnswerDoc {
  readonly description: string;
  /** Default `application/json` where there is a schema. */
  readonly type?: string;
  readonly schema?: z.ZodType;
}

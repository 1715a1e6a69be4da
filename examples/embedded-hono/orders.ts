import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { validator } from 'hono/validator';
import * as z from 'zod';

const DB_TIMEOUT_MS = 2_000;

const Order = z.strictObject({
  item: z.string().min(1).max(100),
  count: z.int().min(1).max(1_000),
});

/** Orders are taken and listed; each is a line in the database at `db`. */
export function orderRoutes(db: string) {
  const order = validator('json', (value) => {
    const { success, data, error } = Order.safeParse(value);
    if (!success) throw new HTTPException(400, { message: z.prettifyError(error) });
    return data;
  });
  return new Hono()
    .get('/', async (c) => {
      const lines = (await ask(db)).split('\n').filter(Boolean);
      return c.json(lines.map((line) => Order.parse(JSON.parse(line))));
    })
    .post('/', order, async (c) => {
      const taken = c.req.valid('json');
      await ask(db, { method: 'POST', body: JSON.stringify(taken) });
      return c.json(taken, 201);
    });
}

async function ask(db: string, init: RequestInit = {}): Promise<string> {
  const signal = AbortSignal.timeout(DB_TIMEOUT_MS);
  const response = await fetch(new URL('/cgi-bin/orders', db), { ...init, signal }).catch(() => null);
  if (!response?.ok) throw new HTTPException(502, { message: 'The database did not answer.' });
  return response.text();
}

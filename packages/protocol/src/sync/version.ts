import * as z from 'zod';

/** Of the protocol between agent and hub, `hale-sync`. A hub speaks this one and the one before it, if there is one. */
export const PROTOCOL = 1;

/** What a hub speaks, both ends included. In answers with status 426 it says so. */
export const protocolRange = z.looseObject({ min: z.int().min(1), max: z.int().min(1) });
export type ProtocolRange = z.infer<typeof protocolRange>;

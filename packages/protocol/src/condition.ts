import { CONDITIONS } from '@hale/core';
import * as z from 'zod';

/** What a person should believe about a subject. */
export const condition = z.enum(CONDITIONS).meta({ id: 'Condition' });

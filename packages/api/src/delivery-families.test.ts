import { expect, it } from 'vitest';
import { deliveryFamilies } from './delivery-families.ts';
import { exposition } from './exposition.ts';

const chat = { name: 'chat', counts: { sent: 3, failed: 2, dead: 1 } };

it('says how it goes with telling', () => {
  const waiting = [{ destination: 'chat', depth: 4, oldestMs: 1_500 }];
  const lines = exposition(deliveryFamilies([chat], waiting), 'text').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'hale_deliveries_total{destination="chat",outcome="taken"} 3',
    'hale_deliveries_total{destination="chat",outcome="failed"} 2',
    'hale_changes_given_up_total{destination="chat"} 1',
    'hale_outbox_depth{destination="chat"} 4',
    'hale_outbox_oldest_age_seconds{destination="chat"} 1.5',
  ]);
});

it('leaves out what cannot be measured', () => {
  const text = exposition(deliveryFamilies([chat], null), 'text');
  expect(text).toContain('hale_deliveries_total');
  expect(text).not.toContain('hale_outbox');
});

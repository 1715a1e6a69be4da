import { describe, expect, it } from 'vitest';
import { keptLabels, LABEL_LIMIT } from './labels.ts';

describe('keptLabels', () => {
  it('keeps what hale reads and nothing else', () => {
    const kept = {
      'hale.check': 'http://:80/',
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.stack.namespace': 'shop',
      'com.docker.swarm.service.name': 'shop_web',
    };
    const dropped = {
      password: 's3cret',
      hale: 'x',
      'halex.check': 'x',
      'com.docker.compose.project.config_files': '/home/me/shop.yaml',
      exitCode: '0',
    };
    expect(keptLabels({ ...dropped, ...kept })).toEqual(kept);
  });

  it('is empty where there are none', () => {
    expect([keptLabels(null), keptLabels(undefined), keptLabels({})]).toEqual([{}, {}, {}]);
  });

  it('drops a value over the limit whole', () => {
    const label = (size: number) => ({ 'hale.x': 'x'.repeat(size) });
    expect(keptLabels(label(LABEL_LIMIT))).toEqual(label(LABEL_LIMIT));
    expect(keptLabels(label(LABEL_LIMIT + 1))).toEqual({});
  });

  it('drops what is no text, and is not misled by names of objects', () => {
    const hostile = JSON.parse(
      '{"hale.x":1,"__proto__":{"hale.y":"1"},"constructor":"x","hale.__proto__":"ok"}',
    );
    expect(keptLabels(hostile)).toEqual({ 'hale.__proto__': 'ok' });
  });
});

it('keeps what it was asked to, and no more', () => {
  expect(keptLabels({ team: 'shop', secret: 'x' }, new Set(['team']))).toEqual({ team: 'shop' });
});

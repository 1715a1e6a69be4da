import type { Hono } from 'hono';

type App = Pick<Hono, 'fetch'>;

/** One app with another below a path, such as `/hub`, which the other does not see. */
export function mounted(app: App, path: string, below: App): App {
  return {
    fetch(request, ...rest) {
      const url = new URL(request.url);
      if (url.pathname !== path && !url.pathname.startsWith(`${path}/`)) return app.fetch(request, ...rest);
      url.pathname = url.pathname.slice(path.length) || '/';
      return below.fetch(new Request(url, request), ...rest);
    },
  };
}

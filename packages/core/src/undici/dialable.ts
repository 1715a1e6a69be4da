import type { Dispatcher } from 'undici';

/** An endpoint with all that a connection to it needs: no file is read and no setting looked up any more. */
export type Dialable =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | ({ readonly kind: 'tls'; readonly host: string; readonly port: number } & TlsMaterial)
  | {
      readonly kind: 'dial';
      /** How errors name it, such as `ssh://me@host`. */
      readonly label: string;
      /** Opens one connection. A `HaleError` that it throws, or destroys the stream with, reaches the caller as it is. */
      readonly dial: () => Promise<ByteStream>;
    };

export interface TlsMaterial {
  /** PEM. Without it, the authorities that the platform trusts. */
  readonly ca?: string;
  /** PEM, with `key`: what the engine knows this client by. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the engine's certificate must hold. Default: the host. */
  readonly servername?: string;
  /** `false` takes any certificate. Default `true`. */
  readonly verify?: boolean;
}

/** Node's `Duplex`, as undici names it. */
export type ByteStream = Dispatcher.ConnectData['socket'];

/** The endpoint as its user would write it. */
export function labelOf(to: Dialable): string {
  switch (to.kind) {
    case 'unix':
      return `unix://${to.path}`;
    case 'npipe':
      return `npipe://${to.path.replaceAll('\\', '/')}`;
    case 'tcp':
    case 'tls':
      return `tcp://${authority(to)}`;
    case 'dial':
      return to.label;
  }
}

/** `host:port`, with the brackets that IPv6 needs. */
export function authority({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

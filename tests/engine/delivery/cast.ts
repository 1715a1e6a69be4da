import type { ContainerOptions, Engine } from '../rig/index.ts';

/** What a container is there for. */
export type Role = 'plain' | 'checked' | 'hungry' | 'composed' | 'looping';

/** A container of the play, and what was last done to end it. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly labels: Labels;
  /** `asked`: somebody stopped or killed it; `own`: its own program ended. */
  readonly end: 'asked' | 'own' | null;
}

/** Where a member is, by the engine. */
export type Place = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

type Labels = Readonly<Record<string, string>>;

const PROJECT = 'play';
const SERVICE = 'com.docker.compose.service';
const MEMORY_BYTES = 16 << 20;

/** Ends with the code that it finds in a file; `oom` has it eat more than it may. As process 1 it is deaf to HUP and TERM. */
const MORTAL = [
  'sh',
  '-c',
  `while :; do
    if [ -e /end ]; then
      read code </end; rm /end
      [ $code = oom ] && exec dd if=/dev/zero of=/dev/null bs=128M count=1
      exit $code
    fi
    sleep 0.05
  done`,
];

const ROLES: Readonly<Record<Role, ContainerOptions>> = {
  plain: { cmd: MORTAL },
  checked: { cmd: MORTAL, health: { test: ['CMD-SHELL', '[ -e /ok ]'], intervalMs: 200, retries: 2 } },
  hungry: {
    cmd: MORTAL,
    body: { HostConfig: { NetworkMode: 'host', Memory: MEMORY_BYTES, MemorySwap: MEMORY_BYTES } },
  },
  composed: { cmd: MORTAL },
  looping: { cmd: ['sh', '-c', 'sleep 0.1; exit 1'], restart: 'always' },
};

/** The containers of a play. It keeps its own record of who is there, and asks the engine where they are. */
export class Cast {
  /** Every subject that there ever was. */
  readonly subjects = new Set<string>();
  readonly #engine: Engine;
  readonly #members = new Map<string, Member>();
  #born = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  async add(role: Role, name = this.#freshName(role), start = true): Promise<Member> {
    const labels = role === 'composed' ? placeInCompose(name) : {};
    const { id } = await this.#engine.runContainer({ ...ROLES[role], name, labels, start });
    return this.#know({ id, name, role, labels, end: null });
  }

  /** As compose recreates: a new one beside the old, under its labels, which takes its name once the old is gone. */
  async recreate(old: Member): Promise<void> {
    const beside = { ...ROLES[old.role], name: `${old.id.slice(0, 12)}_${old.name}`, labels: old.labels };
    const { id } = await this.#engine.runContainer({ ...beside, start: false });
    const successor = this.#know({ ...old, id, end: null });
    await this.post(old, 'stop?t=0');
    await this.remove(old);
    await this.post(successor, `rename?name=${old.name}`);
    await this.post(successor, 'start');
  }

  async remove({ id }: Member): Promise<void> {
    await this.#want('DELETE', `/containers/${id}?force=1&v=1`);
    this.#members.delete(id);
  }

  async rename(member: Member): Promise<void> {
    const name = this.#freshName(member.role);
    await this.post(member, `rename?name=${name}`);
    this.#know({ ...member, name });
  }

  post({ id }: Member, path: string): Promise<void> {
    return this.#want('POST', `/containers/${id}/${path}`);
  }

  async run(member: Member, script: string): Promise<void> {
    const { code, stderr } = await this.#engine.docker('exec', member.id, 'sh', '-c', script);
    if (code !== 0) throw new Error(`${script} in ${member.name}: ${code} ${stderr}`);
  }

  /** Notes who ended it; `null`: it lives again. */
  ended(member: Member, end: Member['end']): void {
    this.#know({ ...member, end });
  }

  async placeOf({ id }: Member): Promise<Place> {
    const { body } = await this.#engine.call<{ State: { Status: Place } }>('GET', `/containers/${id}/json`);
    return body.State.Status;
  }

  #know(member: Member): Member {
    this.#members.set(member.id, member);
    this.subjects.add(subjectOf(member));
    return member;
  }

  /** One that nobody has had. */
  #freshName(role: Role): string {
    this.#born += 1;
    return `${role}-${this.#born}`;
  }

  async #want(method: string, path: string): Promise<void> {
    const { status, body } = await this.#engine.call(method, path);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  }
}

/** What hale should call it. */
export function subjectOf({ name, labels }: Member): string {
  const service = labels[SERVICE];
  return service === undefined ? `container/${name}` : `container/${PROJECT}/${service}/1`;
}

function placeInCompose(service: string): Labels {
  return { 'com.docker.compose.project': PROJECT, [SERVICE]: service };
}

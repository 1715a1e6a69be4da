import { until } from '../rig/index.ts';
import type { Cast, Member, Place, Role } from './cast.ts';
import type { Chance } from './chance.ts';

type Act = (cast: Cast, member: Member, chance: Chance) => Promise<void>;

const MANY = 8;
const FEW = 4;
/** How a program may end by itself: none of these codes could be a signal of `docker stop`. */
const EXIT_CODES = [0, 1, 3, 126, 139];
const ROLES: readonly Role[] = ['plain', 'checked', 'checked', 'hungry', 'composed', 'composed', 'looping'];

const stop: Act = (cast, member) => ending(cast, member, () => cast.post(member, 'stop?t=0'));
const kill: Act = (cast, member) => ending(cast, member, () => cast.post(member, 'kill'));
const hangUp: Act = (cast, member) => cast.post(member, 'kill?signal=HUP');
const pause: Act = (cast, member) => cast.post(member, 'pause');
const unpause: Act = (cast, member) => cast.post(member, 'unpause');
const rename: Act = (cast, member) => cast.rename(member);
const remove: Act = (cast, member) => cast.remove(member);
const restart: Act = (cast, member) => cast.post(member, 'restart?t=0');

const start: Act = async (cast, member) => {
  await cast.post(member, 'start');
  cast.ended(member, null);
};
const die: Act = async (cast, member, chance) => {
  await dying(cast, member, String(chance.pick(EXIT_CODES)));
};
const flip: Act = (cast, member) => cast.run(member, '[ -e /ok ] && rm /ok || touch /ok');
/** As it is done by hand. */
const sameName: Act = async (cast, member) => {
  await cast.remove(member);
  await cast.add(member.role, member.name);
};
const recreate: Act = (cast, member) => cast.recreate(member);
const oom: Act = (cast, member) => dying(cast, member, 'oom');
/** A reload, and then a crash that nobody asked for. */
const hangUpAndDie: Act = async (cast, member, chance) => {
  await hangUp(cast, member, chance);
  await dying(cast, member, '3');
};

const WHILE: Readonly<Record<Exclude<Place, 'restarting'>, Readonly<Record<string, Act>>>> = {
  created: { start, remove },
  running: { stop, kill, hangUp, pause, die, hangUpAndDie, restart, rename, remove, sameName },
  paused: { unpause, remove },
  exited: { start, start2: start, remove, rename },
};

const OF_ROLE: Readonly<Partial<Record<Role, Readonly<Record<string, Act>>>>> = {
  checked: { flip, flip2: flip, flip3: flip, flip4: flip },
  hungry: { oom, oom2: oom },
  composed: { recreate, recreate2: recreate, recreate3: recreate },
};

/** Does one change, drawn by chance from those that can be done now, and says which. */
export async function change(cast: Cast, chance: Chance): Promise<string> {
  const { members } = cast;
  if (members.length < FEW || (members.length < MANY && chance.below(6) === 0)) {
    const role = chance.pick(ROLES);
    const { name } = await cast.add(role, undefined, chance.below(5) > 0);
    return `create ${name}`;
  }
  const member = chance.pick(members);
  const place = await cast.placeOf(member);
  const acts = actsFor(member, place);
  const act = chance.pick(Object.keys(acts));
  await acts[act]?.(cast, member, chance);
  return `${act.replace(/\d$/, '')} ${member.name}`;
}

/** What a looping one does is its own affair: it can only be taken away. */
function actsFor({ role }: Member, place: Place): Readonly<Record<string, Act>> {
  if (role === 'looping' || place === 'restarting') return { remove };
  return { ...WHILE[place], ...(place === 'running' && OF_ROLE[role]) };
}

async function ending(cast: Cast, member: Member, end: () => Promise<void>): Promise<void> {
  cast.ended(member, 'asked');
  await end();
  await hasEnded(cast, member);
}

async function dying(cast: Cast, member: Member, code: string): Promise<void> {
  cast.ended(member, 'own');
  await cast.run(member, `echo ${code} >/next; mv /next /end`);
  await hasEnded(cast, member);
}

async function hasEnded(cast: Cast, member: Member): Promise<void> {
  await until(`${member.name} has ended`, async () => (await cast.placeOf(member)) === 'exited');
}

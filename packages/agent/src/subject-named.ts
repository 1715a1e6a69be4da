import type { SubjectState } from '@hale/store';

const CONTAINER = 'container/';
/** As docker has it: less of an id would be a guess. */
const MIN_PREFIX = 4;
/** No container is called as long. */
const MAX_CHARS = 500;

/**
 * What a person means by a name: one subject, or many that begin alike, such as `container/shop/*`. A name is that of a container, a
 * subject or the end of one, `project/service`, an id or the only one that begins so, or `project/*`. A subject of a container need
 * not be there yet; `null`: nothing is known by that name.
 */
export function subjectNamed(name: string, known: readonly SubjectState[]): string | null {
  const present = known.toSorted((a, b) => Number(isGone(a)) - Number(isGone(b)));
  const named =
    present.find(({ subject }) => subject === name) ??
    present.find(({ subject, last }) => subject === CONTAINER + name || last.container?.name === name) ??
    byId(known, name);
  if (named) return named.subject;
  if (name.length > MAX_CHARS) return null;
  if (name === '*' || /.\/\*$/.test(name)) return name.startsWith(CONTAINER) ? name : CONTAINER + name;
  if (name.startsWith(CONTAINER) && name !== CONTAINER) return name;
  const isService = /^[^/]+\/[^/]+$/.test(name);
  const containers = isService ? `${CONTAINER}${name}/` : byService(known, name);
  return containers !== null && known.some(({ subject }) => subject.startsWith(containers))
    ? `${containers}*`
    : null;
}

/** A service by its name alone, where only one project has it. */
function byService(known: readonly SubjectState[], service: string): string | null {
  const projects = new Set(
    known.flatMap(({ subject }) => {
      const [, project, of, number] = subject.split('/');
      return of === service && number !== undefined ? [project] : [];
    }),
  );
  const [project] = projects;
  return projects.size === 1 && project !== undefined ? `${CONTAINER}${project}/${service}/` : null;
}

function isGone({ last }: SubjectState): boolean {
  return last.to === 'removed';
}

function byId(known: readonly SubjectState[], id: string): SubjectState | undefined {
  if (id.length < MIN_PREFIX) return undefined;
  const found = known.filter(({ containerId }) => containerId?.startsWith(id));
  return found.length === 1 ? found[0] : undefined;
}

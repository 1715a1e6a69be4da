import type { Container } from '@hale/core';
import type { CheckFault } from './fault.ts';
import { isPolicy, readSettings, SETTING_NAMES, type SettingName, type Settings } from './settings.ts';

const CHECK = 'hale.check.';
const POLICY = 'hale.';

/** The settings that a label can make, each by its label. */
const LABELS: ReadonlyMap<string, SettingName> = new Map(SETTING_NAMES.map((name) => [labelOf(name), name]));

/**
 * What a container's labels say of its check.
 *
 * | label | value |
 * |---|---|
 * | `hale.check.http`, `hale.check.https` | `:8080/healthz`: a port and a path |
 * | `hale.check.tcp` | `5432`: a port |
 * | `hale.check.exec` | a command for the shell, or a JSON list of words; run only where exec is allowed |
 * | `hale.check.method` | of http: `GET` (default), `HEAD`, `POST` |
 * | `hale.check.status` | of http: `204`, or `200-399` (default) |
 * | `hale.check.contains` | of http: text that the body must contain |
 * | `hale.check.verify` | of https: whether the certificate is checked; default only with a server name |
 * | `hale.check.server-name` | of https: whose certificate it must be |
 * | `hale.check.by` | `auto` (default), `engine`, `hale` |
 * | `hale.interval`, `hale.timeout`, `hale.start-period`, `hale.start-interval` | durations such as `10s` |
 * | `hale.retries` | a whole number |
 *
 * There is no label for a host: whoever may start a container must not be able to have hale call on others.
 */
export function checkOfLabels({ name, labels }: Pick<Container, 'name' | 'labels'>): {
  readonly settings: Settings;
  readonly faults: readonly CheckFault[];
} {
  const faults: CheckFault[] = [];
  const complain = (path: string, message: string): void => {
    faults.push({ container: name, path, message });
  };
  const settings = readSettings({
    text: (setting) => labels[labelOf(setting)],
    complain: (setting, message) => complain(labelOf(setting), message),
    host: null,
    headers: {},
  });
  for (const label of Object.keys(labels))
    if (label.startsWith(CHECK) && !LABELS.has(label)) complain(label, `there is no such label; ${KNOWN}`);
  return { settings, faults };
}

const KNOWN = `there are ${[...LABELS.keys()].filter((label) => label.startsWith(CHECK)).join(', ')}`;

function labelOf(name: SettingName): string {
  return (isPolicy(name) ? POLICY : CHECK) + name;
}

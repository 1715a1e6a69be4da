import { type ContainerView, resolveCheck } from '@hale/agent';
import { type Finding, fine, plural, warning } from './finding.ts';

const SHOWN = 5;

/** Whether every label by which a container tells hale of a check is one that hale understands. */
export function judgeLabels(views: readonly ContainerView[]): Finding {
  const faults = views.flatMap(({ container }) => resolveCheck(container).faults);
  if (faults.length === 0) return fine('labels', 'no label of a check is amiss');
  const shown = faults
    .slice(0, SHOWN)
    .map(({ container, path, message }) => `${container}: ${path}: ${message}`);
  const more = faults.length > SHOWN ? `; +${faults.length - SHOWN} more` : '';
  return warning(
    'labels',
    `${plural(faults.length, 'label')} of a check ${faults.length === 1 ? 'is' : 'are'} not understood: ${shown.join('; ')}${more}`,
    'Mend the label and recreate the container; the rest of its check is as it would be without it.',
  );
}

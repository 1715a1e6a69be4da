import { afterAll, beforeAll, describe } from 'vitest';
import { events } from './conformance/events.ts';
import { execs } from './conformance/execs.ts';
import { HABITS, type Habits } from './conformance/habits.ts';
import { health } from './conformance/health.ts';
import { lifecycle } from './conformance/lifecycle.ts';
import { lists } from './conformance/lists.ts';
import { Recorder } from './conformance/recorder.ts';
import { refusals } from './conformance/refusals.ts';
import { SimulatedSubject } from './conformance/simulated.ts';
import { removeAll, type Subject } from './conformance/subject.ts';
import { describeEngines } from './rig/index.ts';

/** The facts of moby that hale relies on: what holds for the simulated engine holds for the real ones. */
function conforms(subject: Subject, habits: Habits): void {
  const recorder = new Recorder(subject);
  beforeAll(() => recorder.start());
  afterAll(async () => {
    recorder.stop();
    await removeAll(subject);
  });
  lifecycle(subject, recorder, habits);
  if (habits.runsChecks) health(subject, recorder, habits);
  execs(subject, recorder, habits);
  refusals(subject, habits);
  lists(subject, habits);
  if (habits.kind === 'docker') events(subject, recorder);
}

describe('on the simulated engine', () => {
  const subject = new SimulatedSubject();
  beforeAll(() => subject.start());
  afterAll(() => subject.stop());
  conforms(subject, HABITS.simulated);
});

describeEngines((engine) => conforms(engine, HABITS[engine.name]));

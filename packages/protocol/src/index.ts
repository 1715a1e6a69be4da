export { type Problem, problem } from './problem.ts';

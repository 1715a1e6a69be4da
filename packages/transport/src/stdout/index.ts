export { stdoutTransport } from './stdout.ts';
